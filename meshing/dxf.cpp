#include "meshing/dxf.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "engine/core/error.h"
#include "meshing/box.h"
#include "meshing/contours.h"
#include "meshing/dxf_objects.h"

namespace sprue {

namespace {

constexpr double page_lattice = 1.0 / 65536;  // of a page unit, for lines with a width
constexpr std::size_t most_named = 100;       // open contours told one by one

struct Unit {
  double metres = 1e-3;
  std::string basis;
};

/// DXF Reference, header variable $INSUNITS.
Unit unit_of(const DxfDocument& document) {
  static const std::map<int, std::pair<double, const char*>> units = {
      {1, {0.0254, "inches"}},       {2, {0.3048, "feet"}},     {4, {1e-3, "millimetres"}}, {5, {1e-2, "centimetres"}},
      {6, {1, "metres"}},            {8, {2.54e-8, "microinches"}}, {9, {2.54e-5, "mils"}}, {10, {0.9144, "yards"}},
      {13, {1e-6, "micrometres"}},   {14, {0.1, "decimetres"}}};
  const auto found = units.find(document.units);
  if (found != units.end()) return {found->second.first, std::string("in ") + found->second.second + ", as the file states"};
  return {1e-3, document.units == 0 ? "1 unit taken as 1 mm, as the file states none"
                                    : "1 unit taken as 1 mm: $INSUNITS " + std::to_string(document.units) + " is no unit for a pin"};
}

std::vector<Vec2> flattened(const std::vector<CurvePiece>& pieces, double tolerance) {
  std::vector<Vec2> points;
  for (const auto& piece : pieces) flatten(piece, tolerance, max_drawing_vertices, points);
  return points;
}

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

std::string place(Vec2 p) { return "(" + short_number(p.x) + ", " + short_number(p.y) + ")"; }

/// Turns objects into shapes at one tolerance, in the file's own coordinates.
class Assembler {
 public:
  Assembler(const std::filesystem::path& file, double tolerance, double join, double pen, DrawingNotes& notes)
      : file_(file), tolerance_(tolerance), join_(join), pen_(pen), notes_(notes) {}

  struct Found {
    PaintedShape shape;
    double size = 0;                ///< area of the outermost contour
    double width = 0;               ///< of a line with a width: shape.rings are lines then
    std::vector<char> closed_lines;
    bool round = false;             ///< the line's ends and corners
  };

  std::vector<Found> assemble(const std::vector<DxfPage::Object>& objects) {
    std::map<std::pair<std::string, std::string>, std::vector<const DxfPage::Object*>> groups;
    std::vector<Found> tops;
    for (const auto& object : objects) {
      if (object.area || object.width > 0) tops.push_back(top(object));
      else groups[{object.layer, object.colour}].push_back(&object);
    }
    for (const auto& [key, members] : groups) contours_of(members);
    std::stable_sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) { return a.size > b.size; });
    say(groups.size(), tops.size());
    for (auto* painted_over : {&tops, &penned_}) found_.insert(found_.end(), std::make_move_iterator(painted_over->begin()), std::make_move_iterator(painted_over->end()));
    return std::move(found_);
  }

 private:
  std::vector<Vec2> points_of(const std::vector<CurvePiece>& pieces) {
    auto points = flattened(pieces, tolerance_);
    vertices_ += points.size();
    refuse_too_many(vertices_, file_);
    return points;
  }

  Found top(const DxfPage::Object& object) {
    Found one;
    one.shape = {object.id, object.colour, {object.layer}, object.width > 0, {{}, FillRule::evenodd}};
    one.width = object.width;
    for (const auto& loop : object.loops) {
      auto points = points_of(loop);
      if (points.size() > 1 && points.front() == points.back()) points.pop_back();
      one.shape.shape.rings.push_back(std::move(points));
      one.closed_lines.push_back(object.closed);
    }
    return one;
  }

  void contours_of(const std::vector<const DxfPage::Object*>& members) {
    std::vector<std::vector<Vec2>> contours, lines;
    std::vector<const DxfPage::Object*> contour_of, line_of;
    for (const auto* object : members) {
      auto points = points_of(object->loops.front());
      const bool closed = object->closed || (points.size() > 3 && norm(points.front() - points.back()) <= join_);
      if (closed && points.size() > 1 && points.front() == points.back()) points.pop_back();
      (closed ? contour_of : line_of).push_back(object);
      (closed ? contours : lines).push_back(std::move(points));
    }
    keep_lines(lines, line_of);
    Contours joined = join_ends(lines, join_);
    doubled_ += joined.doubled;
    for (auto& chain : joined.chains) {
      const auto* first = line_of[*std::min_element(chain.sources.begin(), chain.sources.end())];
      if (!chain.closed) {
        pen_ > 0 ? draw(*first, chain) : leave_open(*first, chain);
        continue;
      }
      contours.push_back(std::move(chain.points));
      contour_of.push_back(first);
    }
    shapes_of(contours, contour_of);
  }

