#include "meshing/cavity_plan.h"

#include <string>

#include "engine/core/error.h"

namespace sprue {

namespace {

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
  for (std::size_t f = 0; f < plan.prisms.size(); ++f) {
    const Layer& layer = plan.cavity->layers[f];
    if (!layer.filled) continue;
    const CellInterval z = plan.prisms[f];
    require_plane(z.high == std::floor(z.high), layer.top, "top of the cavity");
    require_plane(z.low == std::floor(z.low), layer.bottom, "bottom of the cavity");
  }
  for (const EdgePiece& p : plan.coverage.pieces)
    if (p.side >= 0)
      require_plane(p.on_line == p.side / 2, plan.sides[static_cast<std::size_t>(p.side)], side_name[p.side]);
}

void check_extent(const LayeredMap& cavity, const DomainOptions& options) {
  double extent = 0;
  for (const Vec2& v : cavity.map.vertices)
    extent = std::max({extent, std::abs(v.x - options.origin.x), std::abs(v.y - options.origin.y)});
  for (const Layer& layer : cavity.layers)
    if (layer.filled)
      extent =
          std::max({extent, std::abs(layer.low - options.origin.z), std::abs(layer.high - options.origin.z)});
  if ((extent + options.mould_band) / options.cell < far_cells) return;
  throw InputError("the cavity reaches more than four million cells from the grid's origin", "grid",
                   std::to_string(options.cell * 1e3) + " mm cell",
                   "choose a coarser cell or an origin near the cavity");
}

}  // namespace

CavityPlan make_plan(const LayeredMap& cavity, const DomainOptions& options) {
  SPRUE_ASSERT(options.cell > 0 && cavity.layers.size() == cavity.map.faces.size());
  check_extent(cavity, options);
  CavityPlan plan;
  plan.cavity = &cavity;
  plan.sides = options.sides;
  std::vector<char> wanted;
  for (const Layer& layer : cavity.layers) {
    const auto cells = [&](double z) { return snap_to_lattice((z - options.origin.z) / options.cell); };
    const bool filled = layer.filled && cells(layer.high) > cells(layer.low);
    wanted.push_back(filled);
    plan.prisms.push_back(filled ? CellInterval{cells(layer.low), cells(layer.high)} : CellInterval{});
  }
  plan.coverage = cover_plane(cavity.map, wanted, {{options.origin.x, options.origin.y}, options.cell});
  check_ends(plan);
  return plan;
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
    const CellInterval z = plan.prism(s.face);
    if (plan.layer(s.face).top == FaceKind::symmetry) box.high.k = std::min(box.high.k, z.last());
    if (plan.layer(s.face).bottom == FaceKind::symmetry) box.low.k = std::max(box.low.k, z.first());
  }
  return box;
}

}  // namespace sprue
