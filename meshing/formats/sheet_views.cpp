#include "meshing/formats/sheet_views.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

#include "meshing/outline.h"
#include "meshing/section_cut.h"
#include "meshing/tool_keys.h"

namespace sprue {

namespace {

using Rings = SheetPen::Rings;
constexpr double thick = 0.35, thin = 0.18, finest = 0.1;  // mm, lines (ISO 128)
constexpr double letter = 2;                                // mm, room for one of the usual height
constexpr std::size_t whole_outlines = 24;                 // cavities beyond are drawn without their cutouts

/// Model (m, y up) to paper (mm, y down).
struct View {
  Vec2 paper, model;
  double scale = 1;
  Vec2 operator()(Vec2 p) const { return {paper.x + 1e3 * scale * (p.x - model.x), paper.y - 1e3 * scale * (p.y - model.y)}; }
  double length(double m) const { return 1e3 * scale * m; }
  std::vector<Vec2> operator()(const std::vector<Vec2>& ring) const {
    std::vector<Vec2> there;
    for (const Vec2 p : ring) there.push_back((*this)(p));
    return there;
  }
};

std::string mm(double metres) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", 1e3 * metres);
  std::string s = text;
  while (s.back() == '0') s.pop_back();
  if (s.back() == '.') s.pop_back();
  return s;
}

Vec2 placed(const CavityPlacement& p, Vec2 v) {
  return {p.transform[0] * v.x + p.transform[1] * v.y + p.transform[3], p.transform[4] * v.x + p.transform[5] * v.y + p.transform[7]};
}

/// m along a line of the plane from its origin to where it leaves the mould.
double to_edge(const Tooling& tooling, Vec2 origin, Vec2 direction) {
  if (tooling.disc_diameter > 0) return 0.5 * tooling.disc_diameter;
  double reach = HUGE_VAL;
  for (int d = 0; d < 2; ++d) {
    const double along = d ? direction.y : direction.x, from = d ? origin.y : origin.x, low = d ? tooling.low.y : tooling.low.x, high = d ? tooling.high.y : tooling.high.x;
    if (along != 0) reach = std::min(reach, ((along > 0 ? high : low) - from) / along);
  }
  return reach;
}

struct Bounds {
  Vec2 low{HUGE_VAL, HUGE_VAL}, high{-HUGE_VAL, -HUGE_VAL};
  void add(Vec2 p) { low = {std::min(low.x, p.x), std::min(low.y, p.y)}, high = {std::max(high.x, p.x), std::max(high.y, p.y)}; }
};

/// Line of the section: through the gate of the first cavity, away from the axis, where it meets most metal and most recess.
struct CutLine {
  Vec2 origin, direction;
  double gate_start = 0, gate_end = 0;
};
CutLine cut_line(const Tooling& tooling) {
  CutLine best{{}, {0, 1}, 0, 0};
  double most = -1;
  for (const FeedPiece& f : tooling.feed) {
    if (f.kind != FeedPiece::gate) continue;
    const Vec2 d = (1 / norm(f.to - f.from)) * (f.to - f.from), middle = f.from - dot(f.from, d) * d;
    for (const double across : {0.0, 0.1, -0.1, 0.2, -0.2, 0.3, -0.3, 0.4, -0.4}) {
      const CutLine line{middle + across * f.width * Vec2{-d.y, d.x}, d, dot(f.from, d), dot(f.to, d)};
      double plate = 0, met = 0;
      const auto strips = section_cut(tooling.cavity, line.origin, d);
      for (const CutStrip& s : strips)
        if (s.cavity == 1) plate = std::max(plate, s.highest());
      for (const CutStrip& s : strips)
        if (s.from > 0 && s.cavity <= 1) met += (s.cavity == 1 && s.highest() < plate - 1e-9 ? 2 : 1) * (s.to - s.from);
      if (met > most + 1e-6) most = met, best = line;
    }
    break;
  }
  return best;
}

const FeedPiece* first_of(const Tooling& tooling, FeedPiece::Kind kind) {
  for (const FeedPiece& f : tooling.feed)
    if (f.kind == kind) return &f;
  return nullptr;
}

void draw_cavities(SheetPen& pen, const Tooling& tooling, const std::vector<const LayeredMap*>& parts, const View& view) {
  std::vector<std::vector<std::vector<Vec2>>> outlines;
  for (const LayeredMap* part : parts) outlines.push_back(outline(*part));
  for (std::size_t n = 0; n < tooling.placements.size(); ++n) {
    const CavityPlacement& p = tooling.placements[n];
    Rings there;
    for (const auto& ring : outlines.at(p.pin)) {
      std::vector<Vec2> turned;
      for (const Vec2 v : ring) turned.push_back(placed(p, v));
      there.push_back(view(turned));
      if (n >= whole_outlines) break;
    }
    pen.fill(there, 0.85);
    pen.line_width(thin);
    pen.outline(there);
    const Vec2 centre = view(placed(p, {}));
    pen.text(centre + Vec2{0, 1.3}, 2.5, std::to_string(p.cavity), SheetPen::Align::middle, 0, true);
  }
}

void cross_at(SheetPen& pen, Vec2 p, double arm) {
  pen.line(p - Vec2{arm, 0}, p + Vec2{arm, 0});
  pen.line(p - Vec2{0, arm}, p + Vec2{0, arm});
}

void draw_channels(SheetPen& pen, const Tooling& tooling, const View& view) {
  pen.line_width(thin);
  for (const FeedPiece& f : tooling.feed)
    if (!f.bore()) {
      Rings rings;
      for (const auto& ring : f.rings()) rings.push_back(view(ring));
      pen.fill(rings, 0.7);
      pen.outline(rings);
    }
  for (const PlacedVent& v : tooling.vents) {
    if (v.drilled) pen.circle(view(v.mouth), view.length(0.5 * v.width));
    else pen.outline({view(channel_outline(v.mouth, v.mouth + v.length * v.direction, v.width, v.width))});
  }
  if (const FeedPiece* sprue = first_of(tooling, FeedPiece::sprue); sprue && sprue->bore()) {
    pen.line_width(thick);
    pen.circle(view(sprue->from), view.length(0.5 * sprue->width));
  }
}

void draw_fittings(SheetPen& pen, const Tooling& tooling, const View& view) {
  pen.line_width(thin);
  for (const LocatingKey& k : tooling.keys) {
    pen.circle(view(k.place), view.length(0.5 * k.diameter));
    if (!k.dowel) pen.circle(view(k.place), view.length(0.5 * cone_top(k)));
    cross_at(pen, view(k.place), view.length(0.7 * k.diameter));
  }
  for (const Ejector& e : tooling.ejectors) {
    pen.circle(view(e.place), view.length(0.5 * e.diameter));
    cross_at(pen, view(e.place), view.length(0.7 * e.diameter));
  }
}

using Labels = std::vector<std::pair<Vec2, std::string>>;

/// "6x " of pieces as wide and deep as this one; of a single one nothing.
std::string times_of(const Tooling& tooling, const FeedPiece& piece) {
  const auto count = std::count_if(tooling.feed.begin(), tooling.feed.end(), [&](const FeedPiece& f) { return f.kind == piece.kind && (f.cavity > 0) == (piece.cavity > 0) && f.radius == piece.radius && f.width == piece.width && f.depth == piece.depth; });
  return count > 1 ? std::to_string(count) + "x " : "";
}

void label_runners(const Tooling& tooling, const View& view, Labels& labels) {
  const auto section = [](const FeedPiece& f) { return mm(f.width) + " x " + mm(f.depth); };
  const FeedPiece *own = nullptr, *shared = nullptr, *ring = nullptr;
  for (const FeedPiece& f : tooling.feed) {
    if (f.kind != FeedPiece::runner) continue;
    const FeedPiece*& kind = f.radius > 0 ? ring : f.cavity > 0 ? own : shared;
    if (!kind) kind = &f;
  }
  if (ring) labels.push_back({view(ring->from + Vec2{ring->radius, 0}), "ring R" + mm(ring->radius) + ", " + section(*ring)});
  if (own) labels.push_back({view(0.4 * own->from + 0.6 * own->to), (shared ? "" : times_of(tooling, *own)) + std::string(shared ? "branch " : "runner ") + section(*own)});
  if (shared) labels.push_back({view(0.4 * shared->from + 0.6 * shared->to), times_of(tooling, *shared) + (ring ? "spoke " : "runner ") + section(*shared)});
}

void label_fittings(const Tooling& tooling, const View& view, Labels& labels) {
  const auto rightmost = [](const auto& all) { return *std::max_element(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.place.x < b.place.x; }); };
  if (!tooling.keys.empty()) {
    const LocatingKey k = rightmost(tooling.keys);
    labels.push_back({view(k.place), std::to_string(tooling.keys.size()) + (k.dowel ? "x dowel \xC3\x98" : "x key \xC3\x98") + mm(k.diameter) + (k.dowel ? ", " : ", high ") + mm(k.height) + (k.dowel ? " deep" : "")});
  }
  if (!tooling.ejectors.empty()) {
    const Ejector& e = tooling.ejectors.front();
    labels.push_back({view(e.place), std::to_string(std::count_if(tooling.ejectors.begin(), tooling.ejectors.end(), [](const Ejector& p) { return p.cavity > 0; })) + "x ejector \xC3\x98" + mm(e.diameter)});
  }
}

