#include "meshing/domain_builder.h"

#include <algorithm>
#include <cmath>
#include <climits>

#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "meshing/band_topology.h"
#include "meshing/domain_memory.h"
#include "meshing/plane_coverage.h"

namespace sprue {

namespace {

constexpr double round_off = cover_round_off;
constexpr int far_cells = 1 << 22;  // lattice coordinates beyond this are refused (Morton order holds 2^23)

struct Interval {
  double low = 0, high = 0;  // in cells
  double overlap(double a, double b) const { return std::max(0.0, std::min(high, b) - std::max(low, a)); }
  int first() const { return static_cast<int>(std::floor(low)); }
  int last() const { return static_cast<int>(std::ceil(high)) - 1; }
};

/// The cavity in units of cells: prisms and their exact cover of the lattice.
struct Plan {
  const LayeredMap* cavity = nullptr;
  std::array<FaceKind, 4> sides{};
  std::vector<Interval> prisms;  // one a face; empty where nothing is filled
  PlaneCoverage coverage;
  Interval prism(std::int32_t face) const {
    return face == no_face ? Interval{} : prisms[static_cast<std::size_t>(face)];
  }
  const Layer& layer(std::int32_t face) const { return cavity->layers[static_cast<std::size_t>(face)]; }
};

const char* name(FaceKind kind) {
  return kind == FaceKind::symmetry ? "symmetry plane" : kind == FaceKind::inlet ? "inlet" : "opening";
}

void require_plane(bool on_plane, FaceKind kind, const std::string& where) {
  if (kind == FaceKind::wall || on_plane) return;
  throw InputError(std::string("this end of the cavity is no cell plane, but its ") + name(kind) + " needs one", where, "",
                   "choose the cell or the origin of the grid so that a cell plane falls on it");
}

void check_ends(const Plan& plan) {
  static const char* const side_name[4] = {"side -x", "side +x", "side -y", "side +y"};
  for (std::size_t f = 0; f < plan.prisms.size(); ++f) {
    const Layer& layer = plan.cavity->layers[f];
    if (!layer.filled) continue;
    const Interval z = plan.prisms[f];
    require_plane(z.high == std::floor(z.high), layer.top, "top of the cavity");
    require_plane(z.low == std::floor(z.low), layer.bottom, "bottom of the cavity");
  }
  for (const EdgePiece& p : plan.coverage.pieces)
    if (p.side >= 0)
      require_plane(p.on_line == p.side / 2, plan.sides[static_cast<std::size_t>(p.side)],
                    side_name[p.side] + std::string(" of the cavity"));
}

void check_extent(const LayeredMap& cavity, const DomainOptions& options) {
  double extent = 0;
  for (const Vec2& v : cavity.map.vertices)
    extent = std::max({extent, std::abs(v.x - options.origin.x), std::abs(v.y - options.origin.y)});
  for (const Layer& layer : cavity.layers)
    if (layer.filled)
      extent = std::max({extent, std::abs(layer.low - options.origin.z), std::abs(layer.high - options.origin.z)});
  if ((extent + options.mould_band) / options.cell < far_cells) return;
  throw InputError("the cavity reaches more than four million cells from the grid's origin", "grid",
                   std::to_string(options.cell * 1e3) + " mm cell", "choose a coarser cell or an origin near the cavity");
}

Plan make_plan(const LayeredMap& cavity, const DomainOptions& options) {
  SPRUE_ASSERT(options.cell > 0 && cavity.layers.size() == cavity.map.faces.size());
  check_extent(cavity, options);
  Plan plan;
  plan.cavity = &cavity;
  plan.sides = options.sides;
  std::vector<char> wanted;
  for (const Layer& layer : cavity.layers) {
    const auto cells = [&](double z) { return snap_to_lattice((z - options.origin.z) / options.cell); };
    const bool filled = layer.filled && cells(layer.high) > cells(layer.low);
    wanted.push_back(filled);
    plan.prisms.push_back(filled ? Interval{cells(layer.low), cells(layer.high)} : Interval{});
  }
  plan.coverage = cover_plane(cavity.map, wanted, {{options.origin.x, options.origin.y}, options.cell});
  check_ends(plan);
  return plan;
}

/// Slots of a column one after another: looks a block up only when it enters it.
class SlotCursor {
 public:
  explicit SlotCursor(const BlockGrid& grid) : grid_(grid) {}
  Slot operator()(int i, int j, int k) {
    const Index3 block{i >> 3, j >> 3, k >> 3};
    if (!(block == block_)) {
      block_ = block;
      base_ = grid_.find({block.i * 8, block.j * 8, block.k * 8});
    }
    SPRUE_ASSERT(base_ != no_slot && base_ < grid_.flow_slots());
    return base_ + static_cast<Slot>(((k & 7) * 8 + (j & 7)) * 8 + (i & 7));
  }

