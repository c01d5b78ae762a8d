#include "solvers/conduction.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/core/parallel.h"

namespace sprue {

namespace {

constexpr double least_metal = 1e-9;    // units of a cell: less exchanges no heat
constexpr double massless = 1e-12;       // closed share below which a mould slot is massless
constexpr double least_distance = 0.02;  // of a cell, between two mould nodes

Slot stepped(const BlockGrid& grid, Slot s, int d, int step) {
  return grid.neighbour(s, d == 0 ? step : 0, d == 1 ? step : 0, d == 2 ? step : 0);
}

}  // namespace

Conduction::Conduction(const Domain& domain, const std::vector<Interface>& interfaces, const AlloyCurve& alloy,
                       const std::vector<MouldProperties>& moulds)
    : domain_(domain), alloy_(alloy), moulds_(moulds), topology_(two_layer_topology(domain.grid)) {
  const std::size_t n = domain.grid.flow_slots();
  mass_.assign(n, 0.0);
  conductivity_.assign(n, 0.0);
  fronts_.assign(n, {});
  first_rim_.assign(n, -1);
  mould_geometry(interfaces);
  layers_ = std::make_unique<WallLayers>(domain, moulds, capacity_, has_mould_, topology_);
  find_rims();
}

void Conduction::mould_geometry(const std::vector<Interface>& interfaces) {
  const std::size_t flow = flow_slots();
  const double h = domain_.grid.cell;
  capacity_.assign(domain_.grid.slots(), 0.0);
  has_mould_.assign(domain_.grid.slots(), 0);
  link_area_.assign(flow, 0.0);
  link_metal_.assign(flow, 0.0);
  link_resistance_.assign(flow, 0.0);
  parallel_for(domain_.grid.block_count(), [&](std::size_t b) {
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      const std::uint8_t index = domain_.mould_index[s];
      if (index == no_mould) continue;
      SPRUE_ASSERT(index < moulds_.size() && index < interfaces.size());
      const double v = s < flow ? domain_.cavity_fraction[s] : 0.0;
      double wall = s < flow ? domain_.wall_area[s] : 0.0;
      if (v >= 1 - massless)
        for (int d = 0; d < 3; ++d)
          for (int side = 0; side < 2; ++side) {
            const Slot face = side ? stepped(domain_.grid, s, d, 1) : s;
            const bool closed = face != no_slot && face < flow && domain_.aperture[d][face] == 0;
            if (closed && domain_.thermal_boundary[d][face] != 0) wall -= 1;
          }
      const double closed = 1 - v > massless ? 1 - v : 0.0;
      if (closed == 0 && wall <= 1e-9) continue;
      has_mould_[s] = 1;
      const MouldProperties& mould = moulds_[index];
      capacity_[s] = mould.density * mould.specific_heat * closed * h * h * h;
      if (v <= 0 || wall <= 1e-9) continue;
      link_area_[s] = wall * h * h;
      link_metal_[s] = std::min(0.5, v / (2 * wall)) * h;
      link_resistance_[s] = 1 / interfaces[index].heat_transfer_coefficient +
                            std::min(0.5, closed / (2 * wall)) * h / mould.conductivity;
    }
  });
}

double Conduction::mould_distance(Slot s, int d, int side) const {
  const double half = 0.5 * domain_.grid.cell;
  if (s >= flow_slots()) return half;
  const double v = domain_.cavity_fraction[s];
  if (v <= 0) return half;
  if (1 - v <= massless) return 0;
  const Vec3 n = domain_.wall_vector(s);
  const double length2 = dot(n, n);
  if (length2 < 1e-12) return half;
  const double towards = (side ? 1 : -1) * n[d];
  return half * (1 - (towards > 0 ? v : -v) * n[d] * n[d] / length2);
}

