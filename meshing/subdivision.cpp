#include "meshing/subdivision.h"

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace sprue {

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;

constexpr std::uint32_t none = ~0u;

class Subdivider {
 public:
  Subdivider(const std::vector<Vec2>& points, const std::vector<PlanarEdge>& edges) : points_(points), edges_(edges), piece_(points.size()) {}

  Subdivision make() {
    sort_stars();
    link();
    number_rings();
    join_pieces();
    place_pieces();
    name_faces();
    return std::move(out_);
  }

 private:
  bool left(std::uint32_t a, std::uint32_t b, std::uint32_t p) const {
    const auto point = [&](std::uint32_t v) { return Kernel::Point_2(points_[v].x, points_[v].y); };
    return CGAL::orientation(point(a), point(b), point(p)) == CGAL::LEFT_TURN;
  }
  std::uint32_t start(std::uint32_t h) const { return h % 2 ? edges_[h / 2].b : edges_[h / 2].a; }
  std::uint32_t end(std::uint32_t h) const { return h % 2 ? edges_[h / 2].a : edges_[h / 2].b; }

  /// Half edges leaving each point, counter-clockwise from straight down: those to higher points come first.
  void sort_stars() {
    first_.assign(points_.size() + 1, 0);
    for (const PlanarEdge& e : edges_) ++first_[e.a + 1], ++first_[e.b + 1];
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    star_.resize(2 * edges_.size());
    std::vector<std::uint32_t> at(first_.begin(), first_.end() - 1);
    for (std::uint32_t e = 0; e < edges_.size(); ++e) star_[at[edges_[e].a]++] = 2 * e;
    rising_ = at;
    for (std::uint32_t e = 0; e < edges_.size(); ++e) star_[at[edges_[e].b]++] = 2 * e + 1;
    for (std::uint32_t v = 0; v < points_.size(); ++v) {
      const auto before = [&](std::uint32_t g, std::uint32_t h) { return g != h && left(v, end(g), end(h)); };
      std::sort(star_.begin() + first_[v], star_.begin() + rising_[v], before);
      std::sort(star_.begin() + rising_[v], star_.begin() + first_[v + 1], before);
    }
  }

  /// The way on from a half edge's end: the first one clockwise from where it came.
  void link() {
    out_.next.resize(2 * edges_.size());
    for (std::uint32_t v = 0; v < points_.size(); ++v)
      for (std::uint32_t n = first_[v]; n < first_[v + 1]; ++n) out_.next[star_[n] ^ 1u] = star_[n == first_[v] ? first_[v + 1] - 1 : n - 1];
  }

  void number_rings() {
    ring_.assign(2 * edges_.size(), none);
    for (std::uint32_t h = 0; h < ring_.size(); ++h) {
      if (ring_[h] != none) continue;
      for (std::uint32_t at = h; ring_[at] == none; at = out_.next[at]) ring_[at] = static_cast<std::uint32_t>(ring_start_.size());
      ring_start_.push_back(h);
    }
  }

  std::uint32_t root(std::uint32_t v) {
    while (piece_[v] != v) v = piece_[v] = piece_[piece_[v]];
    return v;
  }
  /// Connected pieces, named by their lowest point.
  void join_pieces() {
    std::iota(piece_.begin(), piece_.end(), 0u);
    for (const PlanarEdge& e : edges_) {
      const std::uint32_t l = root(e.a), r = root(e.b);
      piece_[std::max(l, r)] = std::min(l, r);
    }
  }

  /// Of edges over one place (in the sense of the sweep: a little farther right where higher), is the first below the second? And edges against a point.
  struct Below {
    using is_transparent = void;
    struct Point {
      std::uint32_t number;
    };
    const Subdivider& s;
    bool operator()(std::uint32_t e, std::uint32_t f) const {
      const PlanarEdge &l = s.edges_[e], &r = s.edges_[f];
      if (e == f) return false;
      if (l.a == r.a) return s.left(l.a, l.b, r.b);
      return l.a < r.a ? s.left(l.a, l.b, r.a) : !s.left(r.a, r.b, l.a);
    }
    bool operator()(std::uint32_t e, Point p) const { return s.left(s.edges_[e].a, s.edges_[e].b, p.number); }
  };

  /// Which ring is the outside of each piece, and the edge below it.
  void place_pieces() {
    std::set<std::uint32_t, Below> status{Below{*this}};
    std::vector<std::set<std::uint32_t, Below>::iterator> place(edges_.size());
    lies_over_.assign(ring_start_.size(), none);
    for (std::uint32_t v = 0; v < points_.size(); ++v) {
      if (first_[v] == first_[v + 1]) continue;
      auto hint = status.end();
      for (std::uint32_t n = rising_[v]; n < first_[v + 1]; ++n) hint = status.erase(place[star_[n] / 2]);   // they lie side by side
      if (rising_[v] == first_[v + 1]) hint = status.lower_bound(Below::Point{v});
      if (piece_[v] == v) {
        const std::uint32_t outside = ring_[star_[rising_[v] - 1]];
        outsides_.push_back(outside);
        lies_over_[outside] = hint == status.begin() ? 2 * static_cast<std::uint32_t>(edges_.size()) : 2 * *std::prev(hint);
      }
      for (std::uint32_t n = first_[v]; n < rising_[v]; ++n) {
        const std::uint32_t e = star_[n] / 2;
        place[e] = status.insert(hint, e);
      }
    }
  }

  /// A ring that is no piece's outside bounds a face of its own; an outside lies in the face over the edge below it, whose piece begins farther left.
  void name_faces() {
    std::vector<std::uint32_t> face_of(ring_start_.size(), none);
    out_.rings.emplace_back();
    for (std::uint32_t r = 0; r < ring_start_.size(); ++r)
      if (lies_over_[r] == none) {
        face_of[r] = static_cast<std::uint32_t>(out_.rings.size());
        out_.rings.push_back({ring_start_[r]});
      }
    for (const std::uint32_t r : outsides_) {
      face_of[r] = lies_over_[r] == 2 * edges_.size() ? 0 : face_of[ring_[lies_over_[r]]];
      out_.rings[face_of[r]].push_back(ring_start_[r]);
    }
    out_.face.resize(ring_.size());
    for (std::size_t h = 0; h < ring_.size(); ++h) out_.face[h] = face_of[ring_[h]];
  }

  const std::vector<Vec2>& points_;
  const std::vector<PlanarEdge>& edges_;
  std::vector<std::uint32_t> first_, rising_, star_;   // of each point: where its half edges begin in star_, where those to lower points begin
  std::vector<std::uint32_t> ring_, ring_start_;       // per half edge its ring, per ring its first half edge
  std::vector<std::uint32_t> piece_;                   // per point
  std::vector<std::uint32_t> lies_over_, outsides_;    // per ring that is an outside: the half edge below, 2 * edges for none; outsides from left to right
  Subdivision out_;
};

}  // namespace

Subdivision subdivide(const std::vector<Vec2>& points, const std::vector<PlanarEdge>& edges) { return Subdivider(points, edges).make(); }

}  // namespace sprue