  /// Lines of a single point have no ends to join.
  static void keep_lines(std::vector<std::vector<Vec2>>& lines, std::vector<const DxfPage::Object*>& line_of) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].size() < 2) continue;
      std::swap(lines[kept], lines[i]);
      line_of[kept++] = line_of[i];
    }
    lines.resize(kept);
    line_of.resize(kept);
  }

  void draw(const DxfPage::Object& first, const Chain& chain) {
    penned_.push_back({{first.id, first.colour, {first.layer}, true, {{chain.points}, FillRule::nonzero}}, 0, pen_, {0}, true});
  }

  void leave_open(const DxfPage::Object& first, const Chain& chain) {
    if (++open_ > most_named) return;
    notes_.dropped.push_back(
        {first.id, "an open contour of " + std::to_string(chain.sources.size()) + (chain.sources.size() > 1 ? " lines" : " line") + " on layer \"" + first.layer +
                       "\", " + first.colour + ": its ends " + place(chain.points.front()) + " and " + place(chain.points.back()) +
                       " are " + short_number(chain.gap) + " units of the file apart, design.join_tolerance is " + short_number(join_) + "; design.pen_width would draw it as a line"});
  }

  void shapes_of(const std::vector<std::vector<Vec2>>& contours, const std::vector<const DxfPage::Object*>& contour_of) {
    const auto owner = outermost(contours);
    std::map<std::size_t, std::size_t> number;  // of the shape, by its outermost contour
    for (std::size_t i = 0; i < contours.size(); ++i) {
      if (owner[i] != i) continue;
      const auto& object = *contour_of[i];
      number[i] = found_.size();
      found_.push_back({{object.id, object.colour, {object.layer}, false, {{contours[i]}, FillRule::evenodd}}, std::abs(signed_area(contours[i])), 0, {}});
    }
    for (std::size_t i = 0; i < contours.size(); ++i) {
      if (owner[i] == i) continue;
      found_[number[owner[i]]].shape.shape.rings.push_back(contours[i]);
      nested_ = true;
    }
  }

  void say(std::size_t groups, std::size_t tops) {
    auto& guesses = notes_.guesses;
    if (nested_) guesses.push_back("Contours within others on the same layer and in the same colour are holes in them (even-odd).");
    if (groups > 1) guesses.push_back("Contours are painted from the largest to the smallest.");
    if (tops > 0) guesses.push_back("Hatches, solids and lines with a width are filled areas, painted over the contours.");
    if (!penned_.empty()) guesses.push_back(std::to_string(penned_.size()) + (penned_.size() > 1 ? " open lines are" : " open line is") + " drawn with a pen of " + short_number(pen_) + " units of the file (design.pen_width).");
    if (doubled_ > 0) guesses.push_back(std::to_string(doubled_) + (doubled_ > 1 ? " lines that lie on others count once." : " line that lies on another counts once."));
    if (open_ > most_named)
      notes_.dropped.push_back({"open-contours", std::to_string(open_ - most_named) + " more open contours"});
  }

  const std::filesystem::path& file_;
  const double tolerance_, join_, pen_;
  DrawingNotes& notes_;
  std::vector<Found> found_, penned_;
  std::size_t vertices_ = 0, doubled_ = 0, open_ = 0;
  bool nested_ = false;
};

}  // namespace

DxfPage::DxfPage(const std::filesystem::path& file, double join_tolerance, double pen_width) : file_(file) {
  const DxfDocument document = read_dxf_document(file);
  for (const auto& [name, layer] : document.layers) layers.insert(name);
  objects_ = drawn_objects(document, notes_);
  Box box;
  for (const auto& object : objects_)
    for (const auto& loop : object.loops)
      for (const Vec2 p : flattened(loop, 1e300)) box.add(p);
  const double longer = objects_.empty() ? 0 : std::max(box.width(), box.height());
  if (longer > 0) {
    low_ = box.low;
    height_ = box.height();
    scale_ = page_units / longer;
  }
  const Unit own = unit_of(document);
  unit = own.metres / scale_;
  size_basis = own.basis;
  join_ = join_tolerance / own.metres, pen_ = pen_width / own.metres;
}

std::vector<PaintedShape> DxfPage::shapes(double tolerance, DrawingNotes& notes) const {
  notes = notes_;
  auto found = Assembler(file_, tolerance / scale_, join_, pen_, notes).assemble(objects_);
  std::vector<PaintedShape> painted;
  for (auto& one : found) {
    auto& rings = one.shape.shape.rings;
    for (auto& ring : rings)
      for (Vec2& p : ring) p = {scale_ * (p.x - low_.x), scale_ * (low_.y + height_ - p.y)};
    if (one.width > 0) {
      std::vector<Polyline> lines;
      for (std::size_t i = 0; i < rings.size(); ++i) lines.push_back({rings[i], one.closed_lines[i] != 0});
      Pen pen;
      pen.width = scale_ * one.width;
      if (one.round) pen.join = Join::round, pen.cap = Cap::round;
      one.shape.shape = {widen(lines, pen, tolerance, page_lattice), FillRule::nonzero};
    } else if (std::abs(area(unite(rings, FillRule::evenodd, page_lattice))) <= page_lattice) {
      notes.dropped.push_back({one.shape.element, "it encloses no area"});
      continue;
    }
    painted.push_back(std::move(one.shape));
  }
  return painted;
}

}  // namespace sprue