double Conduction::mould_face(Slot s, Slot low, int d) const {
  const bool flow = s < flow_slots() && low < flow_slots();
  if (flow && frictionless(domain_.kind[d][s])) return 0;
  const double h = domain_.grid.cell;
  const double closed = flow ? 1 - domain_.aperture[d][s] : 1.0;
  double a = mould_distance(low, d, 1), b = mould_distance(s, d, 0);
  if (a + b < least_distance * h) a = b = 0.5 * least_distance * h;
  const double ka = moulds_[domain_.mould_index[low]].conductivity, kb = moulds_[domain_.mould_index[s]].conductivity;
  return closed * h * h / (a / ka + b / kb);
}

void Conduction::mould(LinearSystem& system) const {
  const std::size_t first = flow_slots();
  parallel_for(domain_.grid.block_count(), [&](std::size_t b) {
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s)
      for (int d = 0; d < 3; ++d) {
        system.face[d][first + s] = 0;
        const Slot low = stepped(domain_.grid, s, d, -1);
        if (low == no_slot || !has_mould_[s] || !has_mould_[low] || domain_.thermal_boundary[d][s] != 0) continue;
        system.face[d][first + s] = mould_face(s, low, d);
      }
  });
}

void Conduction::add_rim(Slot slot, int d, int side, const ThermalBoundary& boundary) {
  const std::size_t flow = flow_slots();
  const double h = domain_.grid.cell;
  const double v = slot < flow ? domain_.cavity_fraction[slot] : 0.0;
  const Slot face = side ? stepped(domain_.grid, slot, d, 1) : slot;
  double open = 0;
  if (v >= 1 - massless) open = 1;
  else if (v > 0) open = domain_.aperture[d][face];
  const double beyond = boundary.kind == ThermalKind::convective ? 1 / boundary.heat_transfer_coefficient : 0.0;
  Rim rim{slot, slot, true, open * h * h, 0.5 * h, beyond, boundary.temperature, 0};
  if (open > 0) {
    if (first_rim_[slot] < 0) first_rim_[slot] = static_cast<std::int32_t>(rims_.size());
    rims_.push_back(rim);
  }
  if (open < 1 && has_mould_[slot]) {
    rim.unknown = static_cast<Slot>(flow) + slot;
    rim.metal = false;
    rim.area = (1 - open) * h * h;
    rim.distance = std::max(mould_distance(slot, d, side), least_distance * h);
    rim.conductance = rim.area / (rim.distance / moulds_[domain_.mould_index[slot]].conductivity + beyond);
    rims_.push_back(rim);
  }
}

void Conduction::find_rims() {
  for (Slot s = 0; s < domain_.grid.slots(); ++s)
    for (int d = 0; d < 3; ++d)
      for (int side = 0; side < 2; ++side) {
        const Slot face = side ? stepped(domain_.grid, s, d, 1) : s;
        if (face == no_slot || domain_.thermal_boundary[d][face] == 0) continue;
        const ThermalBoundary& boundary = domain_.thermal_boundaries[domain_.thermal_boundary[d][face] - 1u];
        if (boundary.kind != ThermalKind::adiabatic) add_rim(s, d, side, boundary);
      }
}

void Conduction::metal_block(const CastingState& state, std::size_t block, LinearSystem& system) {
  const double h = domain_.grid.cell;
  const auto wetted = [&](Slot s) { return std::min(1.0, state.metal[s] / domain_.cavity_fraction[s]); };
  for (Slot s = static_cast<Slot>(block * block_cells); s < (block + 1) * block_cells; ++s) {
    const bool filled = is_metal(s);
    for (int d = 0; d < 3; ++d) {
      system.face[d][s] = 0;
      if (!filled || domain_.aperture[d][s] == 0 || domain_.thermal_boundary[d][s] != 0) continue;
      const Slot low = stepped(domain_.grid, s, d, -1);
      if (low == no_slot || low >= flow_slots() || !is_metal(low)) continue;
      const double area = domain_.aperture[d][s] * std::min(wetted(s), wetted(low)) * h;
      system.face[d][s] = area / (0.5 / conductivity_[s] + 0.5 / conductivity_[low]);
    }
    const double link = filled && link_area_[s] > 0
                            ? link_area_[s] * wetted(s) / (link_metal_[s] / conductivity_[s] + link_resistance_[s])
                            : 0.0;
    system.link[s] = system.link[flow_slots() + s] = link;
  }
}

