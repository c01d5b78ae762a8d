#include "meshing/curve_crossings.h"

#include <algorithm>
#include <cmath>

#include "meshing/spline_fit.h"

namespace sprue {

namespace {

constexpr double common_end = 1e-8, touching = 1e-10;  // m

/// A line, an arc or a cubic between two places.
struct Part {
  std::size_t run = 0;
  enum class Kind { line, arc, cubic } kind = Kind::line;
  Vec2 from, to;
  Vec2 first, second;   // an arc's centre; a cubic's inner control points
  double sweep = 0;
  double off = 0;       // m, how far it may be from its chord
};

Part line_part(std::size_t run, Vec2 from, Vec2 to) { return {run, Part::Kind::line, from, to, {}, {}, 0, 0}; }
Part arc_part(std::size_t run, Vec2 from, Vec2 to, Vec2 centre, double sweep) {
  return {run, Part::Kind::arc, from, to, centre, {}, sweep, norm(from - centre) * (1 - std::cos(0.5 * sweep))};
}
Part cubic_part(std::size_t run, const CubicPiece& c) {
  return {run, Part::Kind::cubic, c[0], c[3], c[1], c[2], 0, 0.75 * std::max(norm(c[0] - 2 * c[1] + c[2]), norm(c[1] - 2 * c[2] + c[3]))};
}

std::array<Part, 2> halves(const Part& p) {
  if (p.kind == Part::Kind::arc) {
    const Vec2 start = p.from - p.first;
    const double turn = 0.5 * p.sweep;
    const Vec2 middle = p.first + Vec2{std::cos(turn) * start.x - std::sin(turn) * start.y, std::sin(turn) * start.x + std::cos(turn) * start.y};
    return {arc_part(p.run, p.from, middle, p.first, turn), arc_part(p.run, middle, p.to, p.first, turn)};
  }
  if (p.kind == Part::Kind::cubic) {
    const Vec2 a = 0.5 * (p.from + p.first), b = 0.5 * (p.first + p.second), c = 0.5 * (p.second + p.to), d = 0.5 * (a + b), e = 0.5 * (b + c), middle = 0.5 * (d + e);
    return {cubic_part(p.run, {p.from, a, d, middle}), cubic_part(p.run, {middle, e, c, p.to})};
  }
  const Vec2 middle = 0.5 * (p.from + p.to);
  return {line_part(p.run, p.from, middle), line_part(p.run, middle, p.to)};
}

double distance(Vec2 p, Vec2 a, Vec2 b) {
  const Vec2 d = b - a;
  const double length = dot(d, d), share = length > 0 ? std::clamp(dot(p - a, d) / length, 0.0, 1.0) : 0;
  return norm(p - a - share * d);
}

/// Of two chords; 0 where they cross.
double distance(const Part& a, const Part& b) {
  const auto side = [](const Part& of, Vec2 p) { return cross(of.to - of.from, p - of.from); };
  if (side(a, b.from) * side(a, b.to) < 0 && side(b, a.from) * side(b, a.to) < 0) return 0;
  return std::min({distance(a.from, b.from, b.to), distance(a.to, b.from, b.to), distance(b.from, a.from, a.to), distance(b.to, a.from, a.to)});
}

bool within(const Part& p, Vec2 place) { return std::max(norm(p.from - place), norm(p.to - place)) + p.off < common_end; }

/// Whether two parts meet elsewhere than in `ends`, places that both runs end in.
bool meet(const Part& a, const Part& b, const std::vector<Vec2>& ends) {
  if (distance(a, b) > a.off + b.off + touching) return false;
  for (const Vec2 end : ends)
    if (within(a, end) && within(b, end)) return false;
  const double size_a = norm(a.to - a.from) + a.off, size_b = norm(b.to - b.from) + b.off;
  const bool near_end = std::any_of(ends.begin(), ends.end(), [&](Vec2 end) { return distance(end, a.from, a.to) <= a.off + common_end && distance(end, b.from, b.to) <= b.off + common_end; });
  if (!near_end && a.off + b.off < touching) return true;
  if (std::max(size_a, size_b) < touching) return true;
  const auto pieces = halves(size_a >= size_b ? a : b);
  const Part& other = size_a >= size_b ? b : a;
  return meet(pieces[0], other, ends) || meet(pieces[1], other, ends);
}

struct Box {
  Vec2 low, high;
};

Box box(const Part& p) {
  return {{std::min(p.from.x, p.to.x) - p.off - touching, std::min(p.from.y, p.to.y) - p.off - touching}, {std::max(p.from.x, p.to.x) + p.off, std::max(p.from.y, p.to.y) + p.off}};
}

std::vector<Part> parts_of(const std::vector<CurveRun>& runs, const std::vector<Vec2>& from, const std::vector<Vec2>& to) {
  std::vector<Part> parts;
  for (std::size_t n = 0; n < runs.size(); ++n) {
    if (runs[n].spline)
      for (const CubicPiece& piece : cubic_pieces(*runs[n].spline)) parts.push_back(cubic_part(n, piece));
    else parts.push_back(runs[n].arc ? arc_part(n, from[n], to[n], runs[n].centre, runs[n].sweep) : line_part(n, from[n], to[n]));
  }
  return parts;
}

/// Places in which two parts may meet: ends that both runs have, or the knot between neighbours of one spline.
std::vector<Vec2> common(const Part& a, const Part& b) {
  std::vector<Vec2> ends;
  for (const Vec2 end : {a.from, a.to})
    if (end == b.from || end == b.to) ends.push_back(end);
  return ends;
}

}  // namespace

std::vector<std::size_t> crossing_curves(const std::vector<CurveRun>& runs, const std::vector<Vec2>& from, const std::vector<Vec2>& to) {
  const std::vector<Part> parts = parts_of(runs, from, to);
  std::vector<Box> boxes;
  std::vector<std::size_t> order, crossing;
  for (const Part& p : parts) order.push_back(boxes.size()), boxes.push_back(box(p));
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return boxes[a].low.x != boxes[b].low.x ? boxes[a].low.x < boxes[b].low.x : a < b; });
  for (std::size_t i = 0; i < order.size(); ++i)
    for (std::size_t j = i + 1; j < order.size() && boxes[order[j]].low.x <= boxes[order[i]].high.x; ++j) {
      const Part &a = parts[order[i]], &b = parts[order[j]];
      const Box &in = boxes[order[i]], &out = boxes[order[j]];
      if (in.low.y > out.high.y || out.low.y > in.high.y || (a.kind == Part::Kind::line && b.kind == Part::Kind::line)) continue;
      if (!meet(a, b, common(a, b))) continue;
      const bool spline = a.kind == Part::Kind::cubic || b.kind == Part::Kind::cubic;
      for (const Part* p : {&a, &b})
        if (p->kind == (spline ? Part::Kind::cubic : Part::Kind::arc)) crossing.push_back(p->run);
    }
  std::sort(crossing.begin(), crossing.end());
  crossing.erase(std::unique(crossing.begin(), crossing.end()), crossing.end());
  return crossing;
}

}  // namespace sprue
