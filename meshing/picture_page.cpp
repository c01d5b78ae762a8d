#include "meshing/picture_page.h"

#include <algorithm>
#include <numeric>

#include "engine/core/error.h"
#include "meshing/curves.h"
#include "meshing/dxf_colours.h"
#include "meshing/flat_colours.h"

namespace sprue {

namespace {

constexpr std::size_t max_areas = 20000;

/// Numbers of the colours from the largest to the smallest.
std::vector<std::size_t> by_size(const FlatColours& flat) {
  std::vector<std::size_t> count(flat.colours.size()), order;
  for (const int label : flat.label)
    if (label != bare) ++count[static_cast<std::size_t>(label)];
  for (std::size_t n = 0; n < count.size(); ++n)
    if (count[n] > 0) order.push_back(n);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return count[a] > count[b]; });
  return order;
}

}  // namespace

PicturePage::PicturePage(const std::filesystem::path& file) : file_(file) {
  const PngPicture picture = read_png(file);
  const FlatColours flat = flat_colours(picture);
  if (flat.colours.empty())
    throw InputError("the picture has no flat colours to trace", file.string(), "", "draw it in a few even colours, or have it read as a height image: design.image = \"height\"");
  const auto order = by_size(flat);
  std::vector<std::size_t> rank(flat.colours.size(), 0);
  for (std::size_t n = 0; n < order.size(); ++n) rank[order[n]] = n;
  std::vector<char> set(flat.label.size());
  for (std::size_t n = 0; n < order.size(); ++n) {
    for (std::size_t i = 0; i < set.size(); ++i) set[i] = flat.label[i] != bare && rank[static_cast<std::size_t>(flat.label[i])] >= n;
    for (auto& area : trace(set, picture.width, picture.height, file))
      areas_.push_back({"area" + std::to_string(areas_.size() + 1), colour_of_rgb(flat.colours[order[n]]), std::move(area)});
    if (areas_.size() > max_areas)
      throw InputError("the picture has more than 20000 areas of one colour", file.string(), std::to_string(areas_.size()) + " areas", "draw it in a few even colours");
  }
  height_ = picture.height;
  scale_ = page_units / std::max(picture.width, picture.height);
  unit = (picture.pixel > 0 ? picture.pixel : 0.0254 / 96) / scale_;
  size_basis = picture.pixel > 0 ? "as the file states" : "96 pixels taken as an inch, as the file states no physical size";
  notes_.guesses.push_back("The picture is traced in " + std::to_string(order.size()) + (order.size() == 1 ? " colour." : " colours, from the largest to the smallest."));
  if (flat.paper >= 0)
    notes_.guesses.push_back("The colour along its edge, " + colour_of_rgb(flat.paper) + ", is taken as paper wherever it is; a transparent background keeps it inside.");
  if (flat.left_out > 0)
    notes_.guesses.push_back(std::to_string(flat.left_out) + " shades too rare or beyond 24 colours take the nearest colour.");
}

std::vector<PaintedShape> PicturePage::shapes(double tolerance, DrawingNotes& notes) const {
  notes = notes_;
  std::vector<PaintedShape> painted;
  std::size_t vertices = 0;
  for (const Area& area : areas_) {
    PaintedShape one{area.id, area.colour, {}, false, {{}, FillRule::evenodd}};
    for (const auto& border : area.outline) {
      auto& ring = one.shape.rings.emplace_back();
      Vec2 at = border.back().to;
      for (const TracedStep& step : border) {
        if (step.straight) ring.push_back(step.to);
        else flatten_cubic(at, step.first, step.second, step.to, tolerance / scale_, ring);
        at = step.to;
      }
      for (Vec2& p : ring) p = {scale_ * p.x, scale_ * (height_ - p.y)};
      vertices += ring.size();
    }
    refuse_too_many(vertices, file_);
    painted.push_back(std::move(one));
  }
  return painted;
}

}  // namespace sprue
