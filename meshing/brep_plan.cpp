#include "meshing/brep_plan.h"

#include <algorithm>
#include <numeric>
#include <numbers>

#include "engine/core/error.h"
#include "meshing/corner_touch.h"
#include "meshing/solid.h"

namespace sprue {

namespace {

constexpr std::int32_t nothing = BrepPlan::nothing;

class Groups {
 public:
  explicit Groups(std::size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), 0); }
  std::int32_t of(std::int32_t i) {
    while (at(i) != i) i = at(i) = at(at(i));
    return i;
  }
  void join(std::int32_t a, std::int32_t b) {   // the lower number stands for both
    a = of(a), b = of(b);
    at(std::max(a, b)) = std::min(a, b);
  }

 private:
  std::int32_t& at(std::int32_t i) { return parent_[static_cast<std::size_t>(i)]; }
  std::vector<std::int32_t> parent_;
};

struct MapEdge {
  std::uint32_t from, to;
  std::int32_t left, right;  // faces, then regions
};

/// Edges of filled faces once each, from the lower vertex number to the higher.
std::vector<MapEdge> map_edges(const LayeredMap& solid) {
  std::vector<MapEdge> edges;
  for (std::size_t f = 0; f < solid.map.faces.size(); ++f) {
    if (!solid.layers[f].filled) continue;
    const auto face = static_cast<std::int32_t>(f);
    for (const auto& loop : solid.map.faces[f].loops)
      for (std::size_t n = 0; n < loop.size(); ++n) {
        const std::uint32_t a = loop[n], b = loop[(n + 1) % loop.size()];
        edges.push_back(a < b ? MapEdge{a, b, face, nothing} : MapEdge{b, a, nothing, face});
      }
  }
  std::sort(edges.begin(), edges.end(), [](const MapEdge& a, const MapEdge& b) { return a.from != b.from ? a.from < b.from : a.to < b.to; });
  std::vector<MapEdge> once;
  for (const MapEdge& e : edges) {
    if (!once.empty() && once.back().from == e.from && once.back().to == e.to)
      once.back().left = std::max(once.back().left, e.left), once.back().right = std::max(once.back().right, e.right);
    else
      once.push_back(e);
  }
  return once;
}

/// Faces of equal heights over a common edge become one region; edges within a region go, the others name regions.
std::vector<MapEdge> region_edges(const LayeredMap& solid, BrepPlan& plan) {
  std::vector<MapEdge> edges = map_edges(solid);
  Groups groups(solid.layers.size());
  const auto layer = [&](std::int32_t f) -> const Layer& { return solid.layers[static_cast<std::size_t>(f)]; };
  for (const MapEdge& e : edges)
    if (e.left != nothing && e.right != nothing && layer(e.left).low == layer(e.right).low && layer(e.left).high == layer(e.right).high) groups.join(e.left, e.right);
  std::vector<std::int32_t> number(solid.layers.size(), nothing);
  for (std::size_t f = 0; f < solid.layers.size(); ++f) {
    if (!solid.layers[f].filled) continue;
    auto& own = number[static_cast<std::size_t>(groups.of(static_cast<std::int32_t>(f)))];
    if (own == nothing) {
      own = static_cast<std::int32_t>(plan.regions.size());
      plan.regions.push_back({solid.layers[f].low, solid.layers[f].high, 0, {}});
    }
    number[f] = own;
  }
  for (MapEdge& e : edges)
    for (std::int32_t* side : {&e.left, &e.right})
      if (*side != nothing) *side = number[static_cast<std::size_t>(*side)];
  std::erase_if(edges, [](const MapEdge& e) { return e.left == e.right; });
  return edges;
}

/// Borders between junctions of the map, cut into pieces.
class Borders {
 public:
  /// `straight`: of each edge, whether it may be in no arc.
  Borders(const PlanarMap& map, const std::vector<MapEdge>& edges, const std::vector<char>& straight, const ArcTolerance& tolerance, BrepPlan& plan)
      : map_(map), edges_(edges), straight_(straight), tolerance_(tolerance), plan_(plan), around_(map.vertices.size()), used_(edges.size(), 0), corner_(map.vertices.size(), UINT32_MAX) {
    for (std::uint32_t e = 0; e < edges.size(); ++e) around_[edges[e].from].push_back(e), around_[edges[e].to].push_back(e);
    for (std::uint32_t v = 0; v < around_.size(); ++v)
      if (around_[v].size() > 2)
        for (std::uint32_t e : around_[v])
          if (!used_[e]) follow(v, e);
    for (std::uint32_t e = 0; e < edges.size(); ++e)
      if (!used_[e]) follow(edges[e].from, e);
  }
  /// Of each piece: the map's vertices next to its ends.
  std::vector<std::pair<Vec2, Vec2>> beside;
  std::vector<std::vector<std::uint32_t>> edges_of;   ///< of each piece, numbers of its edges

