#include "meshing/brep_plan.h"

#include <algorithm>
#include <numeric>
#include <numbers>

#include "engine/core/error.h"
#include "meshing/corner_touch.h"
#include "meshing/curve_crossings.h"
#include "meshing/solid.h"

namespace sprue {

namespace {

constexpr std::int32_t nothing = BrepPlan::nothing;
constexpr double level_within = 1e-9;  // m: an edge on a cone is level

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

/// Edges between regions: with the regions, and with the faces beside them.
struct RegionEdges {
  std::vector<FilledEdge> regions, faces;
};

/// Faces of equal heights over a common edge, and those of a cone, become one region; edges within a region go.
RegionEdges region_edges(const LayeredMap& solid, const std::vector<FilledEdge>& edges, BrepPlan& plan) {
  Groups groups(solid.layers.size());
  const auto layer = [&](std::int32_t f) -> const Layer& { return solid.layers[static_cast<std::size_t>(f)]; };
  for (const FilledEdge& e : edges)
    if (e.left != nothing && e.right != nothing && layer(e.left).low == layer(e.right).low && layer(e.left).high == layer(e.right).high) groups.join(e.left, e.right);
  for (const ConeFlank& cone : plan.cones)
    for (const std::int32_t f : cone.faces) groups.join(cone.faces[0], f);
  std::vector<std::int32_t> number(solid.layers.size(), nothing);
  for (std::size_t f = 0; f < solid.layers.size(); ++f) {
    if (!solid.layers[f].filled) continue;
    auto& own = number[static_cast<std::size_t>(groups.of(static_cast<std::int32_t>(f)))];
    if (own == nothing) {
      own = static_cast<std::int32_t>(plan.regions.size());
      plan.regions.push_back({solid.layers[f].low, solid.layers[f].high, nothing, 0, {}});
    }
    number[f] = own;
  }
  for (std::size_t c = 0; c < plan.cones.size(); ++c) plan.regions[static_cast<std::size_t>(number[static_cast<std::size_t>(plan.cones[c].faces[0])])].cone = static_cast<std::int32_t>(c);
  RegionEdges out;
  for (const FilledEdge& e : edges) {
    const auto region = [&](std::int32_t face) { return face == nothing ? nothing : number[static_cast<std::size_t>(face)]; };
    if (region(e.left) == region(e.right)) continue;
    out.regions.push_back({e.from, e.to, region(e.left), region(e.right)});
    out.faces.push_back(e);
  }
  return out;
}

/// Borders between junctions of the map, cut into pieces.
class Borders {
 public:
  /// Vertices from `split` on are junctions.
  Borders(const PlanarMap& map, const std::vector<FilledEdge>& edges, const EdgeCurves& curves, std::uint32_t split, const CurveTolerance& tolerance, bool splines, BrepPlan& plan)
      : map_(map), edges_(edges), curves_(curves), split_(split), tolerance_(tolerance), splines_(splines), plan_(plan), around_(map.vertices.size()), used_(edges.size(), 0), corner_(map.vertices.size(), UINT32_MAX) {
    for (std::uint32_t e = 0; e < edges.size(); ++e) around_[edges[e].from].push_back(e), around_[edges[e].to].push_back(e);
    for (std::uint32_t v = 0; v < around_.size(); ++v)
      if (junction(v))
        for (std::uint32_t e : around_[v])
          if (!used_[e]) follow(v, e);
    for (std::uint32_t e = 0; e < edges.size(); ++e)
      if (!used_[e]) follow(edges[e].from, e);
  }
  /// Of each piece: the map's vertices next to its ends.
  std::vector<std::pair<Vec2, Vec2>> beside;
  std::vector<std::vector<std::uint32_t>> edges_of;   ///< of each piece, numbers of its edges
  std::vector<std::uint32_t> vertex_of;               ///< of each corner, its number in the map

 private:
  bool junction(std::uint32_t v) const { return around_[v].size() > 2 || (v >= split_ && !around_[v].empty()); }
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
      if (junction(v) || v == start) break;
      e = around_[v][around_[v][0] == e ? 1 : 0];
    }
    if (chain.front() == chain.back() && !junction(start)) turn(chain, passed);
    std::vector<Vec2> points;
    for (std::uint32_t v : chain) points.push_back(map_.vertices[v]);
    for (const CurveRun& run : runs(points, passed)) {
      const std::size_t last = run.first + run.edges;
      plan_.pieces.push_back({corner(chain[run.first]), corner(chain[last]), run, left, right, {}, {}});
      beside.push_back({points[run.first + 1], points[last - 1]});
      edges_of.emplace_back(passed.begin() + static_cast<std::ptrdiff_t>(run.first), passed.begin() + static_cast<std::ptrdiff_t>(last));
    }
  }
  std::vector<CurveRun> runs(const std::vector<Vec2>& points, const std::vector<std::uint32_t>& passed) const {
    EdgeCurves here;
    for (std::uint32_t edge : passed) here.straight.push_back(curves_.straight[edge]), here.no_spline.push_back(curves_.no_spline[edge]);
    return splines_ ? smooth_runs(points, tolerance_, here) : curve_runs(points, tolerance_.arcs, here.straight);
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
      vertex_of.push_back(v);
    }
    return corner_[v];
  }

  const PlanarMap& map_;
  const std::vector<FilledEdge>& edges_;
  const EdgeCurves& curves_;
  const std::uint32_t split_;
  const CurveTolerance& tolerance_;
  const bool splines_;
  BrepPlan& plan_;
  std::vector<std::vector<std::uint32_t>> around_;
  std::vector<char> used_;
  std::vector<std::uint32_t> corner_;
};