/// Words on the plan: sprue, runner, gate, vents, beside the disc with lines to what they name.
void label_plan(SheetPen& pen, const Tooling& tooling, const View& view, double x, double y) {
  Labels labels;
  const std::string times = tooling.placements.size() > 1 ? std::to_string(tooling.placements.size()) + "x " : "";
  int grooves = 0, drilled = 0;
  const PlacedVent *groove = nullptr, *hole = nullptr;
  for (const PlacedVent& v : tooling.vents) {
    ++(v.drilled ? drilled : grooves);
    const PlacedVent*& chosen = v.drilled ? hole : groove;   // the one furthest to the right
    if (!chosen || v.mouth.x + v.direction.x * v.length > chosen->mouth.x + chosen->direction.x * chosen->length) chosen = &v;
  }
  if (groove) labels.push_back({view(groove->mouth + 0.6 * groove->length * groove->direction), std::to_string(grooves) + "x vent " + mm(groove->width) + " x " + mm(groove->depth) + " deep"});
  if (hole) labels.push_back({view(hole->mouth + Vec2{0.5 * hole->width, 0}), std::to_string(drilled) + "x vent \xC3\x98" + mm(hole->width) + " through"});
  if (const FeedPiece* gate = first_of(tooling, FeedPiece::gate))
    labels.push_back({view(0.5 * (gate->from + gate->to)), times_of(tooling, *gate) + "gate " + mm(gate->width) + " x " + mm(gate->depth)});
  label_runners(tooling, view, labels);
  if (const FeedPiece* sprue = first_of(tooling, FeedPiece::sprue))
    labels.push_back(sprue->bore() ? std::pair{view(sprue->from + Vec2{0.35 * sprue->width, -0.35 * sprue->width}), "sprue \xC3\x98" + mm(sprue->width)}
                                   : std::pair{view(0.5 * (sprue->from + sprue->to)), "sprue " + mm(sprue->width) + (sprue->width_to > 0 ? " to " + mm(sprue->width_to) : "") + " x " + mm(sprue->depth)});
  for (const FeedPiece::Kind kind : {FeedPiece::riser, FeedPiece::overflow})
    for (auto f = tooling.feed.rbegin(); f != tooling.feed.rend(); ++f)   // the body follows its neck
      if (f->kind == kind) {
        labels.push_back({view(0.5 * (f->from + f->to)), times + (kind == FeedPiece::riser ? "riser " : "overflow ") + mm(f->width) + " x " + mm(norm(f->to - f->from)) + " x " + mm(f->depth)});
        break;
      }
  label_fittings(tooling, view, labels);
  std::stable_sort(labels.begin(), labels.end(), [](const auto& a, const auto& b) { return a.first.y < b.first.y; });
  for (const auto& [tip, words] : labels) {
    pen.leader(tip, {x, y}, words);
    y += 9;
  }
}