void Conduction::metal(const CastingState& state, std::span<const double> temperature, double dt, double thinnest,
                       LinearSystem& system) {
  const double cell_mass = alloy_.reference_density() * domain_.cell_volume();
  parallel_for(domain_.grid.flow_blocks, [&](std::size_t b) {
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      fronts_[s].inside = false;
      mass_[s] = state.metal[s] > least_metal && domain_.cavity_fraction[s] > 0 ? cell_mass * state.metal[s] : 0;
      if (mass_[s] > 0) conductivity_[s] = alloy_.conductivity(state.enthalpy[s] / mass_[s]);
    }
  });
  parallel_for(domain_.grid.flow_blocks, [&](std::size_t b) { metal_block(state, b, system); });
  for (Rim& rim : rims_) {
    if (!rim.metal) continue;
    const double share = is_metal(rim.slot) ? std::min(1.0, state.metal[rim.slot] / domain_.cavity_fraction[rim.slot]) : 0.0;
    rim.conductance = share > 0 ? share * rim.area / (rim.distance / conductivity_[rim.slot] + rim.resistance) : 0.0;
  }
  if (dt > 0) layers_->set_faces(temperature, dt, system);
  if (alloy_.plateau().exists) front_cells(state, temperature, dt, thinnest, system);
}

Slot Conduction::across(Slot u, int d, int side) const {
  const std::size_t block = u / block_cells;
  const int l = static_cast<int>(u % block_cells), stride = d == 0 ? 1 : d == 1 ? 8 : 64;
  const int at = (l / stride) & 7;
  if (side ? at < 7 : at > 0) return u + static_cast<Slot>(side ? stride : -stride);
  const std::int32_t n = topology_.neighbour[block][static_cast<std::size_t>(2 * d + side)];
  if (n < 0) return no_slot;
  return static_cast<Slot>(n) * block_cells + static_cast<Slot>(side ? l - 7 * stride : l + 7 * stride);
}

FreezingCell Conduction::freezing_cell(const CastingState& state, Slot s, std::span<const double> temperature,
                                       const LinearSystem& system) const {
  const double h = domain_.grid.cell, plateau = alloy_.plateau().temperature;
  const double wetted = std::min(1.0, state.metal[s] / domain_.cavity_fraction[s]);
  FreezingCell cell;
  cell.mass = mass_[s];
  cell.enthalpy = state.enthalpy[s] / mass_[s];
  for (int d = 0; d < 3; ++d)
    for (int side = 0; side < 2; ++side) {
      const Slot n = across(s, d, side);
      if (n == no_slot) continue;
      const double c = system.face[d][side ? n : s];
      if (c == 0) continue;
      const double area = c * (0.5 / conductivity_[s] + 0.5 / conductivity_[n]) * h;
      cell.sides[cell.count++] = {area, 0.5 * h / conductivity_[n], h, fronts_[n].inside ? plateau : temperature[n], 0};
    }
  if (system.link[s] > 0)
    cell.sides[cell.count++] = {link_area_[s] * wetted, link_resistance_[s], 2 * link_metal_[s],
                                temperature[flow_slots() + s], 0};
  if (first_rim_[s] >= 0)
    for (auto r = static_cast<std::size_t>(first_rim_[s]);
         r < rims_.size() && rims_[r].slot == s && cell.count < FreezingCell::most; ++r)
      if (rims_[r].metal)
        cell.sides[cell.count++] = {rims_[r].area * wetted, rims_[r].resistance, 2 * rims_[r].distance, rims_[r].temperature, 0};
  return cell;
}

double Conduction::centre_temperature(const CastingState& state, Slot s, std::span<const double> temperature,
                                      const LinearSystem& system) const {
  if (!fronts_[s].inside) return temperature[s];
  return sprue::centre_temperature(alloy_.plateau(), freezing_cell(state, s, temperature, system));
}

