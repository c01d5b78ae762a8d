#include "solvers/chronicle.h"

#include <algorithm>

#include "engine/core/parallel.h"
#include "solvers/gas.h"

namespace sprue {

namespace {

constexpr double arrived_share = 0.5;   // of a cell's cavity

/// Sum of value(slot), which is 0 where the field is.
template <class Value>
double sum_slots(const Field<double>& field, const Value& value) {
  return parallel_sum(field.size() / block_cells, [&](std::size_t b) {
    double sum = 0;
    if (zero_in_block(field, b)) return sum;
    for (std::size_t s = b * block_cells; s < (b + 1) * block_cells; ++s) sum += value(s);
    return sum;
  });
}

}  // namespace

double total_metal(const CastingState& state) {
  double sum = sum_slots(state.metal, [&](std::size_t s) { return state.metal[s]; });
  for (const Parcel& parcel : state.parcels) sum += parcel.metal;
  return sum;
}

double total_enthalpy(const CastingState& state) {
  double sum = sum_slots(state.enthalpy, [&](std::size_t s) { return state.enthalpy[s]; });
  for (const Parcel& parcel : state.parcels) sum += parcel.enthalpy;
  return sum;
}

float Chronicle::meeting_temperature(const CastingState& state, const Heat& heat, const Record& record,
                                     Slot s) const {
  const auto arrived = [&](Slot n) {   // and still there: a cell that splashing emptied again is no front
    return n != no_slot && n < record.arrival.size() && record.arrival[n] != never &&
           record.arrival[n] < static_cast<float>(state.time) && state.metal[n] >= arrived_share * domain_.cavity_fraction[n];
  };
  const auto arriving = [&](Slot n) {
    return n != no_slot && n < record.arrival.size() && record.arrival[n] == never && domain_.cavity_fraction[n] > 0 &&
           state.metal[n] >= arrived_share * domain_.cavity_fraction[n];
  };
  float coldest = never;
  for (int d = 0; d < 3; ++d) {
    const auto beside = [&](int n) { return domain_.grid.neighbour(s, d == 0 ? n : 0, d == 1 ? n : 0, d == 2 ? n : 0); };
    // two cells deep before this step; or, where equal fronts fill the last two cells at once, behind the other of them
    const auto front = [&](int side) {
      return arrived(beside(2 * side)) && (arrived(beside(side)) || (arriving(beside(side)) && arrived(beside(3 * side))));
    };
    if (!front(-1) || !front(1)) continue;
    const Slot low = beside(-1), high = beside(1), high2 = beside(2);
    // closing in: metal moved towards s through the outer faces of both neighbours
    const double from_low = state.velocity[d][low], from_high = -state.velocity[d][high2];
    if (from_low <= 0 || from_high <= 0) continue;
    const auto t = static_cast<float>(
        std::min(heat.metal_temperature(state, low), heat.metal_temperature(state, high)));
    coldest = coldest == never ? t : std::min(coldest, t);
  }
  return coldest;
}

void Chronicle::arrivals(const CastingState& state, const Heat& heat, std::span<const Slot> near, Record& record) const {
  constexpr std::size_t grain = 1024;
  if (near.empty()) near = cells_.all();
  parallel_chunks(near.size(), grain, [&](std::size_t begin, std::size_t end) {
    for (const Slot s : near.subspan(begin, end - begin)) {
      if (record.arrival_temperature[s] != never || state.metal[s] <= 0) continue;
      if (state.metal[s] < arrived_share * domain_.cavity_fraction[s]) continue;
      record.arrival_temperature[s] = static_cast<float>(heat.metal_temperature(state, s));
      record.meeting_temperature[s] = meeting_temperature(state, heat, record, s);
    }
  });
  // arrival itself is written last: a cell arrived in this very step is no earlier neighbour of another
  parallel_chunks(near.size(), grain, [&](std::size_t begin, std::size_t end) {
    for (const Slot s : near.subspan(begin, end - begin))
      if (record.arrival[s] == never && record.arrival_temperature[s] != never) record.arrival[s] = static_cast<float>(state.time);
  });
}

void Chronicle::write(const CastingState& state, const Heat& heat, double max_speed, Record& record, std::span<const Slot> near) const {
  if (state.phase == Phase::filling) arrivals(state, heat, near, record);
  HistorySample sample;
  sample.time = state.time;
  sample.metal = total_metal(state);
  sample.inflow = state.metal_in - state.metal_out;
  sample.enthalpy_in = state.enthalpy_in - state.enthalpy_out;
  sample.heat_out = state.heat_out;
  sample.max_speed = max_speed;
  const double solid =
      sum_slots(state.metal, [&](std::size_t s) {
        return state.metal[s] > 0 ? state.metal[s] * heat.solid_fraction(state, static_cast<Slot>(s)) : 0.0;
      });
  sample.solid_fraction = sample.metal > 0 ? solid / sample.metal : 0;
  sample.shrinkage = sum_slots(state.shrinkage, [&](std::size_t s) { return state.shrinkage[s]; });
  record.history.push_back(sample);
}

void Chronicle::trapped_pockets(const CastingState& state, Record& record) const {
  for (const GasPocket& pocket : state.pockets) {
    if (pocket.vented || pocket.id == dispersed_gas || pocket.volume < domain_.cell_volume()) continue;  // smaller: gas at walls
    PocketEvent event;
    event.time = state.time;
    event.pocket = pocket;
    for (Slot s = 0; s < state.pocket.size(); ++s)
      if (state.pocket[s] == pocket.id) {
        event.cavity = domain_.cavity[s];
        break;
      }
    record.pockets.push_back(event);
  }
}

}  // namespace sprue
