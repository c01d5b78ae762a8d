#include "meshing/height_design.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/core/error.h"
#include "meshing/box.h"
#include "meshing/curves.h"
#include "meshing/design_findings.h"
#include "meshing/drawing_file.h"
#include "meshing/height_network.h"
#include "meshing/painted.h"
#include "meshing/trace.h"

namespace sprue {

namespace {

std::string text(const char* format, double a, double b = 0, double c = 0) {
  char line[300];
  std::snprintf(line, sizeof line, format, a, b, c);
  return line;
}

/// Pixels, origin in the picture's lower left corner.
PlanarShape outline_of(const HeightImage& image, double tolerance, const std::filesystem::path& file) {
  const double w = image.width, h = image.height;
  if (std::all_of(image.inside.begin(), image.inside.end(), [](char in) { return in; })) return {{{{0, 0}, {w, 0}, {w, h}, {0, h}}}, FillRule::nonzero};
  PlanarShape shape{{}, FillRule::evenodd};
  std::size_t vertices = 0;
  for (const TracedArea& area : trace(image.inside, image.width, image.height, file))
    for (const auto& border : area) {
      auto& ring = shape.rings.emplace_back();
      Vec2 at = border.back().to;
      for (const TracedStep& step : border) {
        if (step.straight) ring.push_back(step.to);
        else flatten_cubic(at, step.first, step.second, step.to, tolerance, ring);
        at = step.to;
      }
      refuse_too_many(vertices += ring.size(), file);
    }
  if (shape.rings.empty()) throw InputError("the part of the height image is smaller than three pixels", file.string(), "", "make it larger");
  return shape;
}

Box box_of(const PlanarShape& shape) {
  Box box;
  box.add(shape.rings);
  return box;
}

/// m per pixel.
double pixel_of(const HeightImage& image, const Box& box, const DesignOptions& options, Design& design) {
  if (options.width > 0) return options.width / box.width();
  const double pixel = image.pixel > 0 ? image.pixel : 0.0254 / 96;
  design.guesses.push_back(text("The part is %.4g mm wide: ", 1e3 * pixel * box.width()) + (image.pixel > 0 ? "as the file states." : "96 pixels taken as an inch, as the file states no physical size."));
  return pixel;
}

}  // namespace

Design read_height_design(const std::filesystem::path& file, const DesignOptions& options) {
  if (drawing_kind(file) != ".png") throw InputError("a height image is a PNG file", file.string(), drawing_kind(file), "save it as grey PNG, or leave design.image out");
  const HeightImage image = read_height_image(file, options.height_threshold);
  Design design;
  PlanarShape outline = outline_of(image, 0.1, file);
  const Box box = box_of(outline);
  const double pixel = pixel_of(image, box, options, design);
  if (options.width > 0 || pixel * 0.1 > options.curve_tolerance) outline = outline_of(image, options.curve_tolerance / pixel, file);
  const Vec2 middle = 0.5 * (box.low + box.high), shift = pixel * (Vec2{0.5 * image.width, 0.5 * image.height} - middle);
  for (auto& ring : outline.rings)
    for (Vec2& p : ring) p = pixel * (p - middle);
  design.width = pixel * box.width(), design.height = pixel * box.height();
  ReliefSurface relief = height_network(image, pixel, options.relief_depth, options.relief_tolerance);
  for (std::size_t n = 0; n < relief.patches.size(); ++n) {
    for (Vec2& p : relief.patches[n].rings[0]) p = p + shift;
    relief.heights[n] = moved(relief.heights[n], 1, 0, shift);
  }
  relief.words = text("height image: white at part.plate, black %.4g mm below", options.relief_depth * 1e3) + text(", %.0f plane facets of pixels of %.3g um, at most %.3g um off", static_cast<double>(relief.patches.size()), pixel * 1e6, relief.error * 1e6);
  if (relief.error > options.relief_tolerance) relief.words += text(" (asked for %.3g um: more than %.0f facets would be needed)", options.relief_tolerance * 1e6, static_cast<double>(most_network_facets));
  design.map = overlay({outline});
  for (const PlanarFace& face : design.map.faces) {
    design.role.push_back(face.covered_by.empty() ? Role::cutout : Role::metal);
    design.element.push_back(face.covered_by.empty() ? no_element : 0);
  }
  design.elements.push_back({"height-image", "#808080", Role::metal, std::move(outline), {}, {}});
  design.relief = std::move(relief);
  report_elements(design);
  check_one_piece(design);
  return design;
}

}  // namespace sprue
