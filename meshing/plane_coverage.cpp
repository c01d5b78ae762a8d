#include "meshing/plane_coverage.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double line_tolerance =
    1e-9;  // of a step: round-off of moved and turned drawings, far below any real distance

struct Edge {
  std::uint32_t from, to;
  std::int32_t left, right;
};

struct HalfEdge {
  std::uint32_t low, high;
  bool forward;  // runs from low to high
  std::int32_t face;
};

/// Undirected edges with the wanted faces on both sides; edges with the same on both sides are left out.
std::vector<Edge> wanted_edges(const PlanarMap& map, const std::vector<char>& wanted) {
  std::vector<HalfEdge> half;
  for (std::size_t f = 0; f < map.faces.size(); ++f) {
    if (!wanted[f]) continue;
    for (const auto& loop : map.faces[f].loops)
      for (std::size_t n = 0; n < loop.size(); ++n) {
        const std::uint32_t a = loop[n], b = loop[(n + 1) % loop.size()];
        half.push_back({std::min(a, b), std::max(a, b), a < b, static_cast<std::int32_t>(f)});
      }
  }
  std::sort(half.begin(), half.end(), [](const HalfEdge& a, const HalfEdge& b) {
    return a.low != b.low ? a.low < b.low : a.high != b.high ? a.high < b.high : a.forward > b.forward;
  });
  std::vector<Edge> edges;
  for (std::size_t n = 0; n < half.size();) {
    Edge edge{half[n].low, half[n].high, no_face, no_face};
    std::size_t m = n;
    for (; m < half.size() && half[m].low == edge.from && half[m].high == edge.to; ++m)
      (half[m].forward ? edge.left : edge.right) = half[m].face;
    SPRUE_ASSERT(m - n <= 2);
    if (edge.left != edge.right) edges.push_back(edge);
    n = m;
  }
  return edges;
}

struct Box {
  double low[2] = {HUGE_VAL, HUGE_VAL}, high[2] = {-HUGE_VAL, -HUGE_VAL};
};

Box bounding_box(const PlanarMap& map) {
  Box box;
  for (const Vec2& v : map.vertices) {
    box.low[0] = std::min(box.low[0], v.x), box.high[0] = std::max(box.high[0], v.x);
    box.low[1] = std::min(box.low[1], v.y), box.high[1] = std::max(box.high[1], v.y);
  }
  return box;
}

/// Side of the bounding box on which the edge a-b lies with nothing beyond; -1 where none.
int side_of(const Edge& edge, Vec2 a, Vec2 b, const Box& box) {
  if (edge.left != no_face && edge.right != no_face) return -1;
  if (a.x == b.x) return a.x == box.low[0] ? 0 : a.x == box.high[0] ? 1 : -1;
  if (a.y == b.y) return a.y == box.low[1] ? 2 : a.y == box.high[1] ? 3 : -1;
  return -1;
}

/// Points of a-b in order where it crosses lattice lines, ends included; the crossed coordinate is exact.
void crossings(Vec2 a, Vec2 b, std::vector<std::pair<double, Vec2>>& points) {
  points.clear();
  points.push_back({0.0, a});
  const auto add = [&](double from, double to, bool along_x) {
    if (from == to) return;
    const double low = std::floor(std::min(from, to)) + 1, high = std::ceil(std::max(from, to)) - 1;
    for (double line = low; line <= high; ++line) {
      const double t = (line - from) / (to - from);
      const Vec2 p = a + t * (b - a);
      points.push_back({t, along_x ? Vec2{line, p.y} : Vec2{p.x, line}});
    }
  };
  add(a.x, b.x, true);
  add(a.y, b.y, false);
  std::sort(points.begin() + 1, points.end(), [](const auto& p, const auto& q) { return p.first < q.first; });
  points.push_back({1.0, b});
}

/// Calls f(p, q, i, j, on_line) for each piece of a-b between lattice lines; (i, j) is its square, or the one whose low side it lies on.
template <class F>
void each_piece(Vec2 a, Vec2 b, std::vector<std::pair<double, Vec2>>& points, F&& f) {
  int on_line = -1;
  if (a.x == b.x && a.x == std::floor(a.x)) on_line = 0;
  if (a.y == b.y && a.y == std::floor(a.y)) on_line = 1;
  crossings(a, b, points);
  for (std::size_t n = 0; n + 1 < points.size(); ++n) {
    const Vec2 p = points[n].second, q = points[n + 1].second;
    if (p == q) continue;
    const Vec2 middle = 0.5 * (p + q);
    f(p, q, static_cast<int>(std::floor(middle.x)), static_cast<int>(std::floor(middle.y)), on_line);
  }
}

/// Pieces on a line count to the square below it.
FacePiece face_piece(Vec2 p, Vec2 q, int i, int j, int on_line) {
  i -= on_line == 0, j -= on_line == 1;
  const Vec2 corner{static_cast<double>(i), static_cast<double>(j)};
  return {i, j, p - corner, q - corner};
}

using Points = std::vector<std::pair<double, Vec2>>;
using Chain = std::vector<Vec2>;   // closed; may run back along itself where a clipped loop falls apart