/// Tops and bottoms of the strips, and what of their sides only one of two neighbours covers.
void draw_profile(SheetPen& pen, const std::vector<CutStrip>& strips, const View& view) {
  const auto upright = [&](double s, double low, double high) { if (high > low) pen.line(view({s, low}), view({s, high})); };
  for (std::size_t n = 0; n < strips.size(); ++n) {
    const CutStrip& s = strips[n];
    for (const auto& z : {s.low, s.high}) pen.line(view({s.from, z[0]}), view({s.to, z[1]}));
    const auto side = [&](std::size_t end, const CutStrip* beside) {
      const double at = end ? s.to : s.from, low = s.low[end], high = s.high[end];
      if (!beside) return upright(at, low, high);
      upright(at, low, std::min(high, beside->low[1 - end]));
      upright(at, std::max(low, beside->high[1 - end]), high);
    };
    side(0, n > 0 && s.from - strips[n - 1].to < 1e-9 ? &strips[n - 1] : nullptr);
    side(1, n + 1 < strips.size() && strips[n + 1].from - s.to < 1e-9 ? &strips[n + 1] : nullptr);
  }
}

Rings boxes(const std::vector<CutStrip>& strips, const View& view) {
  Rings rings;
  for (const CutStrip& s : strips) rings.push_back(view({{s.from, s.low[0]}, {s.to, s.low[1]}, {s.to, s.high[1]}, {s.from, s.high[0]}}));
  return rings;
}