 private:
  /// From vertex v along edge e to the next junction, or around.
  void follow(std::uint32_t start, std::uint32_t e) {
    std::vector<std::uint32_t> chain{start}, passed;
    const bool with = edges_[e].from == start;
    const std::int32_t left = with ? edges_[e].left : edges_[e].right, right = with ? edges_[e].right : edges_[e].left;
    for (std::uint32_t v = start;;) {
      used_[e] = 1;
      passed.push_back(e);
      v = edges_[e].from == v ? edges_[e].to : edges_[e].from;
      chain.push_back(v);
      if (around_[v].size() != 2 || v == start) break;
      e = around_[v][around_[v][0] == e ? 1 : 0];
    }
    if (chain.front() == chain.back() && around_[start].size() == 2) turn(chain, passed);
    std::vector<Vec2> points;
    for (std::uint32_t v : chain) points.push_back(map_.vertices[v]);
    std::vector<char> straight;
    for (std::uint32_t edge : passed) straight.push_back(straight_[edge]);
    for (const CurveRun& run : curve_runs(points, tolerance_, straight)) {
      const std::size_t last = run.first + run.edges;
      plan_.pieces.push_back({corner(chain[run.first]), corner(chain[last]), run, left, right});
      beside.push_back({points[run.first + 1], points[last - 1]});
      edges_of.emplace_back(passed.begin() + static_cast<std::ptrdiff_t>(run.first), passed.begin() + static_cast<std::ptrdiff_t>(last));
    }
  }
  /// A ring without junctions starts at its sharpest corner.
  void turn(std::vector<std::uint32_t>& chain, std::vector<std::uint32_t>& passed) const {
    std::vector<Vec2> ring;
    for (std::size_t n = 0; n + 1 < chain.size(); ++n) ring.push_back(map_.vertices[chain[n]]);
    const Vec2 first = opened_ring(ring).front();
    const auto by = std::find(ring.begin(), ring.end(), first) - ring.begin();
    chain.pop_back();
    std::rotate(chain.begin(), chain.begin() + by, chain.end());
    std::rotate(passed.begin(), passed.begin() + by, passed.end());
    chain.push_back(chain.front());
  }
  std::uint32_t corner(std::uint32_t v) {
    if (corner_[v] == UINT32_MAX) {
      corner_[v] = static_cast<std::uint32_t>(plan_.corners.size());
      plan_.corners.push_back(map_.vertices[v]);
    }
    return corner_[v];
  }

  const PlanarMap& map_;
  const std::vector<MapEdge>& edges_;
  const std::vector<char>& straight_;
  const ArcTolerance& tolerance_;
  BrepPlan& plan_;
  std::vector<std::vector<std::uint32_t>> around_;
  std::vector<char> used_;
  std::vector<std::uint32_t> corner_;
};

/// Pieces of all borders; arcs that cross other pieces are given up for their edges, until none does. Returns what Borders::beside holds.
std::vector<std::pair<Vec2, Vec2>> cut_borders(const PlanarMap& map, const std::vector<MapEdge>& edges, const ArcTolerance& tolerance, BrepPlan& plan) {
  std::vector<char> straight(edges.size(), 0);
  for (;;) {
    plan.pieces.clear(), plan.corners.clear();
    Borders borders(map, edges, straight, tolerance, plan);
    std::vector<CurveRun> runs;
    std::vector<Vec2> from, to;
    for (const auto& piece : plan.pieces) runs.push_back(piece.run), from.push_back(plan.corners[piece.from]), to.push_back(plan.corners[piece.to]);
    const std::vector<std::size_t> crossing = crossing_arcs(runs, from, to);
    if (crossing.empty()) return std::move(borders.beside);
    for (const std::size_t p : crossing)   // more edges each time: this ends
      for (const std::uint32_t e : borders.edges_of[p]) straight[e] = 1;
  }
}

/// Clockwise angle from `in` to `out`, in (0, 2 pi].
double clockwise(Vec2 in, Vec2 out) {
  const double angle = std::atan2(cross(out, in), dot(in, out));
  return angle > 0 ? angle : angle + 2 * std::numbers::pi;
}