/// The part of a chain where the height is over (or under) a lattice plane.
Chain clipped(const Chain& chain, const Height& height, double plane, bool over) {
  Chain out;
  const auto inside = [&](Vec2 p) {
    const double v = snap_to_lattice(height(p)) - plane;
    return over ? v : -v;
  };
  for (std::size_t n = 0; n < chain.size(); ++n) {
    const Vec2 a = chain[n], b = chain[(n + 1) % chain.size()];
    const double u = inside(a), v = inside(b);
    if (u >= 0) out.push_back(a);
    if ((u > 0) == (v > 0) || u == 0 || v == 0) continue;
    const Vec2 p = a + (u / (u - v)) * (b - a);
    out.push_back({snap_to_lattice(p.x), snap_to_lattice(p.y)});   // the bands on both sides of a cut that falls on a line agree where it is
  }
  return out;
}

/// Calls f(layer, chains) for each layer of cells that the height passes over the chains.
template <class F>
void each_band(const std::vector<Chain>& chains, const Height& height, int level_layer, F&& f) {
  if (height.level()) return f(level_layer, chains);
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (const Chain& chain : chains)
    for (Vec2 p : chain) low = std::min(low, snap_to_lattice(height(p))), high = std::max(high, snap_to_lattice(height(p)));
  for (int k = static_cast<int>(std::floor(low)); k < high; ++k) {
    std::vector<Chain> band;
    for (const Chain& chain : chains) {
      Chain part = clipped(clipped(chain, height, k, true), height, k + 1, false);
      if (part.size() > 2) band.push_back(std::move(part));
    }
    if (!band.empty()) f(k, band);
  }
}

void cover_bands(const std::vector<Chain>& chains, const FaceEnds& ends, std::int32_t face, FaceSums& sums, std::vector<FaceShare>& shares) {
  Points points;
  std::vector<FacePiece> pieces;
  each_band(chains, ends.high, ends.last(), [&](int last, const std::vector<Chain>& under) {
    each_band(under, ends.low, ends.first(), [&](int first, const std::vector<Chain>& band) {
      if (first > last) return;   // where top and bottom meet
      pieces.clear();
      for (const Chain& chain : band)
        for (std::size_t n = 0; n < chain.size(); ++n)
          each_piece(chain[n], chain[(n + 1) % chain.size()], points,
                     [&](Vec2 p, Vec2 q, int i, int j, int on_line) { pieces.push_back(face_piece(p, q, i, j, on_line)); });
      const std::size_t before = shares.size();
      sums.run(face, pieces, shares);
      for (std::size_t n = before; n < shares.size(); ++n) shares[n].first = first, shares[n].last = last;
    });
  });
}

/// Level faces from the pieces of the edges, which they share with their neighbours.
std::vector<std::vector<FacePiece>> pieces_by_face(std::size_t faces, const PlaneCoverage& coverage) {
  std::vector<std::vector<FacePiece>> of_face(faces);
  for (const EdgePiece& p : coverage.pieces) {
    const FacePiece q = face_piece(p.from, p.from + Vec2{p.dx, p.dy}, p.i, p.j, p.on_line);
    if (p.left != no_face) of_face[static_cast<std::size_t>(p.left)].push_back(q);
    if (p.right != no_face) of_face[static_cast<std::size_t>(p.right)].push_back({q.i, q.j, q.to, q.from});
  }
  return of_face;
}

}  // namespace

double snap_to_lattice(double u) {
  const double line = std::round(u);
  return std::abs(u - line) < line_tolerance ? line : u;
}

PlaneCoverage cover_plane(const PlanarMap& map, const std::vector<char>& wanted, const PlaneLattice& lattice, const std::vector<FaceEnds>& ends) {
  SPRUE_ASSERT(lattice.step > 0 && wanted.size() == map.faces.size() && (ends.empty() || ends.size() == wanted.size()));
  PlaneCoverage coverage;
  const Box box = bounding_box(map);
  const auto steps = [&](std::uint32_t v) {
    const Vec2 p = map.vertices[v];
    return Vec2{snap_to_lattice((p.x - lattice.origin.x) / lattice.step), snap_to_lattice((p.y - lattice.origin.y) / lattice.step)};
  };
  Points points;
  for (const Edge& edge : wanted_edges(map, wanted)) {
    const int side = side_of(edge, map.vertices[edge.from], map.vertices[edge.to], box);
    each_piece(steps(edge.from), steps(edge.to), points, [&](Vec2 p, Vec2 q, int i, int j, int on_line) {
      coverage.pieces.push_back({i, j, on_line, edge.left, edge.right, q.x - p.x, q.y - p.y, p, side});
    });
  }
  const auto of_face = pieces_by_face(map.faces.size(), coverage);
  FaceSums sums;
  for (std::size_t f = 0; f < map.faces.size(); ++f) {
    if (!wanted[f]) continue;
    const auto face = static_cast<std::int32_t>(f);
    if (ends.empty() || ends[f].level()) {
      const std::size_t before = coverage.shares.size();
      sums.run(face, of_face[f], coverage.shares);
      if (!ends.empty())
        for (std::size_t n = before; n < coverage.shares.size(); ++n) coverage.shares[n].first = ends[f].first(), coverage.shares[n].last = ends[f].last();
      continue;
    }
    std::vector<Chain> chains;
    for (const auto& loop : map.faces[f].loops) {
      chains.emplace_back();
      for (std::uint32_t v : loop) chains.back().push_back(steps(v));
    }
    cover_bands(chains, ends[f], face, sums, coverage.shares);
  }
  return coverage;
}

}  // namespace sprue