struct Window {
  double from, to, low, high;  // m
};

/// From the runner to behind the first cavity; down and up as far as needed to see both halves.
Window window_of(const std::vector<CutStrip>& metal, const CutLine& line, const Tooling& tooling) {
  double end = line.gate_end, top = 0, bottom = 0;
  for (const CutStrip& s : metal) {
    if (s.to < line.gate_start || s.from > end + 1e-3) continue;
    if (s.cavity <= 1 && s.from >= line.gate_start) end = std::max(end, s.to);
    top = std::max(top, s.highest()), bottom = std::min(bottom, s.lowest());
  }
  for (const CutStrip& s : metal)
    if (s.cavity == 1) end = std::max(end, s.to), top = std::max(top, s.highest()), bottom = std::min(bottom, s.lowest());
  const double rim = to_edge(tooling, line.origin, line.direction);
  return {std::max(0.0, line.gate_start - 3.5e-3), std::min(end + 2.5e-3, rim), std::max(bottom - 3e-3, -tooling.disc_thickness), std::min(top + 3e-3, tooling.disc_thickness)};
}

/// Thickness of the plate, depth of a recess, depths of gate and runner.
void dimension_section(SheetPen& pen, const std::vector<CutStrip>& metal, const Tooling& tooling, const CutLine& line, const Window& w, const View& view) {
  double plate = 0, floor = HUGE_VAL, recess_at = 0, end = 0, widest = 0;
  for (const CutStrip& s : metal)
    if (s.cavity == 1) plate = std::max(plate, s.highest()), end = std::max(end, s.to);
  for (const CutStrip& s : metal)
    if (s.cavity == 1 && s.level() && s.highest() < plate - 1e-9 && s.to - s.from > widest) widest = s.to - s.from, floor = s.highest(), recess_at = 0.5 * (s.from + s.to);
  double level = 0, sloping = 0;
  for (const CutStrip& s : metal)
    if (s.cavity == 1) (s.level() ? level : sloping) += s.to - s.from;
  const double beside = view(Vec2{w.to, 0}).x - view(Vec2{end, 0}).x + 6;
  pen.dimension(view({end, 0}), view({end, plate}), -beside, mm(plate));
  const Vec2 below{0, view.length(-w.low) + 7};
  const FeedPiece* runner = runner_at_gates(tooling);
  const std::string runner_words = runner ? "runner " + mm(runner->width) + " x " + mm(runner->depth) : "";
  const double row = view({w.from, w.high}).y - 4, left = view({w.from, 0}).x + 3;
  if (runner) pen.leader(view({std::max(line.gate_start - 2e-3, w.from + 0.5e-3), 0.5 * runner->depth}), {left, row}, runner_words);
  if (floor < HUGE_VAL && level > sloping) pen.leader(view({recess_at, floor}), {std::max(view({recess_at, 0}).x + 3, left + letter * static_cast<double>(runner_words.size())), row}, "recess " + mm(plate - floor) + " deep");
  if (const FeedPiece* gate = first_of(tooling, FeedPiece::gate))
    pen.leader(view({line.gate_start + 0.6e-3, 0.5 * gate->depth}), view({line.gate_start, 0}) + below + Vec2{4, 0}, "gate " + mm(gate->width) + " x " + mm(gate->depth));
}

}  // namespace

