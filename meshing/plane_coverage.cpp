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

void cut_edge(const Edge& edge, int side, Vec2 a, Vec2 b, std::vector<std::pair<double, Vec2>>& points,
              std::vector<EdgePiece>& pieces) {
  EdgePiece piece;
  piece.left = edge.left, piece.right = edge.right, piece.side = side;
  if (a.x == b.x && a.x == std::floor(a.x)) piece.on_line = 0;
  if (a.y == b.y && a.y == std::floor(a.y)) piece.on_line = 1;
  crossings(a, b, points);
  for (std::size_t n = 0; n + 1 < points.size(); ++n) {
    const Vec2 p = points[n].second, q = points[n + 1].second;
    piece.dx = q.x - p.x, piece.dy = q.y - p.y;
    if (piece.dx == 0 && piece.dy == 0) continue;
    const Vec2 middle = 0.5 * (p + q);
    piece.i = static_cast<int>(std::floor(middle.x)), piece.j = static_cast<int>(std::floor(middle.y));
    piece.mean_x = 0.5 * ((p.x - piece.i) + (q.x - piece.i));
    pieces.push_back(piece);
  }
}

/// One face's pieces as the sums need them: pieces on a line count to the square below it.
struct FacePiece {
  int i, j;
  double dx, dy, moment;
};

class FaceSums {
 public:
  void run(std::int32_t face, const std::vector<FacePiece>& pieces, std::vector<FaceShare>& shares) {
    if (pieces.empty()) return;
    fit(pieces);
    for (const FacePiece& p : pieces) {
      Square& q = at(p.i, p.j);
      q.touched = true, q.dx += p.dx, q.dy += p.dy, q.moment += p.moment;
    }
    above_.assign(static_cast<std::size_t>(columns_), 0.0);
    sum_columns();
    for (int j = low_j_; j < low_j_ + rows_; ++j) sum_row(face, j, shares);
  }

 private:
  struct Square {
    bool touched = false;
    double dx = 0, dy = 0, moment = 0, low_y = 0;
  };
  Square& at(int i, int j) {
    return squares_[static_cast<std::size_t>(j - low_j_) * static_cast<std::size_t>(columns_) +
                    static_cast<std::size_t>(i - low_i_)];
  }
  void fit(const std::vector<FacePiece>& pieces) {
    int high_i = pieces[0].i, high_j = pieces[0].j;
    low_i_ = high_i, low_j_ = high_j;
    for (const FacePiece& p : pieces) {
      low_i_ = std::min(low_i_, p.i), high_i = std::max(high_i, p.i);
      low_j_ = std::min(low_j_, p.j), high_j = std::max(high_j, p.j);
    }
    columns_ = high_i - low_i_ + 1, rows_ = high_j - low_j_ + 1;
    squares_.assign(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_), Square{});
  }
  void sum_columns() {
    for (int j = low_j_ + rows_ - 1; j >= low_j_; --j)
      for (int i = low_i_; i < low_i_ + columns_; ++i) {
        double& length = above_[static_cast<std::size_t>(i - low_i_)];
        Square& q = at(i, j);
        length = q.touched ? length - q.dx : std::round(length);
        q.low_y = length;
      }
  }
  void sum_row(std::int32_t face, int j, std::vector<FaceShare>& shares) {
    double length = 0;  // on the high line of the square at hand
    for (int i = low_i_ + columns_ - 1; i >= low_i_; --i) {
      const Square& q = at(i, j);
      if (!q.touched) length = std::round(length);
      const FaceShare share{i, j, face, length + q.moment, length + q.dy, q.low_y};
      if (std::max({share.area, share.low_x, share.low_y}) > cover_round_off) shares.push_back(share);
      length = share.low_x;
    }
  }

  int low_i_ = 0, low_j_ = 0, columns_ = 0, rows_ = 0;
  std::vector<Square> squares_;
  std::vector<double> above_;
};

void sum_faces(std::size_t faces, PlaneCoverage& coverage) {
  std::vector<std::vector<FacePiece>> of_face(faces);
  for (const EdgePiece& p : coverage.pieces) {
    const FacePiece q{p.on_line == 0 ? p.i - 1 : p.i, p.on_line == 1 ? p.j - 1 : p.j, p.dx, p.dy,
                      p.dy * (p.on_line == 0 ? 1.0 : p.mean_x)};
    if (p.left != no_face) of_face[static_cast<std::size_t>(p.left)].push_back(q);
    if (p.right != no_face)
      of_face[static_cast<std::size_t>(p.right)].push_back({q.i, q.j, -q.dx, -q.dy, -q.moment});
  }
  FaceSums sums;
  for (std::size_t f = 0; f < faces; ++f) sums.run(static_cast<std::int32_t>(f), of_face[f], coverage.shares);
}

}  // namespace

double snap_to_lattice(double u) {
  const double line = std::round(u);
  return std::abs(u - line) < line_tolerance ? line : u;
}

PlaneCoverage cover_plane(const PlanarMap& map, const std::vector<char>& wanted,
                          const PlaneLattice& lattice) {
  SPRUE_ASSERT(lattice.step > 0 && wanted.size() == map.faces.size());
  PlaneCoverage coverage;
  const Box box = bounding_box(map);
  const auto steps = [&](Vec2 v) {
    return Vec2{snap_to_lattice((v.x - lattice.origin.x) / lattice.step),
                snap_to_lattice((v.y - lattice.origin.y) / lattice.step)};
  };
  std::vector<std::pair<double, Vec2>> points;
  for (const Edge& edge : wanted_edges(map, wanted)) {
    const Vec2 a = map.vertices[edge.from], b = map.vertices[edge.to];
    cut_edge(edge, side_of(edge, a, b, box), steps(a), steps(b), points, coverage.pieces);
  }
  sum_faces(map.faces.size(), coverage);
  return coverage;
}

}  // namespace sprue
