#include "meshing/domain_builder.h"

#include <algorithm>
#include <climits>
#include <cmath>

#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "meshing/band_topology.h"
#include "meshing/cavity_plan.h"
#include "meshing/domain_memory.h"

namespace sprue {

namespace {

constexpr double round_off = cover_round_off;

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

BandTopology make_topology(const CavityPlan& plan, const DomainOptions& options) {
  std::vector<CellRun> runs;
  for (const FaceShare& s : plan.coverage.shares)
    runs.push_back({s.i, s.j, s.first, s.last});
  return band_topology(runs, static_cast<int>(std::ceil(options.mould_band / options.cell - 1e-9)),
                       clip_box(plan));
}

/// The blocks above those in which mould reaches the last layer of cells: its outer faces there are low faces of the cells beyond.
void add_blocks_above(const BandBlock& b, std::vector<Index3>& blocks) {
  constexpr std::size_t stride[3] = {1, 8, 64};
  for (std::size_t d = 0; d < 3; ++d) {
    bool ends_here = false;
    for (std::size_t n = 0; n < block_cells && !ends_here; ++n) ends_here = n / stride[d] % 8 == 7 && b.cells[n];
    if (ends_here) blocks.push_back({b.block.i + (d == 0), b.block.j + (d == 1), b.block.k + (d == 2)});
  }
}

BlockGrid make_grid(const BandTopology& topology, const DomainOptions& options) {
  std::vector<Index3> mould;
  if (options.mould_band > 0)
    for (const BandBlock& b : topology.band) mould.push_back(b.block), add_blocks_above(b, mould);
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

/// How high a share stands in a layer of cells: linear over its square, from the square's low corner.
Height height_in_layer(const FaceEnds& ends, const FaceShare& s, int k) {
  const Height top = k < s.last ? Height(k + 1) : ends.high, bottom = k > s.first ? Height(k) : ends.low, height = top - bottom;
  return {height({static_cast<double>(s.i), static_cast<double>(s.j)}), height.slope};
}

/// Fractions and apertures inside the prisms; the largest prism of a cell names its cavity and element.
void add_prisms(const CavityPlan& plan, Domain& domain) {
  SlotCursor slot(domain.grid);
  Field<float> largest(domain.grid.flow_slots(), 0.0f);
  for (const FaceShare& s : plan.coverage.shares) {
    for (int k = s.first; k <= s.last; ++k) {
      const Slot n = slot(s.i, s.j, k);
      const Height height = height_in_layer(*plan.standing(s.face), s, k);
      const double share = s.area * height.at + dot(height.slope, s.moment);
      domain.cavity_fraction[n] += share;
      domain.aperture[0][n] += s.low_x * height.at + s.low_x_moment * height.slope.y;
      domain.aperture[1][n] += s.low_y * height.at + s.low_y_moment * height.slope.x;
      if (k > s.first) domain.aperture[2][n] += s.area;
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
  if (kind == FaceKind::permeable && domain.kind[d][n] == FaceKind::inlet) return;  // the face's open share decides
  domain.kind[d][n] = kind;
  if (!frictionless(kind)) domain.aperture[d][n] += share;
}

/// Inlets, openings and symmetry planes at the ends of prisms in z.
void add_ends(const CavityPlan& plan, Domain& domain) {
  SlotCursor slot(domain.grid);
  for (const FaceShare& s : plan.coverage.shares) {
    const Layer& layer = plan.layer(s.face);
    if (layer.top != FaceKind::wall) open_end(domain, 2, slot(s.i, s.j, s.last + 1), s.area, layer.top);
    if (layer.bottom != FaceKind::wall) open_end(domain, 2, slot(s.i, s.j, s.first), s.area, layer.bottom);
  }
}

/// Walls that lie exactly on lattice lines: only what is cavity on both sides stays open there.
void add_line_pieces(const CavityPlan& plan, Domain& domain) {
  SlotCursor slot(domain.grid);
  for (const EdgePiece& p : plan.coverage.pieces) {
    if (p.on_line < 0) continue;
    const bool left_before = p.on_line == 0 ? p.dy > 0 : p.dx < 0;
    const FaceEnds *after = plan.standing(left_before ? p.right : p.left), *before = plan.standing(left_before ? p.left : p.right);
    const double length = std::abs(p.on_line == 0 ? p.dy : p.dx);
    const auto d = static_cast<std::size_t>(p.on_line);
    each_exposed(after, before, p,
                 [&](int k, double height) { domain.aperture[d][slot(p.i, p.j, k)] -= length * height; });
    const FaceKind kind = p.side < 0 ? FaceKind::wall : plan.sides[static_cast<std::size_t>(p.side)];
    if (kind == FaceKind::wall) continue;
    const auto end = [&](int k, double height) {
      open_end(domain, p.on_line, slot(p.i, p.j, k), length * height, kind);
    };
    each_exposed(after, before, p, end);
    each_exposed(before, after, p, end);
  }
}

void add_walls(const CavityPlan& plan, Domain& domain) {
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
    if (c.z > (options.feet ? options.feet->at({c.x, c.y}) : options.widths->above))
      domain.feature_width[s] = static_cast<float>(options.widths->at({c.x, c.y}));
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

/// Above an inlet or another way out of the mould (and below one in the bottom) there is no mould.
void clear_ends(const CavityPlan& plan, int band, Domain& domain) {
  const auto clear = [&](const FaceShare& s, int from, int step) {
    if (s.area < 0.5) return;
    for (int n = 0, k = from; n <= band; ++n, k += step) {
      const Slot slot = domain.grid.find({s.i, s.j, k});
      if (slot != no_slot) domain.mould_index[slot] = no_mould;
    }
  };
  for (const FaceShare& s : plan.coverage.shares) {
    const Layer& layer = plan.layer(s.face);
    const auto leads_out = [](FaceKind kind) { return kind == FaceKind::inlet || kind == FaceKind::open || kind == FaceKind::permeable; };
    if (leads_out(layer.top))
      clear(s, s.last + 1, 1);
    if (leads_out(layer.bottom))
      clear(s, s.first - 1, -1);
  }
}

}  // namespace

Domain build_domain(const LayeredMap& cavity, const DomainOptions& options) {
  require_memory(cavity, options);
  const CavityPlan plan = make_plan(cavity, options);
  if (plan.coverage.shares.empty())
    throw InputError("the cavity is empty: there is nothing to fill", "cavity", "",
                     "draw at least one metal region");
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
  const CavityPlan plan = make_plan(cavity, options);
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
