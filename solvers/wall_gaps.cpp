#include "solvers/wall_gaps.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/parallel.h"

namespace sprue {

namespace {

constexpr double least_wall = 1e-9;     // of a face
constexpr double warm = 0.5;            // K: mould beyond has not felt the metal yet
constexpr int deepest_warm = 256;       // cells of mould behind a wall
constexpr double least_metal = 1e-9;    // units of a cell

}  // namespace

WallGaps::WallGaps(const Domain& domain, const CastingConditions& conditions, const AlloyCurve& alloy, const std::vector<MouldProperties>& moulds,
                   const HeatMesh& mesh)
    : domain_(domain), conditions_(conditions), alloy_(alloy), moulds_(moulds), mesh_(mesh), head_(domain, conditions, alloy.reference_density()),
      cell_mass_(alloy.reference_density() * domain.cell_volume()), solid_density_(alloy.density(alloy.solidus_enthalpy())) {
  if (std::none_of(conditions.interfaces.begin(), conditions.interfaces.end(), [](const Interface& i) { return i.opening.has_value(); })) return;
  span_.assign(domain.grid.flow_slots(), 0.0f);
  parallel_for(domain.grid.flow_blocks, [&](std::size_t b) {
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s)
      if (domain.cavity_fraction[s] > 0 && domain.wall_area[s] > least_wall) span_[s] = static_cast<float>(span(s));
  });
}

WallGaps::Wall WallGaps::wall(Slot s) const {
  Vec3 n = domain_.wall_vector(s);
  for (int d = 0; d < 3; ++d) {
    const Slot high = domain_.grid.above(d, s);
    const bool mirrored = frictionless(domain_.kind[d][s]) || (high < domain_.grid.flow_slots() && frictionless(domain_.kind[d][high]));
    if (mirrored) n[d] = 0;
  }
  Wall w;
  for (int d = 1; d < 3; ++d)
    if (std::abs(n[d]) > std::abs(n[w.axis])) w.axis = d;
  if (std::abs(n[w.axis]) > 0.01 * static_cast<double>(domain_.wall_area[s])) w.side = n[w.axis] > 0 ? 1 : -1;
  return w;
}

/// Length of the cavity along the axes across the normal, the smaller of the two.
double WallGaps::span(Slot s) const {
  const Wall w = wall(s);
  double least = std::numeric_limits<double>::infinity();
  for (int d = 0; d < 3; ++d) {
    if (d == w.axis) continue;
    double cells = domain_.cavity_fraction[s];
    for (int side = 0; side < 2; ++side)
      for (Slot c = s;;) {
        const Slot face = side ? domain_.grid.above(d, c) : c, next = side ? face : domain_.grid.below(d, c);
        const bool mirrored = face < domain_.grid.flow_slots() && domain_.kind[d][face] == FaceKind::symmetry;
        if (mirrored) cells = std::numeric_limits<double>::infinity();
        if (mirrored || next >= domain_.grid.flow_slots() || domain_.aperture[d][face] <= 0) break;
        cells += domain_.cavity_fraction[next];
        c = next;
      }
    least = std::min(least, cells * domain_.grid.cell);
  }
  return least;
}

double WallGaps::contraction(double enthalpy) const { return 1 - std::cbrt(solid_density_ / alloy_.density(enthalpy)); }

/// No more metal beyond this side of the cell.
bool WallGaps::ends(const CastingState& state, Slot s, int axis, int side) const {
  const Slot face = side > 0 ? domain_.grid.above(axis, s) : s, next = side > 0 ? face : domain_.grid.below(axis, s);
  return next >= domain_.grid.flow_slots() || domain_.aperture[axis][face] <= 0 || state.metal[next] <= least_metal;
}

WallGaps::Skin WallGaps::skin(const CastingState& state, Slot s, Wall w) const {
  const double h = domain_.grid.cell;
  Skin skin;
  const int inwards = -w.side;
  for (Slot c = s;;) {
    const double enthalpy = state.enthalpy[c] / (cell_mass_ * state.metal[c]), length = std::min(1.0, state.metal[c]) * h;
    if (enthalpy > alloy_.solidus_enthalpy()) {
      skin.thickness += alloy_.solid_fraction(enthalpy) * length;
      skin.liquid = c;
      return skin;
    }
    skin.thickness += length;
    skin.contraction += length * contraction(enthalpy);
    if (inwards == 0) break;
    const Slot face = inwards > 0 ? domain_.grid.above(w.axis, c) : c;
    if (face < domain_.grid.flow_slots() && domain_.kind[w.axis][face] == FaceKind::symmetry) return skin;
    if (ends(state, c, w.axis, inwards)) break;
    c = inwards > 0 ? face : domain_.grid.below(w.axis, c);
  }
  skin.contraction *= 0.5;
  return skin;
}

/// K m: what the mould behind the wall has warmed up by.
double WallGaps::swelling(Slot s, Wall w, std::span<const double> temperature) const {
  double sum = 0;
  Slot c = s;
  for (int depth = 0; depth < deepest_warm; ++depth) {
    const Unknown u = mesh_.mould_of(c);
    if (u == 0) break;
    const double open = c < domain_.grid.flow_slots() ? domain_.cavity_fraction[c] : 0.0;
    const double rise = temperature[static_cast<std::size_t>(u)] - conditions_.mould_temperature;
    sum += (1 - open) * rise;
    if (w.side == 0 || (c != s && (open > 0 || std::abs(rise) < warm))) break;
    c = w.side > 0 ? domain_.grid.above(w.axis, c) : domain_.grid.below(w.axis, c);
    if (c == no_slot) break;
  }
  return sum * domain_.grid.cell;
}

void WallGaps::find_top(const CastingState& state) {
  if (head_.fed()) return;
  top_ = parallel_max(domain_.grid.flow_blocks, -std::numeric_limits<double>::infinity(), [&](std::size_t b) {
    double most = -std::numeric_limits<double>::infinity();
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s)
      if (state.metal[s] > least_metal) most = std::max(most, head_.potential(domain_.grid.centre(s)));
    return most;
  });
}

/// Pa, gauge, of the liquid in a cell, on its side towards the wall.
double WallGaps::pressure(const CastingState& state, Slot s, Wall w) const {
  if (state.phase == Phase::filling) return std::max(0.0, state.pressure[s]);
  Vec3 x = domain_.grid.centre(s);
  x[w.axis] += 0.5 * w.side * domain_.grid.cell;
  return std::max(0.0, head_.fed() ? head_.at(x) : alloy_.reference_density() * (top_ - head_.potential(x)));
}

double WallGaps::gap(const CastingState& state, Unknown u, std::span<const double> temperature) const {
  const Slot s = mesh_.slot(u);
  if (!interface(s).opening || state.enthalpy[s] > cell_mass_ * state.metal[s] * alloy_.solidus_enthalpy()) return 0;
  const Wall w = wall(s);
  const Skin metal = skin(state, s, w);
  const double away = metal.contraction - moulds_[domain_.mould_index[s]].expansion * swelling(s, w, temperature);
  const double pressed = metal.liquid != no_slot ? pressure(state, metal.liquid, w) : 0.0;
  return open_gap({std::max(0.0, away), metal.thickness, static_cast<double>(span_[s]), interface(s).skin_yield, pressed});
}

double WallGaps::resistance(Slot s, double gap, double faces) const {
  const Interface& i = interface(s);
  return gap > 0 ? 1 / transfer_coefficient(*i.opening, gap, faces) : 1 / i.heat_transfer_coefficient;
}

}  // namespace sprue
