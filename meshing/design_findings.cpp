#include "meshing/design_findings.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "meshing/regions.h"
#include "meshing/rule_table.h"

namespace sprue {

std::string millimetres(double metres) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g mm", metres * 1e3);
  return text;
}

void report_touch(const Touch& touch, double divider_width, Design& design) {
  if (touch.length < 0.05e-3) return;
  const Element &a = design.elements[static_cast<std::size_t>(touch.first)],
                &b = design.elements[static_cast<std::size_t>(touch.second)];
  Finding f;
  f.kind = "touching-colours";
  const bool parted = divider_width > 0;
  f.severity = parted ? Severity::info : Severity::warn;
  f.where = {touch.where.x, touch.where.y, 0};
  f.element = a.id;
  f.size = touch.length;
  f.value = parted ? divider_width * 1e3 : 0;
  f.limit = rule::touching.warn;
  f.source = rule::touching.source;
  f.unit = "mm";
  f.evidence = "\"" + a.id + "\" (" + a.colour + ") and \"" + b.id + "\" (" + b.colour + ") touch along " +
               millimetres(touch.length) + ".";
  f.cause = "Two enamel colours without metal between them run into each other.";
  f.advice = parted ? "A divider of " + millimetres(divider_width) +
                          " was put between them; draw a metal line there to decide its place yourself."
                    : "Draw a metal line between them, or set a divider width.";
  f.confidence = "high";
  design.findings.push_back(std::move(f));
}

bool has_new_corners(const Rings& covered, const Rings& drawn) {
  std::vector<std::pair<long long, long long>> own;
  const auto rounded = [](Vec2 p) { return std::pair(std::llround(p.x * 1e9), std::llround(p.y * 1e9)); };  // unite()'s lattice
  for (const auto& ring : drawn)
    for (const Vec2 p : ring) own.push_back(rounded(p));
  std::sort(own.begin(), own.end());
  for (const auto& ring : covered)
    for (const Vec2 p : ring)
      if (!std::binary_search(own.begin(), own.end(), rounded(p))) return true;
  return false;
}

void report_crossing(const std::vector<std::string>& elements, Design& design) {
  if (elements.empty()) return;
  std::string names;
  for (std::size_t i = 0; i < elements.size() && i < 8; ++i) names += (i ? ", \"" : "\"") + elements[i] + "\"";
  if (elements.size() > 8) names += " and " + std::to_string(elements.size() - 8) + " more";
  design.guesses.push_back("Shapes that cross themselves are filled by their fill rule, as a renderer does: " + names + ".");
}

void report_elements(Design& design) {
  std::vector<double> largest(design.elements.size(), 0);
  for (std::size_t f = 0; f < design.map.faces.size(); ++f) {
    if (design.element[f] == no_element) continue;
    const auto e = static_cast<std::size_t>(design.element[f]);
    const double size = area(design.map, design.map.faces[f]);
    if (size <= largest[e]) continue;
    largest[e] = size;
    design.elements[e].where = point_inside(design.map, design.map.faces[f]);
  }
  for (std::size_t e = 0; e < largest.size(); ++e) {
    if (largest[e] > 0 || design.elements[e].role == Role::cutout) continue;
    if (!design.elements[e].shape.rings.empty())
      design.elements[e].where = design.elements[e].shape.rings[0][0];
    const PlanarShape& shape = design.elements[e].shape;
    design.dropped.push_back(
        {design.elements[e].id,
         area(unite(shape.rings, shape.rule)) <= 0
             ? "it encloses no area"
             : "nothing of it is left to see: covered by later elements or dividers, or thinner than 0.02 mm"});
  }
  for (const auto& d : design.dropped) {
    Finding f;
    f.kind = "dropped-element";
    f.severity = Severity::info;
    f.element = d.element;
    f.evidence = "Element \"" + d.element + "\" is not part of the pin: " + d.reason + ".";
    f.cause = d.reason;
    f.advice = "Redraw it as filled shapes large enough to cast, if it is meant to be there.";
    f.confidence = "high";
    for (const Element& e : design.elements) {
      if (e.id == d.element) f.where = {e.where.x, e.where.y, 0};
    }
    design.findings.push_back(std::move(f));
  }
}

/// Metal in more than one piece (through cutouts the user mapped): said, not hidden.
void check_one_piece(Design& design) {
  std::vector<int> piece(design.map.faces.size());
  for (std::size_t f = 0; f < piece.size(); ++f) piece[f] = static_cast<int>(f);
  const auto root = [&](int f) {
    while (piece[static_cast<std::size_t>(f)] != f) f = piece[static_cast<std::size_t>(f)];
    return f;
  };
  for (const Border& b : borders(design.map)) {
    if (b.right == no_face) continue;
    if (design.role[static_cast<std::size_t>(b.left)] == Role::cutout ||
        design.role[static_cast<std::size_t>(b.right)] == Role::cutout)
      continue;
    const int l = root(b.left), r = root(b.right);
    piece[static_cast<std::size_t>(std::max(l, r))] = std::min(l, r);
  }
  std::map<int, double> pieces;
  for (std::size_t f = 0; f < piece.size(); ++f) {
    if (design.role[f] != Role::cutout)
      pieces[root(static_cast<int>(f))] += area(design.map, design.map.faces[f]);
  }
  if (pieces.size() < 2) return;
  const auto largest = std::max_element(pieces.begin(), pieces.end(),
                                        [](const auto& l, const auto& r) { return l.second < r.second; });
  for (const auto& [face, size] : pieces) {
    if (face == largest->first) continue;
    const Vec2 p = point_inside(design.map, design.map.faces[static_cast<std::size_t>(face)]);
    Finding f;
    f.kind = "detached-part";
    f.severity = Severity::reject;
    f.where = {p.x, p.y, 0};
    f.size = std::sqrt(size);
    f.value = static_cast<double>(pieces.size());
    f.limit = 1;
    f.unit = "pieces";
    f.evidence = "The metal falls into " + std::to_string(pieces.size()) + " pieces.";
    f.cause = "Cutouts part this piece from the rest.";
    f.advice = "Leave a web of at least " + with_unit(rule::web.warn, "mm") + " across the cutout.";
    f.source = rule::pieces.source;
    f.confidence = "high";
    design.findings.push_back(std::move(f));
  }
}

}  // namespace sprue