double standard_scale(double width, double height, Vec2 room) {
  for (const double scale : {50.0, 20.0, 10.0, 5.0, 2.5, 2.0, 1.0, 0.5, 0.4, 0.2, 0.1, 0.05, 0.02, 0.01})
    if (1e3 * scale * width <= room.x && 1e3 * scale * height <= room.y) return scale;
  return 0.005;
}

std::string scale_text(double scale) {
  char text[32];
  std::snprintf(text, sizeof text, scale >= 1 ? "%g:1" : "1:%g", scale >= 1 ? scale : 1 / scale);
  return text;
}

std::string draw_plan(SheetPen& pen, const Tooling& tooling, const std::vector<const LayeredMap*>& parts, const SheetBox& box) {
  constexpr double labels = 42, below = 14, above = 9;   // mm kept for words and dimensions
  const Vec2 size = box.high - box.low;
  const Vec2 extent = tooling.high - tooling.low;
  const bool disc = tooling.disc_diameter > 0;
  const double scale = standard_scale(extent.x, extent.y, {size.x - labels, size.y - below - above});
  const Vec2 half = 0.5e3 * scale * extent;   // on paper
  const View view{{box.low.x + 4 + half.x, box.low.y + above + half.y}, 0.5 * (tooling.low + tooling.high), scale};
  pen.line_width(thick);
  if (disc) pen.circle(view.paper, half.x);
  else pen.rectangle(view.paper - half, view.paper + half);
  draw_cavities(pen, tooling, parts, view);
  draw_channels(pen, tooling, view);
  draw_fittings(pen, tooling, view);
  pen.line_width(finest);
  pen.dashes({6, 1, 1, 1});
  if (disc) pen.line(view.paper - Vec2{half.x + 2, 0}, view.paper + Vec2{half.x + 2, 0});
  pen.line(view.paper - Vec2{0, half.y + 2}, view.paper + Vec2{0, half.y + 2});
  const CutLine cut = cut_line(tooling);
  const auto on_cut = [&](double s) { return view(cut.origin + s * cut.direction); };
  const double edge = to_edge(tooling, cut.origin, cut.direction);
  pen.line(on_cut(0), on_cut(edge));
  pen.dashes({});
  pen.line_width(0.5);
  pen.line(on_cut(edge), on_cut(edge + 3e-3 / scale));
  pen.text(on_cut(edge) + Vec2{1.5, -0.8}, 2.5, "A", SheetPen::Align::left, 0, true);
  const double middle = 0.5 * (tooling.low.y + tooling.high.y);
  pen.dimension(view({tooling.low.x, middle}), view({tooling.high.x, middle}), -(half.y + 7), (disc ? "\xC3\x98" : "") + mm(extent.x));
  if (!disc) pen.dimension(view({tooling.high.x, tooling.low.y}), view(tooling.high), -4, mm(extent.y));
  if (disc && !tooling.placements.empty()) {
    const Vec2 centre = placed(tooling.placements.front(), {});
    pen.dimension(view(Vec2{}), view(centre), 0.72 * half.x, "R" + mm(norm(centre)));
  }
  label_plan(pen, tooling, view, view.paper.x + half.x + (disc ? 6 : 14), view.paper.y - half.y + 8);
  return scale_text(scale);
}