struct Cut {
  std::vector<std::pair<Vec2, Vec2>> beside;               // of each piece, as Borders has it
  std::vector<std::vector<std::uint32_t>> edges_of;
  std::vector<std::uint32_t> vertex_of;                    // of each corner
};

/// Whether an edge may be part of an arc: what slopes beside it is a cone, level along the edge.
bool may_curve(const LayeredMap& solid, const RegionEdges& edges, std::size_t e, const BrepPlan& plan) {
  const Vec2 a = solid.map.vertices[edges.faces[e].from], b = solid.map.vertices[edges.faces[e].to];
  const auto curves = [&](std::int32_t region, std::int32_t face) {
    if (face == nothing) return true;
    const Layer& layer = solid.layers[static_cast<std::size_t>(face)];
    for (const Height& end : {layer.low, layer.high})
      if (!end.level() && (plan.regions[static_cast<std::size_t>(region)].cone == nothing || std::abs(end(a) - end(b)) > level_within)) return false;
    return true;
  };
  return curves(edges.regions[e].left, edges.faces[e].left) && curves(edges.regions[e].right, edges.faces[e].right);
}

/// Pieces of all borders; splines that cross other pieces are given up for arcs, arcs for their edges, until none does. What bounds a cone is no spline.
Cut cut_borders(const LayeredMap& solid, const RegionEdges& edges, std::uint32_t split, const CurveTolerance& tolerance, bool splines, BrepPlan& plan) {
  EdgeCurves curves;
  const auto cone = [&](std::int32_t region) { return region != nothing && plan.regions[static_cast<std::size_t>(region)].cone != nothing; };
  for (std::size_t e = 0; e < edges.regions.size(); ++e) {
    curves.straight.push_back(!may_curve(solid, edges, e, plan));
    curves.no_spline.push_back(curves.straight.back() || cone(edges.regions[e].left) || cone(edges.regions[e].right));
  }
  for (;;) {
    plan.pieces.clear(), plan.corners.clear();
    Borders borders(solid.map, edges.regions, curves, split, tolerance, splines, plan);
    std::vector<CurveRun> runs;
    std::vector<Vec2> from, to;
    for (const auto& piece : plan.pieces) runs.push_back(piece.run), from.push_back(plan.corners[piece.from]), to.push_back(plan.corners[piece.to]);
    const std::vector<std::size_t> crossing = crossing_curves(runs, from, to);
    if (crossing.empty()) return {std::move(borders.beside), std::move(borders.edges_of), std::move(borders.vertex_of)};
    for (const std::size_t p : crossing)   // more edges each time: this ends
      for (const std::uint32_t e : borders.edges_of[p]) (runs[p].spline ? curves.no_spline : curves.straight)[e] = 1;
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

/// Levels of corners, and of regions at them: by the face beside a piece's first and last edge, which on cones are not the same.
void add_levels(const LayeredMap& solid, const RegionEdges& edges, const VertexLevels& levels, const Cut& cut, BrepPlan& plan) {
  plan.heights.clear();
  for (const std::uint32_t v : cut.vertex_of) plan.heights.push_back(levels.of(v));
  for (std::size_t p = 0; p < plan.pieces.size(); ++p)
    for (const bool left : {true, false}) {
      auto& piece = plan.pieces[p];
      const std::int32_t region = left ? piece.left : piece.right;
      if (region == nothing) continue;
      EdgeEnds& ends = left ? piece.left_ends : piece.right_ends;
      for (const std::size_t end : {0, 1}) {
        const std::uint32_t e = end ? cut.edges_of[p].back() : cut.edges_of[p].front(), v = cut.vertex_of[end ? piece.to : piece.from];
        const std::int32_t face = edges.regions[e].left == region ? edges.faces[e].left : edges.faces[e].right;
        const Layer& layer = solid.layers[static_cast<std::size_t>(face)];
        ends.low[end] = levels.at(v, layer.low), ends.high[end] = levels.at(v, layer.high);
      }
    }
}

/// Cones with a level border that is no arc about their axis.
std::vector<char> broken_cones(const BrepPlan& plan, const ArcTolerance& tolerance) {
  std::vector<char> broken(plan.cones.size(), 0);
  for (const auto& piece : plan.pieces)
    for (const bool left : {true, false}) {
      const std::int32_t region = left ? piece.left : piece.right;
      if (region == nothing || plan.regions[static_cast<std::size_t>(region)].cone == nothing) continue;
      const auto c = static_cast<std::size_t>(plan.regions[static_cast<std::size_t>(region)].cone);
      const ConeFlank& cone = plan.cones[c];
      const EdgeEnds& ends = left ? piece.left_ends : piece.right_ends;
      const LevelPair& slopes = cone.top ? ends.high : ends.low;
      const double from = plan.height(piece, false, slopes[0]), to = plan.height(piece, true, slopes[1]);
      if (std::abs(from - to) > level_within) continue;
      const double radius = std::abs(from - cone.upper) < std::abs(from - cone.lower) ? cone.upper_radius : cone.lower_radius;
      if (!piece.run.arc || norm(piece.run.centre - cone.axis) + std::abs(piece.run.radius - radius) > tolerance.off_circle) broken[c] = 1;
    }
  return broken;
}

void add_walls(BrepPlan& plan) {
  for (std::uint32_t p = 0; p < plan.pieces.size(); ++p)
    for (const bool left : {true, false}) {
      const auto& piece = plan.pieces[p];
      if ((left ? piece.left : piece.right) == nothing) continue;
      const EdgeEnds &own = left ? piece.left_ends : piece.right_ends, &other = left ? piece.right_ends : piece.left_ends;
      const auto add = [&](const EdgeEnds& wall) { if (!empty(wall)) plan.walls.push_back({p, left, wall}); };
      if ((left ? piece.right : piece.left) == nothing) { add(own); continue; }
      const FreeWalls walls = free_walls(own, other);
      add(walls.below);
      add(walls.above);
    }
}

void number_bodies(BrepPlan& plan) {
  Groups groups(plan.regions.size());
  for (const auto& piece : plan.pieces) {
    if (piece.left == nothing || piece.right == nothing) continue;
    const EdgeEnds &a = piece.left_ends, &b = piece.right_ends;
    const auto overlap = [&](std::size_t end) { return std::min(a.high[end], b.high[end]) > std::max(a.low[end], b.low[end]); };
    if (overlap(0) || overlap(1)) groups.join(piece.left, piece.right);
  }
  for (std::size_t r = 0; r < plan.regions.size(); ++r) {
    const std::int32_t group = groups.of(static_cast<std::int32_t>(r));
    plan.regions[r].body = static_cast<std::size_t>(group) == r ? plan.bodies++ : plan.regions[static_cast<std::size_t>(group)].body;
  }
}

}  // namespace

bool BrepPlan::runs_out(const Region& region) const {
  return std::all_of(region.loops.begin(), region.loops.end(), [&](const std::vector<Step>& loop) {
    return std::all_of(loop.begin(), loop.end(), [&](const Step& step) { return ends(step).low == ends(step).high; });
  });
}

std::size_t BrepPlan::faces() const {
  const auto flat = std::count_if(regions.begin(), regions.end(), [&](const Region& r) { return runs_out(r); });
  return 2 * (regions.size() - static_cast<std::size_t>(flat)) + walls.size();
}

std::vector<double> BrepPlan::off_planes() const {
  std::vector<double> off(corners.size(), 0.0);
  for (const Region& region : regions)
    for (const auto& loop : region.loops)
      for (const Step& step : loop) {
        const Piece& piece = pieces[step.piece];
        const ConeFlank* cone = region.cone == nothing ? nullptr : &cones[static_cast<std::size_t>(region.cone)];
        for (const std::size_t end : {0, 1}) {
          const std::uint32_t corner = end ? piece.to : piece.from;
          const auto distance = [&](const Height& h, std::uint32_t level) {
            const double there = cone && !h.level() ? cone->height(corners[corner]) : h(corners[corner]);
            return std::abs(there - heights[corner][level]) / std::sqrt(1 + dot(h.slope, h.slope));
          };
          off[corner] = std::max({off[corner], distance(region.low, ends(step).low[end]), distance(region.high, ends(step).high[end])});
          if (cone && piece.run.arc) off[corner] = std::max(off[corner], norm(piece.run.centre - cone->axis) + std::abs(norm(corners[corner] - cone->axis) - piece.run.radius));
        }
      }
  return off;
}

BrepPlan brep_plan(const LayeredMap& given, BrepCurves allowed) {
  LayeredMap solid = given;
  join_heights(solid.layers);
  separate_corner_touches(solid);
  const std::uint32_t split = split_crossed_edges(solid);
  CurveTolerance used;
  if (allowed == BrepCurves::none) used.arcs.sagitta = -1;   // no chord is so near to its arc
  const std::vector<FilledEdge> all = filled_edges(solid);
  const VertexLevels levels(solid, all);
  std::vector<ConeFlank> cones = cone_flanks(solid, used.arcs);
  for (;;) {
    BrepPlan plan;
    plan.cones = cones;
    const RegionEdges edges = region_edges(solid, all, plan);
    const Cut cut = cut_borders(solid, edges, split, used, allowed == BrepCurves::splines, plan);
    add_levels(solid, edges, levels, cut, plan);
    const std::vector<char> broken = broken_cones(plan, used.arcs);
    std::size_t n = 0;
    if (std::erase_if(cones, [&](const ConeFlank&) { return broken[n++]; }) > 0) continue;   // fewer each time: this ends
    add_loops(cut.beside, plan);
    add_walls(plan);
    number_bodies(plan);
    return plan;
  }
}

}  // namespace sprue