 private:
  const BlockGrid& grid_;
  Index3 block_{INT_MAX, INT_MAX, INT_MAX};
  Slot base_ = no_slot;
};

/// Calls f(k, height) for each layer of cells in which `a` stands free of `b`.
template <class F>
void each_exposed(const Interval& a, const Interval& b, F&& f) {
  const auto part = [&](double low, double high) {
    if (!(high > low)) return;
    const Interval free{low, high};
    for (int k = free.first(); k <= free.last(); ++k) f(k, free.overlap(k, k + 1));
  };
  if (b.high <= b.low) return part(a.low, a.high);
  part(a.low, std::min(a.high, b.low));
  part(std::max(a.low, b.high), a.high);
}

/// Columns of the cells on the left and on the right of a piece (the same one unless it lies on a line).
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

/// Calls f(i, j, k, area vector, kind) for every piece of the cavity's boundary; lengths in cells.
template <class F>
void each_boundary_piece(const Plan& plan, F&& f) {
  for (const EdgePiece& p : plan.coverage.pieces) {
    const auto columns = columns_beside(p);
    const FaceKind kind = p.side < 0 ? FaceKind::wall : plan.sides[static_cast<std::size_t>(p.side)];
    const Interval left = plan.prism(p.left), right = plan.prism(p.right);
    each_exposed(left, right, [&](int k, double height) {
      f(columns[0][0], columns[0][1], k, Vec3{p.dy * height, -p.dx * height, 0}, kind);
    });
    each_exposed(right, left, [&](int k, double height) {
      f(columns[1][0], columns[1][1], k, Vec3{-p.dy * height, p.dx * height, 0}, kind);
    });
  }
  for (const FaceShare& s : plan.coverage.shares) {
    const Interval z = plan.prism(s.face);
    f(s.i, s.j, z.last(), Vec3{0, 0, s.area}, plan.layer(s.face).top);
    f(s.i, s.j, z.first(), Vec3{0, 0, -s.area}, plan.layer(s.face).bottom);
  }
}

/// Cells beyond symmetry planes, and beyond inlets and openings in the sides, do not exist.
CellBox clip_box(const Plan& plan) {
  CellBox box{{-far_cells, -far_cells, -far_cells}, {far_cells, far_cells, far_cells}};
  for (const EdgePiece& p : plan.coverage.pieces) {
    if (p.side < 0 || plan.sides[static_cast<std::size_t>(p.side)] == FaceKind::wall) continue;
    const int line = p.side < 2 ? p.i : p.j;
    if (p.side % 2 == 0) box.low[p.side / 2] = line;
    else box.high[p.side / 2] = line - 1;
  }
  for (const FaceShare& s : plan.coverage.shares) {
    const Interval z = plan.prism(s.face);
    if (plan.layer(s.face).top == FaceKind::symmetry) box.high.k = std::min(box.high.k, z.last());
    if (plan.layer(s.face).bottom == FaceKind::symmetry) box.low.k = std::max(box.low.k, z.first());
  }
  return box;
}

BandTopology make_topology(const Plan& plan, const DomainOptions& options) {
  std::vector<CellRun> runs;
  for (const FaceShare& s : plan.coverage.shares)
    runs.push_back({s.i, s.j, plan.prism(s.face).first(), plan.prism(s.face).last()});
  return band_topology(runs, static_cast<int>(std::ceil(options.mould_band / options.cell - 1e-9)), clip_box(plan));
}

BlockGrid make_grid(const BandTopology& topology, const DomainOptions& options) {
  std::vector<Index3> mould;
  if (options.mould_band > 0)
    for (const BandBlock& b : topology.band) mould.push_back(b.block);
  return make_block_grid(options.cell, options.origin, topology.flow_blocks, mould);
}

void allocate(Domain& domain) {
  const std::size_t flow = domain.grid.flow_slots(), all = domain.grid.slots();
  domain.cavity_fraction.assign(flow, 0.0);
  domain.aperture = make_face_field<double>(flow);
  domain.kind = make_face_field<FaceKind>(flow, FaceKind::interior);
  domain.wall_area.assign(flow, 0.0f);
  domain.cavity.assign(flow, 0);
  domain.element.assign(flow, no_element);
  domain.feature_width.assign(flow, 0.0f);
  domain.mould_index.assign(all, no_mould);
  domain.thermal_boundary = make_face_field<std::uint8_t>(all);
}

/// Fractions and apertures inside the prisms; the largest prism of a cell names its cavity and element.
void add_prisms(const Plan& plan, Domain& domain) {
  SlotCursor slot(domain.grid);
  Field<float> largest(domain.grid.flow_slots(), 0.0f);
  for (const FaceShare& s : plan.coverage.shares) {
    const Interval z = plan.prism(s.face);
    for (int k = z.first(); k <= z.last(); ++k) {
      const Slot n = slot(s.i, s.j, k);
      const double height = z.overlap(k, k + 1), share = s.area * height;
      domain.cavity_fraction[n] += share;
      domain.aperture[0][n] += s.low_x * height;
      domain.aperture[1][n] += s.low_y * height;
      if (k > z.low) domain.aperture[2][n] += s.area;
      if (static_cast<float>(share) > largest[n]) {
        largest[n] = static_cast<float>(share);
        domain.cavity[n] = plan.layer(s.face).cavity;
        domain.element[n] = plan.layer(s.face).element;
      }
    }
  }
}

void open_end(Domain& domain, int axis, Slot n, double share, FaceKind kind) {
  const auto d = static_cast<std::size_t>(axis);
  domain.kind[d][n] = kind;
  if (kind != FaceKind::symmetry) domain.aperture[d][n] += share;
}

/// Inlets, openings and symmetry planes at the ends of prisms in z.
void add_ends(const Plan& plan, Domain& domain) {
  SlotCursor slot(domain.grid);
  for (const FaceShare& s : plan.coverage.shares) {
    const Interval z = plan.prism(s.face);
    const Layer& layer = plan.layer(s.face);
    if (layer.top != FaceKind::wall) open_end(domain, 2, slot(s.i, s.j, z.last() + 1), s.area, layer.top);
    if (layer.bottom != FaceKind::wall) open_end(domain, 2, slot(s.i, s.j, z.first()), s.area, layer.bottom);
  }
}

/// Walls that lie exactly on lattice lines: only what is cavity on both sides stays open there.
void add_line_pieces(const Plan& plan, Domain& domain) {
  SlotCursor slot(domain.grid);
  for (const EdgePiece& p : plan.coverage.pieces) {
    if (p.on_line < 0) continue;
    const bool left_before = p.on_line == 0 ? p.dy > 0 : p.dx < 0;
    const Interval after = plan.prism(left_before ? p.right : p.left);
    const Interval before = plan.prism(left_before ? p.left : p.right);
    const double length = std::abs(p.on_line == 0 ? p.dy : p.dx);
    const auto d = static_cast<std::size_t>(p.on_line);
    each_exposed(after, before,
                 [&](int k, double height) { domain.aperture[d][slot(p.i, p.j, k)] -= length * height; });
    const FaceKind kind = p.side < 0 ? FaceKind::wall : plan.sides[static_cast<std::size_t>(p.side)];
    if (kind == FaceKind::wall) continue;
    const auto end = [&](int k, double height) {
      open_end(domain, p.on_line, slot(p.i, p.j, k), length * height, kind);
    };
    each_exposed(after, before, end);
    each_exposed(before, after, end);
  }
}

void add_walls(const Plan& plan, Domain& domain) {
  SlotCursor slot(domain.grid);
  each_boundary_piece(plan, [&](int i, int j, int k, Vec3 vector, FaceKind kind) {
    if (kind == FaceKind::wall) domain.wall_area[slot(i, j, k)] += static_cast<float>(norm(vector));
  });
}

double settle(double share) { return share < round_off ? 0.0 : share > 1 - round_off ? 1.0 : share; }

bool opens_to_neighbour(const Domain& domain, Slot s) {
  for (int d = 0; d < 3; ++d) {
    const auto& aperture = domain.aperture[static_cast<std::size_t>(d)];
    const auto& kind = domain.kind[static_cast<std::size_t>(d)];
    const Slot high = domain.grid.neighbour(s, d == 0, d == 1, d == 2);
    if (kind[s] == FaceKind::interior && aperture[s] > 0) return true;
    if (high < aperture.size() && kind[high] == FaceKind::interior && aperture[high] > 0) return true;
  }
  return false;
}

/// Puts round-off on 0 and 1, names walls and fills what depends on the place of the cell.
void finish_flow_cells(const DomainOptions& options, Domain& domain) {
  const auto each_slot = [&](auto&& f) {
    parallel_for(domain.grid.flow_blocks, [&](std::size_t b) {
      for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) f(s);
    });
  };
  each_slot([&](Slot s) {
    for (std::size_t d = 0; d < 3; ++d) {
      double& a = domain.aperture[d][s];
      a = settle(a);
      if (a == 0 && domain.kind[d][s] == FaceKind::interior) domain.kind[d][s] = FaceKind::wall;
    }
  });
  each_slot([&](Slot s) {
    double& v = domain.cavity_fraction[s];
    v = settle(v);
    if (v == 0 && opens_to_neighbour(domain, s)) v = round_off;
    if (v == 0 || options.widths == nullptr) return;
    const Vec3 c = domain.grid.centre(s);
    if (c.z > options.widths->above) domain.feature_width[s] = static_cast<float>(options.widths->at({c.x, c.y}));
  });
}

/// Mould in the closed share of cells in the band, and beyond full cells that have walls of their own.
void place_mould(const BandTopology& topology, Domain& domain) {
  for (const BandBlock& b : topology.band) {
    const Slot base = domain.grid.find({b.block.i * 8, b.block.j * 8, b.block.k * 8});
    if (base == no_slot) continue;
    for (Slot l = 0; l < block_cells; ++l) {
      const Slot s = base + l;
      if (!b.cells[l]) continue;
      const double v = s < domain.grid.flow_slots() ? domain.cavity_fraction[s] : 0.0;
      if (v < 1 || domain.wall_area[s] > 0) domain.mould_index[s] = 0;
    }
  }
}

/// Above an inlet or opening (and below one in the bottom) there is no mould.
void clear_ends(const Plan& plan, int band, Domain& domain) {
  const auto clear = [&](const FaceShare& s, int from, int step) {
    if (s.area < 0.5) return;
    for (int n = 0, k = from; n <= band; ++n, k += step) {
      const Slot slot = domain.grid.find({s.i, s.j, k});
      if (slot != no_slot) domain.mould_index[slot] = no_mould;
    }
  };
  for (const FaceShare& s : plan.coverage.shares) {
    const Layer& layer = plan.layer(s.face);
    if (layer.top == FaceKind::inlet || layer.top == FaceKind::open) clear(s, plan.prism(s.face).last() + 1, 1);
    if (layer.bottom == FaceKind::inlet || layer.bottom == FaceKind::open) clear(s, plan.prism(s.face).first() - 1, -1);
  }
}

}  // namespace