/// Grey of a top: level ones by their height, leaning walls one grey, gentle slopes as lit from the upper left.
double tone(const Height& top, double plate) {
  if (top.level()) return top.at < plate - 1e-9 ? 0.78 : 0.96;
  const double steep = dot(top.slope, top.slope);
  if (steep > 4) return 0.87;
  return 0.5 + 0.23 * std::max(0.0, (top.slope.x - top.slope.y + 2) / std::sqrt(1 + steep));   // light from (-1, 1, 2)
}

std::string draw_part(SheetPen& pen, const LayeredMap& part, const SheetBox& box) {
  constexpr double left = 14, below = 14, above = 7;
  Bounds b;
  double plate = 0;
  for (std::size_t f = 0; f < part.layers.size(); ++f) {
    if (!part.layers[f].filled) continue;
    plate = std::max(plate, height_range(part.map, part.map.faces[f], part.layers[f].high).high);
    for (const auto& loop : part.map.faces[f].loops)
      for (const auto v : loop) b.add(part.map.vertices[v]);
  }
  const Vec2 extent = b.high - b.low, size = box.high - box.low;
  const double scale = standard_scale(extent.x, extent.y, {size.x - left, size.y - below - above});
  const View view{{box.low.x + left + 0.5 * (size.x - left), box.low.y + above + 0.5 * 1e3 * scale * extent.y}, 0.5 * (b.low + b.high), scale};
  for (std::size_t f = 0; f < part.layers.size(); ++f) {
    if (!part.layers[f].filled) continue;
    Rings rings;
    for (const auto& loop : part.map.faces[f].loops) {
      rings.emplace_back();
      for (const auto v : loop) rings.back().push_back(view(part.map.vertices[v]));
    }
    const Height& top = part.layers[f].high;
    pen.fill(rings, tone(top, plate));
    if (!top.level()) continue;   // walls that lean: the faces at their ends draw their edges
    pen.line_width(finest);
    pen.outline(rings);
  }
  Rings rings;
  for (const auto& ring : outline(part)) rings.push_back(view(ring));
  pen.line_width(thick);
  pen.outline(rings);
  const Vec2 low = view(b.low), high = view(b.high);   // low.y is below on paper
  pen.dimension({low.x, low.y}, {high.x, low.y}, -7, mm(extent.x));
  pen.dimension({low.x, low.y}, {low.x, high.y}, 7, mm(extent.y));
  return scale_text(scale);
}

std::string draw_section(SheetPen& pen, const Tooling& tooling, const SheetBox& box) {
  constexpr double right = 16, beside = 4, above = 18, below = 12;
  const CutLine line = cut_line(tooling);
  const auto metal = section_cut(tooling.cavity, line.origin, line.direction);
  const Window w = window_of(metal, line, tooling);
  const Vec2 size = box.high - box.low;
  const double scale = standard_scale(w.to - w.from, w.high - w.low, {size.x - right - beside, size.y - above - below});
  const View view{{box.low.x + beside + 0.5 * (size.x - right - beside), box.low.y + above + 0.5e3 * scale * (w.high - w.low)}, {0.5 * (w.from + w.to), 0.5 * (w.low + w.high)}, scale};
  const Vec2 low = view({w.from, w.high}), high = view({w.to, w.low});
  pen.clip(low, high);
  const auto upper = section_cut(tooling.upper, line.origin, line.direction), lower = section_cut(tooling.lower, line.origin, line.direction);
  pen.hatch(boxes(upper, view), 2.5, true);
  pen.hatch(boxes(lower, view), 2.5, false);
  pen.fill(boxes(metal, view), 0.6);
  pen.line_width(thick);
  draw_profile(pen, upper, view);
  draw_profile(pen, lower, view);
  pen.unclip();
  pen.line_width(finest);
  pen.dashes({2, 1});
  pen.rectangle(low, high);
  pen.dashes({});
  dimension_section(pen, metal, tooling, line, w, view);
  return scale_text(scale);
}

}  // namespace sprue
