// VolumeOfFluid::advance: the sweeps of a step, their sum, and what keeps it within bounds (see volume_of_fluid.h).
#include <algorithm>

#include "engine/core/parallel.h"
#include "solvers/pass_through.h"
#include "solvers/volume_of_fluid.h"

namespace sprue {
namespace {

constexpr int sweep_order[6][3] = {{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}, {1, 0, 2}, {0, 2, 1}};
constexpr double deep_tolerance = 1e-12;  // units of a cell: full and surrounded by metal but for this much

}  // namespace

// Metal in the strip of the donor that leaves through its low (0) or high (1) face; `open` > 0.
double VolumeOfFluid::strip(Slot donor, int axis, int side, double open) const {
  const double f = between_[donor];
  if (f <= 0) return 0;
  const double v = domain_.cavity_fraction[donor];
  const Plane& p = plane_[donor];
  const bool without = p.normal() == Vec3{};   // dust or film: leaves at once, as a drop or bubble at the face, since its share of the
  if (f <= plane_threshold || (without && 2 * f < v)) return std::min(open, f);   // flux would leave a tail for ever
  if (without || f >= v - plane_threshold) return open - std::min(open, std::max(0.0, v - f));
  if (open >= v) return open * std::min(1.0, f / v);
  const double metal = room_strip(rooms_.at(donor), axis, side, open, p.normal(), p.d);
  return std::clamp(metal, 0.0, open);
}

void VolumeOfFluid::sweep(const OpenFlux& flux, int axis, FaceField<double>& fluxes) const {
  parallel_for(near_.blocks().size(), [&](std::size_t a) {
    for (const Slot s : near_.of(near_.blocks()[a])) {
      const double open = flux(axis, s);
      if (open == 0) continue;
      const Slot donor = open > 0 ? flux.below(axis, s) : s;
      const bool outside = donor >= between_.size() || rooms_.closed(donor);
      if (outside ? domain_.kind[axis][s] != FaceKind::inlet : between_[donor] <= 0) continue;
      const double size = std::fabs(open), moved = outside ? size : strip(donor, axis, open > 0, size);
      fluxes[axis][s] = open > 0 ? moved : -moved;
    }
  });
}

// Metal after one sweep, with the dilation that a cell on the metal side is given back by the other sweeps.
void VolumeOfFluid::dilate(const OpenFlux& flux, int axis, const FaceField<double>& fluxes) {
  parallel_for(near_.blocks().size(), [&](std::size_t a) {
    for (const Slot s : near_.of(near_.blocks()[a])) {
      const Slot high = flux.above(axis, s);
      const double in = fluxes[axis][s], out = high < between_.size() ? fluxes[axis][high] : 0.0;
      if ((in == 0 && out == 0) || rooms_.closed(s)) continue;
      double f = between_[s] + in - out;
      if (pressure_cell_[s]) f -= flux(axis, s) - (high < between_.size() ? flux(axis, high) : 0.0);
      between_[s] = std::clamp(f, 0.0, domain_.cavity_fraction[s]);
    }
  });
}

// metal += fluxes in - out. Deep cells (full before, nothing but metal through their faces) stay exactly full; what they got too
// much is kept in between_. Returns the slots that left their bounds.
std::vector<Slot> VolumeOfFluid::sum_up(const OpenFlux& flux, const FaceField<double>& fluxes, Field<double>& metal) {
  std::vector<std::vector<Slot>> violating(near_.blocks().size());
  parallel_for(near_.blocks().size(), [&](std::size_t a) {
    for (const Slot s : near_.of(near_.blocks()[a])) {
      between_[s] = 0;
      Slot high[3];
      double in[3], out[3];
      bool any = false;
      for (int d = 0; d < 3; ++d) {
        high[d] = flux.above(d, s);
        in[d] = fluxes[d][s];
        out[d] = high[d] < metal.size() ? fluxes[d][high[d]] : 0.0;
        any = any || in[d] != 0 || out[d] != 0;
      }
      if (!any || rooms_.closed(s)) continue;
      const double v = domain_.cavity_fraction[s];
      const double net = (in[0] - out[0]) + (in[1] - out[1]) + (in[2] - out[2]);
      bool deep = std::fabs(metal[s] - v) <= deep_tolerance;
      for (int d = 0; d < 3 && deep; ++d)
        deep = std::fabs(in[d] - flux(d, s)) <= deep_tolerance &&
               (high[d] >= metal.size() || std::fabs(out[d] - flux(d, high[d])) <= deep_tolerance);
      if (deep) {
        between_[s] = metal[s] - v + net;
        metal[s] = v;
        continue;
      }
      metal[s] += net;
      if (metal[s] > v + bound_tolerance || metal[s] < -bound_tolerance) violating[a].push_back(s);
    }
  });
  std::vector<Slot> all;
  for (const auto& v : violating) all.insert(all.end(), v.begin(), v.end());
  return all;
}

// The surface takes what deep cells, and cells whose flow could not pass it on, got too much: each mixed cell by its room (or its
// metal, where it is too little). Where the surface cannot take it, it stays in the cells where it arose.
double VolumeOfFluid::share_residual(Field<double>& metal) {
  struct Sums {
    double net = 0, size = 0, room = 0, content = 0;
    Sums& operator+=(const Sums& o) {
      net += o.net, size += o.size, room += o.room, content += o.content;
      return *this;
    }
  };
  const auto at_surface = [&](Slot s) { return is_mixed(metal, s); };
  const Sums sums = parallel_sum<Sums>(near_.blocks().size(), [&](std::size_t a) {
    Sums part;
    for (const Slot s : near_.of(near_.blocks()[a])) {
      part.net += between_[s];
      part.size += std::fabs(between_[s]);
      if (!at_surface(s)) continue;
      part.room += domain_.cavity_fraction[s] - metal[s];
      part.content += metal[s];
    }
    return part;
  });
  if (sums.net == 0) return sums.size;
  const double able = sums.net > 0 ? sums.room : sums.content;
  const bool shared = std::fabs(sums.net) < 0.5 * able;
  const double share = shared ? sums.net / able : 0.0;
  parallel_for(near_.blocks().size(), [&](std::size_t a) {
    for (const Slot s : near_.of(near_.blocks()[a])) {
      if (!shared) metal[s] += between_[s];
      else if (at_surface(s)) metal[s] += share * (share > 0 ? domain_.cavity_fraction[s] - metal[s] : metal[s]);
    }
  });
  return sums.size;
}

double VolumeOfFluid::courant(const OpenFlux& flux) const {
  return parallel_max(near_.blocks().size(), 0.0, [&](std::size_t a) {
    double largest = 0;
    for (const Slot s : near_.of(near_.blocks()[a])) {
      if (!pressure_cell_[s]) continue;
      double out = 0;
      for (int d = 0; d < 3; ++d) {
        const Slot high = flux.above(d, s);
        out += std::max(0.0, -flux.courant(d, s));
        if (high < between_.size()) out += std::max(0.0, flux.courant(d, high));
      }
      largest = std::max(largest, out);
    }
    return largest;
  });
}

void VolumeOfFluid::count_rim(const FaceField<double>& fluxes, AdvectionReport& report) const {
  for (const RimFace& r : rim_) {
    const double inward = rooms_.closed(r.face) ? -fluxes[r.axis][r.face] : fluxes[r.axis][r.face];
    if (domain_.kind[r.axis][r.face] == FaceKind::inlet) report.poured += inward;
    (inward > 0 ? report.metal_in : report.metal_out) += std::fabs(inward);
  }
}

// No flux in any block, metal between the sweeps as before them (it is 0 outside the active blocks).
void VolumeOfFluid::begin_fluxes(MetalFluxes& fluxes, const Field<double>& metal) {
  for (auto& f : fluxes.volume) {
    if (f.size() != metal.size() || fluxes.blocks.empty()) f.assign(metal.size(), 0.0);
    else parallel_for(fluxes.blocks.size(), [&](std::size_t i) { fill_block(f, fluxes.blocks[i], 0.0); });
  }
  fluxes.blocks.clear();
  parallel_for(near_.blocks().size(), [&](std::size_t a) { copy_block(metal, between_, near_.blocks()[a]); });
}

// Where metal passed on beyond the near cells, they are spread.
void VolumeOfFluid::note_cells(const std::vector<Slot>& passed, MetalFluxes& fluxes) {
  bool far = false;
  for (const Slot s : passed) {
    if (near_.near(s) || domain_.cavity_fraction[s] <= 0) continue;
    near_.mark(s);
    far = true;
  }
  if (far) near_.spread();
  fluxes.near = &near_;
  fluxes.blocks = near_.blocks();
}

AdvectionReport VolumeOfFluid::advance(CastingState& state, double dt, MetalFluxes& fluxes) {
  AdvectionReport report;
  Field<double>& metal = state.metal;
  FaceField<double>& moved = fluxes.volume;
  const OpenFlux flux(domain_, open_, state.velocity, dt);
  begin_fluxes(fluxes, metal);
  report.courant = courant(flux);
  const auto& order = sweep_order[state.step % 6];
  for (int k = 0; k < 3; ++k) {
    if (k > 0) {
      dilate(flux, order[k - 1], moved);
      refit_between_sweeps(between_);
    }
    sweep(flux, order[k], moved);
  }
  std::vector<Slot> visited;
  const PassThroughReport passed = pass_through(domain_, rooms_, flux, pressure_cell_, sum_up(flux, moved, metal), metal, moved, between_, visited);
  note_cells(visited, fluxes);
  report.corrected_cells = passed.corrected_cells;
  report.moved_by_fallback = passed.moved_by_fallback;
  report.moved_by_residual = share_residual(metal);
  count_rim(moved, report);
  state.metal_in += report.metal_in;
  state.metal_out += report.metal_out;
  state.poured += report.poured;
  return report;
}

}  // namespace sprue