Domain build_domain(const LayeredMap& cavity, const DomainOptions& options) {
  require_memory(cavity, options);
  const Plan plan = make_plan(cavity, options);
  if (plan.coverage.shares.empty())
    throw InputError("the cavity is empty: there is nothing to fill", "cavity", "", "draw at least one metal region");
  const BandTopology topology = make_topology(plan, options);
  Domain domain;
  domain.grid = make_grid(topology, options);
  domain.moulds = {options.mould};
  allocate(domain);
  add_prisms(plan, domain);
  add_line_pieces(plan, domain);
  add_ends(plan, domain);
  add_walls(plan, domain);
  finish_flow_cells(options, domain);
  place_mould(topology, domain);
  clear_ends(plan, static_cast<int>(std::ceil(options.mould_band / options.cell)), domain);
  return domain;
}

Field<Vec3> wall_vectors(const LayeredMap& cavity, const DomainOptions& options, const BlockGrid& grid,
                         Field<double>* area) {
  const Plan plan = make_plan(cavity, options);
  Field<Vec3> vectors(grid.flow_slots());
  if (area) area->assign(grid.flow_slots(), 0.0);
  SlotCursor slot(grid);
  each_boundary_piece(plan, [&](int i, int j, int k, Vec3 vector, FaceKind kind) {
    if (kind == FaceKind::inlet || kind == FaceKind::open) return;
    const Slot s = slot(i, j, k);
    vectors[s] += vector;
    if (area && kind == FaceKind::wall) (*area)[s] += norm(vector);
  });
  return vectors;
}

}  // namespace sprue
