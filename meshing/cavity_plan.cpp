#include "meshing/cavity_plan.h"

#include <string>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double upright_tolerance = 1e-6;  // m: a vertex moved by the resolution of the map on a steep wall
constexpr int far_cells = 1 << 22;  // lattice coordinates beyond this are refused (Morton order holds 2^23)

const char* name(FaceKind kind) {
  return kind == FaceKind::symmetry ? "symmetry plane" : kind == FaceKind::inlet ? "inlet" : kind == FaceKind::permeable ? "permeable end" : "opening";
}

void require_plane(bool on_plane, FaceKind kind, const std::string& where) {
  if (kind == FaceKind::wall || on_plane) return;
  throw InputError(
      std::string("this end of the cavity is no cell plane, but its ") + name(kind) + " needs one", where, "",
      "choose the cell or the origin of the grid so that a cell plane falls on it");
}

void check_ends(const CavityPlan& plan) {
  static const char* const side_name[4] = {"side -x of the cavity", "side +x of the cavity",
                                           "side -y of the cavity", "side +y of the cavity"};
  const auto on_plane = [](const Height& h) { return h.level() && h.at == std::floor(h.at); };
  for (std::size_t f = 0; f < plan.ends.size(); ++f) {
    const Layer& layer = plan.cavity->layers[f];
    if (!layer.filled) continue;
    require_plane(on_plane(plan.ends[f].high), layer.top, "top of the cavity");
    require_plane(on_plane(plan.ends[f].low), layer.bottom, "bottom of the cavity");
  }
  for (const EdgePiece& p : plan.coverage.pieces)
    if (p.side >= 0)
      require_plane(p.on_line == p.side / 2, plan.sides[static_cast<std::size_t>(p.side)], side_name[p.side]);
}

void check_extent(const LayeredMap& cavity, const DomainOptions& options) {
  double extent = 0;
  for (const Vec2& v : cavity.map.vertices)
    extent = std::max({extent, std::abs(v.x - options.origin.x), std::abs(v.y - options.origin.y)});
  for (std::size_t f = 0; f < cavity.layers.size(); ++f)
    if (cavity.layers[f].filled)
      for (const Height& end : {cavity.layers[f].low, cavity.layers[f].high}) {
        const HeightRange z = height_range(cavity.map, cavity.map.faces[f], end);
        extent = std::max({extent, std::abs(z.low - options.origin.z), std::abs(z.high - options.origin.z)});
      }
  if ((extent + options.mould_band) / options.cell < far_cells) return;
  throw InputError("the cavity reaches more than four million cells from the grid's origin", "grid",
                   std::to_string(options.cell * 1e3) + " mm cell",
                   "choose a coarser cell or an origin near the cavity");
}

/// The same surface over the lattice: lengths in cells from the grid's origin.
Height in_cells(const Height& h, const DomainOptions& o) {
  const double z = (h({o.origin.x, o.origin.y}) - o.origin.z) / o.cell;
  return {h.level() ? snap_to_lattice(z) : z, h.slope};
}

/// A top may meet its bottom (a drafted wall runs out there), not pass under it.
void require_upright(const LayeredMap& cavity, std::size_t f) {
  const Layer& layer = cavity.layers[f];
  if (layer.low.level() && layer.high.level()) return;
  SPRUE_ASSERT(height_range(cavity.map, cavity.map.faces[f], layer.high - layer.low).low > -upright_tolerance);
}

}  // namespace

CavityPlan make_plan(const LayeredMap& cavity, const DomainOptions& options) {
  SPRUE_ASSERT(options.cell > 0 && cavity.layers.size() == cavity.map.faces.size());
  check_extent(cavity, options);
  CavityPlan plan;
  plan.cavity = &cavity;
  plan.sides = options.sides;
  for (std::size_t f = 0; f < cavity.layers.size(); ++f) {
    const Layer& layer = cavity.layers[f];
    const FaceEnds ends{in_cells(layer.low, options), in_cells(layer.high, options)};
    plan.filled.push_back(layer.filled && (!ends.level() || ends.high.at > ends.low.at));
    plan.ends.push_back(ends);
    if (plan.filled.back()) require_upright(cavity, f);
  }
  plan.coverage = cover_plane(cavity.map, plan.filled, {{options.origin.x, options.origin.y}, options.cell}, plan.ends);
  check_ends(plan);
  return plan;
}

void expose(const FaceEnds& own, const FaceEnds* other, Vec2 a, Vec2 b, std::vector<LayerHeight>& exposed) {
  struct Line {  // a height along the way, t = 0..1
    double from, to;
    double at(double t) const { return from + t * (to - from); }
  };
  const auto along = [&](const Height& h) { return Line{h(a), h(b)}; };
  const Line low = along(own.low), high = along(own.high), other_low = other ? along(other->low) : Line{0, 0}, other_high = other ? along(other->high) : Line{0, 0};
  const int first = static_cast<int>(std::floor(std::min(low.from, low.to))), last = static_cast<int>(std::ceil(std::max(high.from, high.to))) - 1;
  for (int k = first; k <= last; ++k) {
    const Line plane{double(k), double(k)}, next{k + 1.0, k + 1.0};
    const std::array<Line, 6> lines{low, high, plane, next, other_low, other_high};
    std::vector<double> cuts{0, 1};
    for (std::size_t m = 0; m < lines.size(); ++m)
      for (std::size_t n = 0; n < m; ++n) {
        const double u = lines[m].from - lines[n].from, v = lines[m].to - lines[n].to;
        if ((u > 0 && v < 0) || (u < 0 && v > 0)) cuts.push_back(u / (u - v));
      }
    std::sort(cuts.begin(), cuts.end());
    double height = 0;
    for (std::size_t n = 0; n + 1 < cuts.size(); ++n) {
      const double t = 0.5 * (cuts[n] + cuts[n + 1]);
      const CellInterval all{std::max(low.at(t), plane.from), std::min(high.at(t), next.from)};
      const double covered = other ? all.overlap(other_low.at(t), other_high.at(t)) : 0;
      height += (cuts[n + 1] - cuts[n]) * (std::max(0.0, all.high - all.low) - covered);
    }
    if (height > 0) exposed.push_back({k, height});
  }
}

std::array<std::array<int, 2>, 2> columns_beside(const EdgePiece& p) {
  const std::array<int, 2> here{p.i, p.j};
  if (p.on_line == 0) {
    const std::array<int, 2> before{p.i - 1, p.j};
    return p.dy > 0 ? std::array{before, here} : std::array{here, before};
  }
  if (p.on_line == 1) {
    const std::array<int, 2> before{p.i, p.j - 1};
    return p.dx > 0 ? std::array{here, before} : std::array{before, here};
  }
  return {here, here};
}

CellBox clip_box(const CavityPlan& plan) {
  CellBox box{{-far_cells, -far_cells, -far_cells}, {far_cells, far_cells, far_cells}};
  for (const EdgePiece& p : plan.coverage.pieces) {
    if (p.side < 0 || plan.sides[static_cast<std::size_t>(p.side)] == FaceKind::wall) continue;
    const int line = p.side < 2 ? p.i : p.j;
    if (p.side % 2 == 0)
      box.low[p.side / 2] = line;
    else
      box.high[p.side / 2] = line - 1;
  }
  for (const FaceShare& s : plan.coverage.shares) {
    if (plan.layer(s.face).top == FaceKind::symmetry) box.high.k = std::min(box.high.k, s.last);
    if (plan.layer(s.face).bottom == FaceKind::symmetry) box.low.k = std::max(box.low.k, s.first);
  }
  return box;
}

}  // namespace sprue
