#include "engine/app/validation_heat_tools.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "solvers/chronicle.h"

namespace sprue {

const AlloyCurve::Plateau& single_melting_point(const AlloyCurve& alloy) {
  const AlloyCurve::Plateau& plateau = alloy.plateau();
  if (!plateau.exists || alloy.liquidus() != alloy.solidus())
    throw InputError("this case needs an alloy that freezes at one temperature", "alloy", "", "set solidus = liquidus");
  return plateau;
}

double solid_volume(const Casting& casting) {
  const CastingState& state = casting.state();
  double solid = 0;
  for (Slot s = 0; s < casting.domain().grid.flow_slots(); ++s)
    if (state.metal[s] > 0) solid += state.metal[s] * casting.heat().solid_fraction(state, s);
  return solid * casting.domain().cell_volume();
}

double solid_share(const Casting& casting) {
  return solid_volume(casting) / (total_metal(casting.state()) * casting.domain().cell_volume());
}

double mould_energy(const Simulation& simulation, const CastingState& state) {
  const Domain& domain = simulation.domain;
  double sum = 0;
  for (Slot s = 0; s < domain.grid.slots(); ++s) {
    if (domain.mould_index[s] == no_mould) continue;
    const double share = s < domain.grid.flow_slots() ? 1 - domain.cavity_fraction[s] : 1.0;
    const MouldProperties& mould = simulation.moulds[domain.mould_index[s]];
    sum += share * (state.mould_temperature[s] - simulation.conditions.mould_temperature) * mould.density * mould.specific_heat;
  }
  return sum * domain.cell_volume();
}

double wall_area(const Domain& domain) {
  double area = 0;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
    if (domain.mould_index[s] != no_mould) area += domain.wall_area[s];
  return area * domain.grid.cell * domain.grid.cell;
}

double effusivity(double conductivity, double density, double specific_heat) { return std::sqrt(conductivity * density * specific_heat); }
double effusivity(const MouldProperties& mould) { return effusivity(mould.conductivity, mould.density, mould.specific_heat); }
double diffusivity(const MouldProperties& mould) { return mould.conductivity / (mould.density * mould.specific_heat); }

EnergyBalance::EnergyBalance(const Simulation& simulation, const CastingState& start)
    : simulation_(simulation), metal_(start.enthalpy), mould_(mould_energy(simulation, start)) {}

void EnergyBalance::watch(const CastingState& state) {
  const double change = mould_energy(simulation_, state) - mould_ + state.heat_out - given_off(state);
  error_ = std::max(error_, std::abs(change) / std::max(std::abs(given_off(state)), 1e-300));
}

double EnergyBalance::given_off(const CastingState& state) const {
  double sum = 0;   // of differences: a difference of sums would be off by the round-off of all the metal's heat
  for (Slot s = 0; s < metal_.size(); ++s) sum += metal_[s] - state.enthalpy[s];
  for (const Parcel& parcel : state.parcels) sum -= parcel.enthalpy;
  return sum;
}

}  // namespace sprue
