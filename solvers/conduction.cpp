#include "solvers/conduction.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "solvers/radiation.h"

namespace sprue {

namespace {

constexpr double least_metal = 1e-9;    // units of a cell: less exchanges no heat
constexpr double least_wall = 1e-9;      // of a face
constexpr double least_distance = 0.02;  // of a cell, from a mould node to the rim

std::size_t at(Unknown u) { return static_cast<std::size_t>(u); }

}  // namespace

Conduction::Conduction(const Domain& domain, const CastingConditions& conditions, const AlloyCurve& alloy, const std::vector<MouldProperties>& moulds)
    : domain_(domain), alloy_(alloy), moulds_(moulds), nodes_(domain), mesh_(domain, slots_with_mould()), matrix_(mesh_), layers_(domain, moulds, mesh_),
      chills_(domain, moulds, alloy, mesh_), gaps_(domain, conditions, alloy, moulds_, mesh_) {
  for (const std::uint8_t mould : domain.mould_index) SPRUE_ASSERT(mould == no_mould || mould < conditions.interfaces.size());
  for (const MouldProperties& m : moulds_) heat_density_.push_back(m.density * m.specific_heat);
  mould_faces();
  find_capacities();
  find_rims();
}

/// Area of the walls of a slot in units of a face, without those at the rim of the grid.
double Conduction::wall_share(Slot s) const {
  if (s >= domain_.grid.flow_slots()) return 0;
  double wall = domain_.wall_area[s];
  if (wall <= least_wall || domain_.cavity_fraction[s] < 1 - massless_share) return wall;
  for (int d = 0; d < 3; ++d)
    for (int side = 0; side < 2; ++side) {
      const Slot face = side ? domain_.grid.above(d, s) : s;
      const bool closed = face < domain_.grid.flow_slots() && domain_.aperture[static_cast<std::size_t>(d)][face] == 0;
      if (closed && domain_.thermal_boundary[static_cast<std::size_t>(d)][face] != 0) wall -= 1;
    }
  return wall;
}

Field<std::uint8_t> Conduction::slots_with_mould() const {
  Field<std::uint8_t> has(domain_.grid.slots(), 0);
  parallel_for(domain_.grid.block_count(), [&](std::size_t b) {
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      const std::uint8_t index = domain_.mould_index[s];
      if (index == no_mould) continue;
      SPRUE_ASSERT(index < moulds_.size());
      has[s] = closed_share(s) > 0 || wall_share(s) > least_wall;
    }
  });
  return has;
}

double Conduction::stiffest_mould(double dt) const {
  const double h = domain_.grid.cell;
  double most = 0;
  for (const MouldProperties& m : moulds_) most = std::max(most, 6 * m.conductivity * dt / (m.density * m.specific_heat * h * h));
  return most;
}

Conduction::Wall Conduction::wall(Unknown metal) const {
  const Slot s = mesh_.slot(metal);
  const double wall = wall_share(s), v = domain_.cavity_fraction[s], h = domain_.grid.cell;
  if (domain_.mould_index[s] == no_mould || v <= 0 || wall <= least_wall) return {};
  const std::uint8_t index = domain_.mould_index[s];
  return {wall * h * h, std::min(0.5, v / (2 * wall)) * h,
          contact_[mesh_.metal_index(metal)] + nodes_.to_wall(s, wall) / moulds_[index].conductivity};
}

double Conduction::mould_face(Slot s, Slot low, int d) const {
  const bool flow = s < domain_.grid.flow_slots() && low < domain_.grid.flow_slots();
  if (flow && frictionless(domain_.kind[static_cast<std::size_t>(d)][s])) return 0;
  const double h = domain_.grid.cell;
  const double closed = flow ? 1 - domain_.aperture[static_cast<std::size_t>(d)][s] : 1.0;
  const MouldNodes::Way way = nodes_.between(low, s, d);
  const double low_conductivity = moulds_[domain_.mould_index[low]].conductivity, conductivity = moulds_[domain_.mould_index[s]].conductivity;
  return closed * h * h / (way.low / low_conductivity + way.high / conductivity);
}

void Conduction::mould_faces() {
  parallel_for(mesh_.block_count(), [&](std::size_t b) {
    const HeatMesh::Range range = mesh_.mould_in(static_cast<std::int32_t>(b));
    for (Unknown u = range.begin; u < range.end; ++u)
      for (int d = 0; d < 3 && mesh_.held(u); ++d) {
        const Slot s = mesh_.slot(u);
        const Unknown low = mesh_.low(d, u);
        const bool closed = low == 0 || domain_.thermal_boundary[static_cast<std::size_t>(d)][s] != 0;
        matrix_.face[d][at(u)] = closed ? 0.0f : static_cast<float>(mould_face(s, mesh_.slot(low), d));
      }
  });
}

