#include "meshing/segment_crossings.h"

#include <CGAL/Exact_predicates_exact_constructions_kernel.h>
#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/box_intersection_d.h>

#include <algorithm>
#include <tuple>

namespace sprue {

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Exact = CGAL::Exact_predicates_exact_constructions_kernel;

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

/// Numbers of edges whose boxes meet, the smaller first, ascending.
std::vector<std::pair<std::size_t, std::size_t>> near_pairs(const std::vector<Vec2>& points, const std::vector<Edge>& edges) {
  using Box = CGAL::Box_intersection_d::Box_with_info_d<double, 2, std::size_t>;
  std::vector<Box> boxes;
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const Vec2 a = points[edges[e].a], b = points[edges[e].b];
    boxes.emplace_back(CGAL::Bbox_2(std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)), e);
  }
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  CGAL::box_self_intersection_d(boxes.begin(), boxes.end(), [&](const Box& l, const Box& r) { pairs.emplace_back(std::min(l.info(), r.info()), std::max(l.info(), r.info())); });
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

class Crossings {
 public:
  explicit Crossings(Segments& segments) : segments_(segments), edges_(edges_of(segments)) {
    for (const auto& [i, j] : near_pairs(segments.points, edges_)) check(i, j);
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
  void check(std::size_t i, std::size_t j) {
    const Edge e = edges_[i], f = edges_[j];
    const CGAL::Orientation fa = side(e, f.a), fb = side(e, f.b);
    if (fa == fb && fa != CGAL::COLLINEAR) return;
    const CGAL::Orientation ea = side(f, e.a), eb = side(f, e.b);
    if (ea == eb && ea != CGAL::COLLINEAR) return;
    bool touches = false;
    const auto touch = [&](CGAL::Orientation o, std::size_t edge, std::uint32_t point) {
      if (o != CGAL::COLLINEAR) return;
      touches = true;
      if (inside(edges_[edge], point)) split(edge, point);
    };
    touch(fa, i, f.a), touch(fb, i, f.b), touch(ea, j, e.a), touch(eb, j, e.b);
    if (!touches) cross_at_new_point(i, j);
  }
  void cross_at_new_point(std::size_t i, std::size_t j) {
    const auto line = [&](const Edge& e) { return Exact::Line_2(Exact::Point_2(at(e.a).x, at(e.a).y), Exact::Point_2(at(e.b).x, at(e.b).y)); };
    const auto met = CGAL::intersection(line(edges_[i]), line(edges_[j]));
    const auto* p = boost::get<Exact::Point_2>(&*met);   // their ends lie on opposite sides: the lines are not parallel
    segments_.points.push_back({CGAL::to_double(p->x().exact()), CGAL::to_double(p->y().exact())});
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
