#include "solvers/chronicle.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/parallel.h"
#include "solvers/gas.h"

namespace sprue {

namespace {

constexpr double arrived_share = 0.5;   // of a cell's cavity

using Way = std::array<int, 3>;

/// The 13 lines through a cell and its neighbours.
constexpr std::array<Way, 13> ways = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 1, 0}, {1, -1, 0}, {1, 0, 1}, {1, 0, -1}, {0, 1, 1}, {0, 1, -1},
                                       {1, 1, 1}, {1, 1, -1}, {1, -1, 1}, {1, -1, -1}}};

float colder(float so_far, double a, double b) {
  const auto t = static_cast<float>(std::min(a, b));
  return so_far == never ? t : std::min(so_far, t);
}

/// Cells of a 3 x 3 x 3 cube that touch by a face, an edge or a corner get one number, the least of theirs; 0 stays out.
void join_neighbours(std::array<int, 27>& number) {
  for (bool changed = true; changed;) {
    changed = false;
    for (int a = 0; a < 27; ++a)
      for (int b = 0; b < 27; ++b) {
        int &na = number[static_cast<std::size_t>(a)], nb = number[static_cast<std::size_t>(b)];
        if (nb == 0 || na <= nb) continue;
        if (std::abs(a % 3 - b % 3) > 1 || std::abs(a / 3 % 3 - b / 3 % 3) > 1 || std::abs(a / 9 - b / 9) > 1) continue;
        na = nb;
        changed = true;
      }
  }
}

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

// A front of earlier steps: arrived, and still there (a cell that splashing emptied again is no front).
bool Chronicle::is_front(const CastingState& state, const Record& record, Slot n) const {
  return n < record.arrival.size() && record.arrival[n] != never && record.arrival[n] < static_cast<float>(state.time) &&
         state.metal[n] >= arrived_share * domain_.cavity_fraction[n];
}

// How fast metal comes in through the faces of cell n (beside another, at -way of it) that look away from that other.
double Chronicle::towards(const CastingState& state, Slot n, const Way& way) const {
  double speed = 0;
  for (int d = 0; d < 3; ++d) {
    const int sense = way[static_cast<std::size_t>(d)];
    if (sense == 0) continue;
    const Slot face = sense > 0 ? n : domain_.grid.neighbour(n, d == 0, d == 1, d == 2);
    if (face < state.velocity[d].size()) speed += sense * state.velocity[d][face];
  }
  return speed;
}

// Two fronts face to face across s: two cells deep before this step on both ends of a line; or, where equal fronts fill the last two cells
// at once, behind the other of them.
float Chronicle::facing(const CastingState& state, const Heat& heat, const Record& record, Slot s) const {
  const auto arriving = [&](Slot n) {
    return n < record.arrival.size() && record.arrival[n] == never && domain_.cavity_fraction[n] > 0 &&
           state.metal[n] >= arrived_share * domain_.cavity_fraction[n];
  };
  float coldest = never;
  for (const Way& way : ways) {
    const auto beside = [&](int n) { return domain_.grid.neighbour(s, n * way[0], n * way[1], n * way[2]); };
    const auto front = [&](int side) {
      return is_front(state, record, beside(2 * side)) &&
             (is_front(state, record, beside(side)) || (arriving(beside(side)) && is_front(state, record, beside(3 * side))));
    };
    if (!front(-1) || !front(1)) continue;
    const Slot low = beside(-1), high = beside(1);
    if (towards(state, low, way) <= 0 || towards(state, high, {-way[0], -way[1], -way[2]}) <= 0) continue;
    coldest = colder(coldest, heat.metal_temperature(state, low), heat.metal_temperature(state, high));
  }
  return coldest;
}

// Two tongues that touch first in s: the fronts among its 26 neighbours fall into bodies that only s joins, and two of them come in.
float Chronicle::touching(const CastingState& state, const Heat& heat, const Record& record, Slot s) const {
  std::array<int, 27> body{};   // 0: no front; then 1, 2, ...
  std::array<Slot, 27> cell;
  for (int n = 0; n < 27; ++n) {
    const auto at = static_cast<std::size_t>(n);
    cell[at] = domain_.grid.neighbour(s, n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1);
    if (n != 13 && is_front(state, record, cell[at])) body[at] = n + 1;
  }
  join_neighbours(body);
  std::array<double, 28> speed{}, coldest;
  coldest.fill(std::numeric_limits<double>::infinity());
  for (int n = 0; n < 27; ++n) {
    const auto at = static_cast<std::size_t>(n), of = static_cast<std::size_t>(body[at]);
    if (of == 0) continue;
    speed[of] += towards(state, cell[at], {1 - n % 3, 1 - n / 3 % 3, 1 - n / 9});
    coldest[of] = std::min(coldest[of], heat.metal_temperature(state, cell[at]));
  }
  int bodies = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t of = 1; of < 28; ++of)
    if (speed[of] > 0) ++bodies, least = std::min(least, coldest[of]);
  return bodies > 1 ? static_cast<float>(least) : never;
}

float Chronicle::meeting_temperature(const CastingState& state, const Heat& heat, const Record& record, Slot s) const {
  const float face = facing(state, heat, record, s);
  return face != never ? face : touching(state, heat, record, s);
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