void Conduction::find_capacities() {
  constexpr std::size_t length = HeatMesh::row_length;
  const double volume = domain_.cell_volume();
  for (const double density : heat_density_) capacity_.insert(capacity_.end(), length, density * volume);
  capacity_row_.assign(at(mesh_.metal_begin()) / length, 0);
  for (std::size_t row = 1; row < capacity_row_.size(); ++row) {
    const auto first = static_cast<Unknown>(row * length);
    std::array<double, length> own{};
    for (Unknown place = 0; place < HeatMesh::row_length; ++place) {
      if (!mesh_.held(first + place)) continue;
      const Slot s = mesh_.slot(first + place);
      own[at(place)] = heat_density_[domain_.mould_index[s]] * closed_share(s) * volume;
    }
    const std::uint8_t mould = domain_.mould_index[mesh_.slot(first)];
    if (mould != no_mould && std::equal(own.begin(), own.end(), &capacity_[length * mould])) {
      capacity_row_[row] = static_cast<std::int32_t>(length * mould);
      continue;
    }
    capacity_row_[row] = static_cast<std::int32_t>(capacity_.size());
    capacity_.insert(capacity_.end(), own.begin(), own.end());
  }
}

void Conduction::add_rim(Slot slot, int d, int side, const ThermalBoundary& boundary) {
  const std::size_t flow = domain_.grid.flow_slots();
  const double h = domain_.grid.cell;
  const double v = slot < flow ? domain_.cavity_fraction[slot] : 0.0;
  const Slot face = side ? domain_.grid.above(d, slot) : slot;
  double open = 0;
  if (v >= 1 - massless_share) open = 1;
  else if (v > 0) open = domain_.aperture[static_cast<std::size_t>(d)][face];
  Rim rim{.slot = slot, .metal = true, .area = open * h * h, .distance = 0.5 * h, .temperature = boundary.temperature};
  if (boundary.kind == ThermalKind::convective) {
    rim.coefficient = boundary.heat_transfer_coefficient;
    rim.emissivity = boundary.emissivity;
    rim.resistance = 1 / rim.coefficient;
  }
  if (open > 0) {
    if (first_rim_.empty()) first_rim_.assign(flow, -1);
    if (first_rim_[slot] < 0) first_rim_[slot] = static_cast<std::int32_t>(rims_.size());
    rims_.push_back(rim);
  }
  const Unknown mould = open < 1 ? mesh_.mould_of(slot) : 0;
  if (mould == 0) return;
  rim.unknown = mould;
  rim.metal = false;
  rim.area = (1 - open) * h * h;
  rim.distance = std::max(nodes_.to_face(slot, d, side), least_distance * h) + boundary.thickness;
  rims_.push_back(rim);
  driven_.push_back(slot);
}

void Conduction::expose_walls(const BareWalls& outside) {
  const double h = domain_.grid.cell;
  for (Slot s = 0; s < domain_.grid.flow_slots(); ++s) {
    const double wall = wall_share(s);
    if (wall <= least_wall || domain_.cavity_fraction[s] <= 0 || mesh_.mould_of(s) == 0) continue;
    rims_.push_back({.unknown = mesh_.mould_of(s), .slot = s, .bare = true, .area = wall * h * h, .distance = nodes_.to_wall(s, wall), .resistance = 1 / outside.heat_transfer_coefficient,
                     .coefficient = outside.heat_transfer_coefficient, .emissivity = outside.emissivity, .temperature = outside.temperature});
    driven_.push_back(s);
  }
}

void Conduction::find_rims() {
  for (Slot s = 0; s < domain_.grid.slots(); ++s)
    for (int d = 0; d < 3; ++d)
      for (int side = 0; side < 2; ++side) {
        const Slot face = side ? domain_.grid.above(d, s) : s;
        if (face == no_slot || domain_.thermal_boundary[static_cast<std::size_t>(d)][face] == 0) continue;
        const ThermalBoundary& boundary = domain_.thermal_boundaries[domain_.thermal_boundary[static_cast<std::size_t>(d)][face] - 1u];
        if (boundary.kind != ThermalKind::adiabatic) add_rim(s, d, side, boundary);
      }
}