/// Loops of every region: from piece to piece, at each corner the first one clockwise, so that corners that only touch stay apart.
void add_loops(const std::vector<std::pair<Vec2, Vec2>>& beside, BrepPlan& plan) {
  std::vector<std::vector<BrepPlan::Step>> leaving(plan.corners.size());
  for (std::uint32_t p = 0; p < plan.pieces.size(); ++p) leaving[plan.pieces[p].from].push_back({p, true}), leaving[plan.pieces[p].to].push_back({p, false});
  const auto region = [&](BrepPlan::Step s) { return s.forward ? plan.pieces[s.piece].left : plan.pieces[s.piece].right; };
  const auto target = [&](BrepPlan::Step s) { return s.forward ? plan.pieces[s.piece].to : plan.pieces[s.piece].from; };
  const auto next = [&](BrepPlan::Step s) {
    const std::uint32_t corner = target(s);
    const Vec2 at = plan.corners[corner], back = (s.forward ? beside[s.piece].second : beside[s.piece].first) - at;
    BrepPlan::Step best = s;
    double least = 1e9;
    for (const BrepPlan::Step& out : leaving[corner]) {
      const double turn = clockwise(back, (out.forward ? beside[out.piece].first : beside[out.piece].second) - at);
      if (turn < least) least = turn, best = out;
    }
    return best;
  };
  std::vector<std::array<char, 2>> used(plan.pieces.size(), {0, 0});
  for (std::uint32_t p = 0; p < plan.pieces.size(); ++p)
    for (const bool forward : {true, false}) {
      BrepPlan::Step s{p, forward};
      if (used[p][forward] || region(s) == nothing) continue;
      const std::int32_t own = region(s);
      auto& loops = plan.regions[static_cast<std::size_t>(own)].loops;
      loops.emplace_back();
      while (!used[s.piece][s.forward]) {
        SPRUE_ASSERT(region(s) == own);
        used[s.piece][s.forward] = 1;
        loops.back().push_back(s);
        s = next(s);
      }
    }
}

void add_walls(BrepPlan& plan) {
  for (std::uint32_t p = 0; p < plan.pieces.size(); ++p)
    for (const bool left : {true, false}) {
      const std::int32_t own = left ? plan.pieces[p].left : plan.pieces[p].right, other = left ? plan.pieces[p].right : plan.pieces[p].left;
      if (own == nothing) continue;
      const auto& r = plan.regions[static_cast<std::size_t>(own)];
      const auto add = [&](double low, double high) { if (high > low) plan.walls.push_back({p, left, low, high}); };
      if (other == nothing) { add(r.low, r.high); continue; }
      const auto& o = plan.regions[static_cast<std::size_t>(other)];
      add(r.low, std::min(r.high, o.low));
      add(std::max(r.low, o.high), r.high);
    }
}

void add_heights(BrepPlan& plan) {
  plan.heights.resize(plan.corners.size());
  for (const auto& piece : plan.pieces)
    for (const std::int32_t side : {piece.left, piece.right})
      if (side != nothing)
        for (const std::uint32_t corner : {piece.from, piece.to})
          for (const double z : {plan.regions[static_cast<std::size_t>(side)].low, plan.regions[static_cast<std::size_t>(side)].high}) plan.heights[corner].push_back(z);
  for (auto& h : plan.heights) {
    std::sort(h.begin(), h.end());
    h.erase(std::unique(h.begin(), h.end()), h.end());
  }
}

void number_bodies(BrepPlan& plan) {
  Groups groups(plan.regions.size());
  for (const auto& piece : plan.pieces) {
    if (piece.left == nothing || piece.right == nothing) continue;
    const auto &a = plan.regions[static_cast<std::size_t>(piece.left)], &b = plan.regions[static_cast<std::size_t>(piece.right)];
    if (std::min(a.high, b.high) > std::max(a.low, b.low)) groups.join(piece.left, piece.right);
  }
  for (std::size_t r = 0; r < plan.regions.size(); ++r) {
    const std::int32_t group = groups.of(static_cast<std::int32_t>(r));
    plan.regions[r].body = static_cast<std::size_t>(group) == r ? plan.bodies++ : plan.regions[static_cast<std::size_t>(group)].body;
  }
}

}  // namespace

BrepPlan brep_plan(const LayeredMap& given, bool arcs, const ArcTolerance& tolerance) {
  LayeredMap solid = given;
  join_heights(solid.layers);
  separate_corner_touches(solid);
  ArcTolerance used = tolerance;
  if (!arcs) used.sagitta = -1;   // no chord is so near to its arc
  BrepPlan plan;
  const std::vector<MapEdge> edges = region_edges(solid, plan);
  add_loops(cut_borders(solid.map, edges, used, plan), plan);
  add_walls(plan);
  add_heights(plan);
  number_bodies(plan);
  return plan;
}

}  // namespace sprue
