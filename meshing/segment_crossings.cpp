#include "meshing/segment_crossings.h"

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/box_intersection_d.h>

#include <algorithm>
#include <tuple>

namespace sprue {

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Exact = CGAL::internal::Exact_ring_selector<double>::Type;   // sums and products without rounding

constexpr std::ptrdiff_t scan_below = 1000;   // boxes: sorted and compared; more of them are halved first. Of 40,000 edges 17 ms, with CGAL's own 10 33 ms

/// Strands between the same points, as one: strands[first] and those after it.
struct Edge {
  std::uint32_t a, b;
};

/// A point of an edge, its distance from a as a share of the edge.
struct Split {
  std::size_t edge;
  double along;
  std::uint32_t point;
};

std::vector<Edge> edges_of(const Segments& segments) {
  std::vector<Edge> edges;
  for (const Strand& s : segments.strands)
    if (edges.empty() || edges.back().a != s.a || edges.back().b != s.b) edges.push_back({s.a, s.b});
  return edges;
}

/// Calls f(i, j) for the numbers of edges whose boxes meet, in any order.
template <class F>
void each_near_pair(const std::vector<Vec2>& points, const std::vector<Edge>& edges, F&& f) {
  using Box = CGAL::Box_intersection_d::Box_with_info_d<double, 2, std::size_t>;
  std::vector<Box> boxes;
  boxes.reserve(edges.size());
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const Vec2 a = points[edges[e].a], b = points[edges[e].b];
    boxes.emplace_back(CGAL::Bbox_2(std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)), e);
  }
  CGAL::box_self_intersection_d(boxes.begin(), boxes.end(), [&](const Box& l, const Box& r) { f(l.info(), r.info()); }, scan_below);
}

/// n / d to the nearest double (all but for ties and 1e-15 of half a last digit).
double quotient(const Exact& n, const Exact& d) {
  const double divisor = CGAL::to_double(d), first = CGAL::to_double(n) / divisor;
  return first + CGAL::to_double(n - Exact(first) * d) / divisor;
}

struct ExactVec {
  Exact x, y;
  static ExactVec between(Vec2 a, Vec2 b) { return {Exact(b.x) - Exact(a.x), Exact(b.y) - Exact(a.y)}; }
};
Exact cross(const ExactVec& a, const ExactVec& b) { return a.x * b.y - a.y * b.x; }

/// Where the lines through a, b and c, d cross; they must not be parallel.
Vec2 crossing(Vec2 a, Vec2 b, Vec2 c, Vec2 d) {
  const ExactVec ab = ExactVec::between(a, b), cd = ExactVec::between(c, d);
  const Exact whole = cross(ab, cd), way = cross(ExactVec::between(a, c), cd);
  return {quotient(Exact(a.x) * whole + way * ab.x, whole), quotient(Exact(a.y) * whole + way * ab.y, whole)};
}

class Crossings {
 public:
  explicit Crossings(Segments& segments) : segments_(segments), edges_(edges_of(segments)) {
    std::vector<std::pair<std::size_t, std::size_t>> met;
    each_near_pair(segments.points, edges_, [&](std::size_t i, std::size_t j) {
      if (meet(edges_[i], edges_[j])) met.push_back(std::minmax(i, j));
    });
    std::sort(met.begin(), met.end());   // new points get the same numbers whatever the order they were found in
    for (const auto& [i, j] : met) split_both(i, j);
  }
  bool any() const { return !splits_.empty(); }

  void apply() {
    std::sort(splits_.begin(), splits_.end(), [](const Split& l, const Split& r) { return std::tie(l.edge, l.along, l.point) < std::tie(r.edge, r.along, r.point); });
    std::vector<Strand> out;
    std::size_t edge = 0, first = 0;
    for (const Strand& s : segments_.strands) {
      if (edges_[edge].a != s.a || edges_[edge].b != s.b) ++edge;
      while (first < splits_.size() && splits_[first].edge < edge) ++first;
      std::uint32_t from = s.a;
      for (std::size_t n = first; n < splits_.size() && splits_[n].edge == edge; ++n) {
        out.push_back({from, splits_[n].point, s.shape, s.turns});
        from = splits_[n].point;
      }
      out.push_back({from, s.b, s.shape, s.turns});
    }
    segments_.strands = std::move(out);
    normalise(segments_.strands);
  }

 private:
  Vec2 at(std::uint32_t p) const { return segments_.points[p]; }
  CGAL::Orientation side(const Edge& e, std::uint32_t p) const {
    const auto point = [&](std::uint32_t v) { return Kernel::Point_2(at(v).x, at(v).y); };
    return CGAL::orientation(point(e.a), point(e.b), point(p));
  }
  void split(std::size_t edge, std::uint32_t point) {
    const Vec2 a = at(edges_[edge].a), d = at(edges_[edge].b) - a;
    splits_.push_back({edge, dot(at(point) - a, d) / dot(d, d), point});
  }
  /// Point p, on the line of the edge, lies on it and is none of its ends.
  bool inside(const Edge& e, std::uint32_t p) const {
    if (p == e.a || p == e.b) return false;
    const auto between = [](double low, double v, double high) { return std::min(low, high) <= v && v <= std::max(low, high); };
    return between(at(e.a).x, at(p).x, at(e.b).x) && between(at(e.a).y, at(p).y, at(e.b).y);
  }
  /// Elsewhere than in a common end.
  bool meet(const Edge& e, const Edge& f) const {
    if (e.a == f.a || e.a == f.b) return side(e, e.a == f.a ? f.b : f.a) == CGAL::COLLINEAR;
    if (e.b == f.a || e.b == f.b) return side(e, e.b == f.a ? f.b : f.a) == CGAL::COLLINEAR;
    const CGAL::Orientation fa = side(e, f.a);
    if (fa != CGAL::COLLINEAR && fa == side(e, f.b)) return false;
    const CGAL::Orientation ea = side(f, e.a);
    return ea == CGAL::COLLINEAR || ea != side(f, e.b);
  }
  void split_both(std::size_t i, std::size_t j) {
    const Edge e = edges_[i], f = edges_[j];
    bool touches = false;
    const auto touch = [&](std::size_t edge, std::uint32_t point) {
      if (side(edges_[edge], point) != CGAL::COLLINEAR) return;
      touches = true;
      if (inside(edges_[edge], point)) split(edge, point);
    };
    touch(i, f.a), touch(i, f.b), touch(j, e.a), touch(j, e.b);
    if (touches) return;
    segments_.points.push_back(crossing(at(e.a), at(e.b), at(f.a), at(f.b)));
    const auto number = static_cast<std::uint32_t>(segments_.points.size() - 1);
    split(i, number), split(j, number);
  }

  Segments& segments_;
  const std::vector<Edge> edges_;
  std::vector<Split> splits_;
};

}  // namespace

bool split_at_crossings(Segments& segments) {
  Crossings crossings(segments);
  if (crossings.any()) crossings.apply();
  return crossings.any();
}

}  // namespace sprue