/// Of the rim's area that exchanges heat at this state.
double Conduction::share_of(const Rim& rim, const CastingState& state) const {
  if (rim.metal) return rim.unknown > 0 ? wetted(state, rim.slot) : 0.0;
  return rim.bare ? 1 - wetted(state, rim.slot) : 1.0;
}

void Conduction::set_rims(const CastingState& state, std::span<const double> temperature) {
  for (Rim& rim : rims_) {
    if (rim.metal) rim.unknown = mesh_.metal_of(rim.slot);
    const double share = share_of(rim, state);
    rim.conductance = 0;
    if (share <= 0) continue;
    const double inside = rim.metal ? conductivity(rim.unknown) : moulds_[domain_.mould_index[rim.slot]].conductivity;
    if (rim.emissivity > 0) {
      const double surface = radiating_surface(temperature[at(rim.unknown)], inside / rim.distance, rim.coefficient, rim.emissivity, rim.temperature);
      rim.resistance = 1 / (rim.coefficient + radiative_coefficient(rim.emissivity, surface, rim.temperature));
    }
    rim.conductance = share * rim.area / (rim.distance / inside + rim.resistance);
  }
}

void Conduction::number_metal(const CastingState& state) {
  mesh_.number_metal(state.metal, least_metal);
  matrix_.resize(mesh_);
  for (std::vector<double>* v : {&mass_, &conductivity_, &covered_, &half_way_}) v->resize(mesh_.metal_size());
  fronts_.resize(mesh_.metal_size());
}

/// A difference of T decays by a factor a cell, root of a + 1 / a = 2 + h2 / (alpha dt).
double Conduction::reach(double dt, double least) const {
  const double x = 1 + 3 / stiffest_mould(dt);
  return std::log(least / largest_change) / -std::log(x + std::sqrt(x * x - 1));
}

/// As many rings of blocks follow beyond the block where it changes as bring the change under `quiet`.
void Conduction::choose_active(std::span<const HeatMesh::Extremes> temperature, double dt, double quiet) {
  constexpr double most_rings = 3;   // beyond that the mould takes part altogether
  const double rings = std::ceil(reach(dt, quiet) / block_side);
  if (rings > most_rings) mesh_.choose_all();
  else mesh_.choose_active(temperature, quiet, driven_, static_cast<int>(rings));
}

void Conduction::metal_faces(Unknown u) {
  const double h = domain_.grid.cell;
  const Slot s = mesh_.slot(u);
  const std::size_t m = mesh_.metal_index(u);
  const double full = covered_[m];
  for (int d = 0; d < 3; ++d) {
    float& face = matrix_.face[d][at(u)] = 0;
    const Unknown low = mesh_.low(d, u);
    const double aperture = domain_.aperture[static_cast<std::size_t>(d)][s];
    if (low == 0 || aperture == 0 || domain_.thermal_boundary[static_cast<std::size_t>(d)][s] != 0) continue;
    const std::size_t beside = mesh_.metal_index(low);
    face = static_cast<float>(aperture * std::min(full, covered_[beside]) * h / (half_way_[m] + half_way_[beside]));
  }
  const Wall w = wall(u);
  matrix_.twin[m] = w.area > 0 ? mesh_.mould_of(s) : 0;
  matrix_.link[m] = w.area > 0 ? static_cast<float>(w.area * full / (w.metal / conductivity(u) + w.resistance)) : 0.0f;
}

/// Resistance between metal and wall, and the gap in it.
void Conduction::contacts(const CastingState& state, std::span<const double> temperature) {
  contact_.assign(mesh_.metal_size(), 0.0);
  if (gaps_.any()) gaps_.find_top(state);
  widest_gap_ = parallel_max(mesh_.metal_blocks().size(), 0.0, [&](std::size_t i) {
    const HeatMesh::Range range = mesh_.metal_in(mesh_.metal_blocks()[i]);
    double widest = 0;
    for (Unknown u = range.begin; u < range.end; ++u) {
      const Slot s = mesh_.slot(u);
      const Unknown twin = mesh_.held(u) && wall_share(s) > least_wall ? mesh_.mould_of(s) : 0;
      if (twin == 0) continue;
      const double gap = gaps_.any() ? gaps_.gap(state, u, temperature) : 0.0;
      contact_[mesh_.metal_index(u)] = gaps_.resistance(s, gap, 0.5 * (temperature[at(u)] + temperature[at(twin)]));
      widest = std::max(widest, gap);
    }
    return widest;
  });
}