void Conduction::keep_front(Slot s, const FreezingCell& cell, LinearSystem& system) {
  int at = 0;
  const auto kept = [&](double& conductance) {
    const double c = cell.sides[at++].conductance;
    if (c > 0) conductance = c;
  };
  for (int d = 0; d < 3; ++d)
    for (int side = 0; side < 2; ++side) {
      const Slot n = across(s, d, side);
      if (n != no_slot && system.face[d][side ? n : s] > 0) kept(system.face[d][side ? n : s]);
    }
  if (system.link[s] > 0) {
    kept(system.link[s]);
    system.link[flow_slots() + s] = system.link[s];
  }
  if (first_rim_[s] >= 0)
    for (auto r = static_cast<std::size_t>(first_rim_[s]); r < rims_.size() && rims_[r].slot == s && at < cell.count; ++r)
      if (rims_[r].metal) kept(rims_[r].conductance);
}

void Conduction::front_cells(const CastingState& state, std::span<const double> temperature, double dt, double thinnest,
                             LinearSystem& system) {
  const AlloyCurve::Plateau& p = alloy_.plateau();
  const double reach = 0.3 * (p.enthalpy_liquid - p.enthalpy_solid);
  std::vector<std::vector<Slot>> found(domain_.grid.flow_blocks);
  parallel_for(found.size(), [&](std::size_t b) {
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      if (!is_metal(s)) continue;
      const double e = state.enthalpy[s] / mass_[s];
      if (e < p.enthalpy_solid - reach || e > p.enthalpy_liquid + reach) continue;
      FreezingCell cell = freezing_cell(state, s, temperature, system);
      if (freezing_front(p, cell, dt, thinnest).inside) found[b].push_back(s);
    }
  });
  for (const std::vector<Slot>& list : found)
    for (Slot s : list) fronts_[s].inside = true;
  // A face between two cells with a front stays as it is; every other face, link or rim belongs to one of them alone.
  std::vector<std::vector<FreezingCell>> cells(found.size());
  parallel_for(found.size(), [&](std::size_t b) {
    for (Slot s : found[b]) cells[b].push_back(freezing_cell(state, s, temperature, system));
  });
  parallel_for(found.size(), [&](std::size_t b) {
    for (std::size_t i = 0; i < found[b].size(); ++i) {
      const Slot s = found[b][i];
      fronts_[s] = freezing_front(p, cells[b][i], dt, thinnest);
      if (fronts_[s].inside) keep_front(s, cells[b][i], system);
    }
  });
}

void Conduction::flow(const LinearSystem& system, std::span<const double> temperature, std::span<double> net) const {
  flow(system, temperature, 0, topology_.coordinates.size(), net);
}

void Conduction::flow(const LinearSystem& system, std::span<const double> t, std::size_t first_block, std::size_t last_block,
                      std::span<double> net) const {
  parallel_for(last_block - first_block, [&](std::size_t i) {
    const std::size_t b = first_block + i;
    for (Slot u = static_cast<Slot>(b * block_cells); u < (b + 1) * block_cells; ++u) {
      double sum = 0;
      for (int d = 0; d < 3; ++d) {
        if (const double c = system.face[d][u]; c > 0) sum += c * (t[across(u, d, 0)] - t[u]);
        const Slot high = across(u, d, 1);
        if (high != no_slot && system.face[d][high] > 0) sum += system.face[d][high] * (t[high] - t[u]);
      }
      if (const double c = system.link[u]; c > 0) {
        const Slot twin = u < flow_slots() ? u + static_cast<Slot>(flow_slots()) : u - static_cast<Slot>(flow_slots());
        sum += c * (t[twin] - t[u]);
      }
      net[u] = sum;
    }
  });
  for (const Rim& rim : rims_)
    if (rim.unknown / block_cells >= first_block && rim.unknown / block_cells < last_block)
      net[rim.unknown] += rim.conductance * (rim.temperature - t[rim.unknown]);
}

}  // namespace sprue