void Conduction::metal(const CastingState& state, std::span<const double> temperature, double dt, double thinnest) {
  const auto each = [&](auto body) {
    parallel_for(mesh_.metal_blocks().size(), [&](std::size_t i) {
      const HeatMesh::Range range = mesh_.metal_in(mesh_.metal_blocks()[i]);
      for (Unknown u = range.begin; u < range.end; ++u)
        if (mesh_.held(u)) body(u);
    });
  };
  each([&](Unknown u) {
    const std::size_t m = mesh_.metal_index(u);
    const Slot s = mesh_.slot(u);
    fronts_[m].inside = false;
    covered_[m] = wetted(state, s);
    half_way_[m] = 0.5 / conductivity_[m];
  });
  contacts(state, temperature);
  each([&](Unknown u) { metal_faces(u); });
  set_rims(state, temperature);
  if (dt > 0) layers_.set_faces(temperature, dt, matrix_);
  if (alloy_.plateau().exists) front_cells(state, temperature, dt, thinnest);
  if (dt > 0) chills_.set_faces({state, mass_, contact_}, temperature, dt, matrix_, fronts_);
}

FreezingCell Conduction::freezing_cell(const CastingState& state, Unknown u, std::span<const double> temperature) const {
  const double h = domain_.grid.cell, plateau = alloy_.plateau().temperature;
  const Slot s = mesh_.slot(u);
  const std::size_t m = mesh_.metal_index(u);
  FreezingCell cell;
  cell.mass = mass_[m];
  cell.enthalpy = state.enthalpy[s] / mass_[m];
  for (int d = 0; d < 3; ++d)
    for (int side = 0; side < 2; ++side) {
      const Unknown n = side ? mesh_.high(d, u) : mesh_.low(d, u);
      const double c = n == 0 ? 0.0 : static_cast<double>(matrix_.face[d][at(side ? n : u)]);
      if (c == 0) continue;
      const double area = c * (0.5 / conductivity(u) + 0.5 / conductivity(n)) * h;
      cell.sides[cell.count++] = {area, 0.5 * h / conductivity(n), h, front(n).inside ? plateau : temperature[at(n)], 0};
    }
  const double full = wetted(state, s);
  if (matrix_.link[m] > 0) {
    const Wall w = wall(u);
    cell.sides[cell.count++] = {w.area * full, w.resistance, 2 * w.metal, temperature[at(matrix_.twin[m])], 0};
  }
  if (!first_rim_.empty() && first_rim_[s] >= 0)
    for (auto r = static_cast<std::size_t>(first_rim_[s]);
         r < rims_.size() && rims_[r].slot == s && cell.count < FreezingCell::most; ++r)
      if (rims_[r].metal)
        cell.sides[cell.count++] = {rims_[r].area * full, rims_[r].resistance, 2 * rims_[r].distance, rims_[r].temperature, 0};
  return cell;
}

double Conduction::centre_temperature(const CastingState& state, Unknown u, std::span<const double> temperature) const {
  if (!front(u).inside) return temperature[at(u)];
  return sprue::centre_temperature(alloy_.plateau(), freezing_cell(state, u, temperature));
}

void Conduction::keep_front(Unknown u, const FreezingCell& cell) {
  int next = 0;
  const auto kept = [&](auto& conductance) {
    const double c = cell.sides[next++].conductance;
    if (c > 0) conductance = static_cast<std::remove_reference_t<decltype(conductance)>>(c);
  };
  for (int d = 0; d < 3; ++d)
    for (int side = 0; side < 2; ++side) {
      const Unknown n = side ? mesh_.high(d, u) : mesh_.low(d, u);
      if (n == 0) continue;
      if (float& face = matrix_.face[d][at(side ? n : u)]; face > 0) kept(face);
    }
  if (float& link = matrix_.link[mesh_.metal_index(u)]; link > 0) kept(link);
  const Slot s = mesh_.slot(u);
  if (!first_rim_.empty() && first_rim_[s] >= 0)
    for (auto r = static_cast<std::size_t>(first_rim_[s]); r < rims_.size() && rims_[r].slot == s && next < cell.count; ++r)
      if (rims_[r].metal) kept(rims_[r].conductance);
}

void Conduction::front_cells(const CastingState& state, std::span<const double> temperature, double dt, double thinnest) {
  const AlloyCurve::Plateau& p = alloy_.plateau();
  const double reach = 0.3 * (p.enthalpy_liquid - p.enthalpy_solid);
  std::vector<std::vector<Unknown>> found(mesh_.metal_blocks().size());
  parallel_for(found.size(), [&](std::size_t i) {
    const HeatMesh::Range range = mesh_.metal_in(mesh_.metal_blocks()[i]);
    for (Unknown u = range.begin; u < range.end; ++u) {
      if (!mesh_.held(u)) continue;
      const double e = state.enthalpy[mesh_.slot(u)] / mass_[mesh_.metal_index(u)];
      if (e < p.enthalpy_solid - reach || e > p.enthalpy_liquid + reach) continue;
      FreezingCell cell = freezing_cell(state, u, temperature);
      if (freezing_front(p, cell, dt, thinnest).inside) found[i].push_back(u);
    }
  });
  for (const std::vector<Unknown>& list : found)
    for (const Unknown u : list) fronts_[mesh_.metal_index(u)].inside = true;
  // A face between two cells with a front stays as it is; every other face, link or rim belongs to one of them alone.
  std::vector<std::vector<FreezingCell>> cells(found.size());
  parallel_for(found.size(), [&](std::size_t i) {
    for (const Unknown u : found[i]) cells[i].push_back(freezing_cell(state, u, temperature));
  });
  parallel_for(found.size(), [&](std::size_t i) {
    for (std::size_t n = 0; n < found[i].size(); ++n) {
      const Unknown u = found[i][n];
      FrontRange& front = fronts_[mesh_.metal_index(u)];
      front = freezing_front(p, cells[i][n], dt, thinnest);
      if (front.inside) keep_front(u, cells[i][n]);
    }
  });
}

/// Metal's faces and links.
void Conduction::metal_flow(const double* from, double* to) const {
  parallel_for(mesh_.metal_blocks().size(), [&](std::size_t i) {
    const HeatMesh::Range range = mesh_.metal_in(mesh_.metal_blocks()[i]);
    matrix_.flow(mesh_, range, from, to);
    for (Unknown u = range.begin; u < range.end; ++u) {
      const std::size_t m = mesh_.metal_index(u);
      if (matrix_.link[m] <= 0) continue;
      const double heat = static_cast<double>(matrix_.link[m]) * (from[matrix_.twin[m]] - from[u]);
      to[u] += heat;
      to[matrix_.twin[m]] -= heat;
    }
  });
}

void Conduction::flow(std::span<const double> t, std::span<double> net) const {
  const double* from = t.data();
  double* to = net.data();
  parallel_for(mesh_.mould_blocks().size(), [&](std::size_t i) { matrix_.flow(mesh_, mesh_.mould_in(mesh_.mould_blocks()[i]), from, to); });
  for (const HeatMesh::Border& b : mesh_.border()) {   // nothing goes to mould that does not take part
    const double heat = static_cast<double>(matrix_.face[b.axis][at(b.high)]) * (from[b.low] - from[b.high]);
    to[b.inside] -= b.inside == b.high ? heat : -heat;
  }
  metal_flow(from, to);
  for (const Rim& rim : rims_)
    if (rim.unknown > 0) to[rim.unknown] += rim.conductance * (rim.temperature - from[rim.unknown]);
}

void Conduction::flow(const SolvedRows& rows, std::span<const double> t, std::span<double> net) const {
  const double* from = t.data();
  double* to = net.data();
  parallel_for(rows.touched_runs().size(), [&](std::size_t i) { matrix_.flow(mesh_, rows.touched_runs()[i], from, to); });
  for (const HeatMesh::Border& b : mesh_.border()) {
    if (!rows.touched(b.inside)) continue;
    const double heat = static_cast<double>(matrix_.face[b.axis][at(b.high)]) * (from[b.low] - from[b.high]);
    to[b.inside] -= b.inside == b.high ? heat : -heat;
  }
  metal_flow(from, to);
  for (const Rim& rim : rims_)
    if (rim.unknown > 0 && rows.touched(rim.unknown)) to[rim.unknown] += rim.conductance * (rim.temperature - from[rim.unknown]);
}

void Conduction::sum_conductances(const SolvedRows& rows, std::span<float> sum) const {
  parallel_for(rows.solved_runs().size(), [&](std::size_t i) { matrix_.face_sums(mesh_, rows.solved_runs()[i], sum.data()); });
  parallel_for(mesh_.metal_blocks().size(), [&](std::size_t i) {
    const HeatMesh::Range range = mesh_.metal_in(mesh_.metal_blocks()[i]);
    matrix_.face_sums(mesh_, range, sum.data());
    for (Unknown u = range.begin; u < range.end; ++u) {
      const std::size_t m = mesh_.metal_index(u);
      if (matrix_.link[m] <= 0) continue;
      sum[at(u)] += matrix_.link[m];
      sum[at(matrix_.twin[m])] += matrix_.link[m];
    }
  });
}

}  // namespace sprue
