#include "solvers/feeding.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/core/parallel.h"
#include "solvers/connected_regions.h"
#include "solvers/permeability.h"

namespace sprue {

namespace {

constexpr double least_liquid = 0.005;     // share in mush under which a cell no longer passes metal on: K is 1e-7 of that at half
constexpr double least_open = 1e-5;        // share of the section, where a front has nearly closed a cell
constexpr double gas_share = 0.05;         // of a cell empty: gas or void is there
constexpr double mass_feeding = 0.01;      // resistance of a pool, of that of mush at the feeding limit: some 10 Pa over 10 mm at 20 um
constexpr double same_height = 1e-9;       // of the range of heights

/// Height of a place against the effective gravity, J/kg: metal drains from where it is largest.
double potential(const CastingConditions& conditions, const Vec3& x) {
  const Vec3 arm = x - conditions.rotation.point;
  const Vec3 radial = arm - dot(arm, conditions.rotation.axis) * conditions.rotation.axis;
  const double speed = conditions.rotation.speed;
  return -dot(conditions.gravity, x) - 0.5 * speed * speed * dot(radial, radial);
}

/// What moves in one part of the network.
struct Account {
  double fed = 0, offered = 0, taken = 0, enthalpy = 0;   // units of a cell; J
  double scale() const { return offered > 0 ? fed / offered : 0.0; }   // 1 but for the solver's tolerance and levelling between pools
};

/// Liquid of a cell as a way for metal: the share of the section still open, and the solid in it.
struct Way {
  double open, solid;
};

}  // namespace

struct Feeding::Impl {
  const Domain& domain;
  const AlloyCurve& alloy;
  CastingConditions conditions;
  DarcyFeeding darcy;
  std::vector<Slot> by_height;             // slots with a cavity, highest potential first
  std::vector<std::int32_t> level;         // of by_height: equal heights share a number
  std::vector<Slot> cells;                 // slots with a cavity, ascending
  std::vector<char> opening_face;          // per slot: has a face to the outside
  double slope;                            // d v / d h while freezing, kg/J: what contraction says about heat
  double liquid_heat;                      // J/kg/K just above the liquidus
  std::vector<double> contraction;         // per slot, of this step
  LiquidNetwork network;

  Impl(const Domain& d, const CastingConditions& c, const AlloyCurve& a);
  void sort_by_height();
  double specific_volume(double specific_enthalpy) const;
  double volume(const CastingState& state, Slot s) const;
  double specific_enthalpy(const CastingState& state, Slot s) const;
  Way way(double specific_enthalpy) const;
  double liquid_enthalpy(double specific_enthalpy) const;
  double liquid(const CastingState& state, Slot s) const;
  void measure(const CastingState& state, FeedingReport& report);
  void find_pools(const CastingState& state, FeedingReport& report);
  void open_pools(const CastingState& state);
  double pressure_from_outside(const CastingState& state) const;
  std::vector<Account> draw(CastingState& state);
  template <class Group>
  void drain(CastingState& state, const Group& group, std::vector<double>& left, std::vector<Account>& accounts) const;
  void take(CastingState& state, Slot s, double amount, Account& account) const;
  void deliver(CastingState& state, const std::vector<Account>& accounts, FeedingReport& report) const;
  void mark_cut_off(const CastingState& state, Record& record, FeedingReport& report) const;
  double opening_pressure() const;
};

Feeding::Impl::Impl(const Domain& d, const CastingConditions& c, const AlloyCurve& a) : domain(d), alloy(a), conditions(c), darcy(d) {
  const std::size_t n = domain.grid.flow_slots();
  opening_face.assign(n, 0);
  for (Slot s = 0; s < n; ++s) {
    if (domain.cavity_fraction[s] < sliver_fraction) continue;
    cells.push_back(s);
    for (int axis = 0; axis < 3; ++axis)
      for (const Slot face : {s, domain.grid.above(axis, s)}) {
        if (face >= n) continue;
        const FaceKind kind = domain.kind[static_cast<std::size_t>(axis)][face];
        opening_face[s] |= kind == FaceKind::inlet || kind == FaceKind::open || kind == FaceKind::permeable;
      }
  }
  sort_by_height();
  const double freezing = alloy.liquidus_enthalpy() - alloy.solidus_enthalpy();
  slope = (specific_volume(alloy.liquidus_enthalpy()) - specific_volume(alloy.solidus_enthalpy())) / freezing;
  liquid_heat = alloy.heat_capacity(alloy.liquidus_enthalpy());
  contraction.assign(n, 0.0);
  for (Field<double>* f : {&network.resistance, &network.demand, &network.weight}) f->assign(n, 0.0);
  network.pool.assign(n, 0);
  for (const Slot s : cells) network.weight[s] = alloy.reference_density() * potential(conditions, domain.grid.centre(s));
}

void Feeding::Impl::sort_by_height() {
  std::vector<double> height(domain.grid.flow_slots(), 0.0);
  for (const Slot s : cells) height[s] = potential(conditions, domain.grid.centre(s));
  by_height = cells;
  std::stable_sort(by_height.begin(), by_height.end(), [&](Slot p, Slot q) { return height[p] > height[q]; });
  if (cells.empty()) return;
  const double apart = same_height * (height[by_height.front()] - height[by_height.back()]);
  level.assign(by_height.size(), 0);
  for (std::size_t i = 1; i < by_height.size(); ++i) level[i] = level[i - 1] + (height[by_height[i - 1]] - height[by_height[i]] > apart);
}

double Feeding::Impl::specific_volume(double h) const {
  return alloy.reference_density() / alloy.density(std::max(h, alloy.solidus_enthalpy()));
}

double Feeding::Impl::specific_enthalpy(const CastingState& state, Slot s) const {
  return state.enthalpy[s] / (state.metal[s] * domain.cell_volume() * alloy.reference_density());
}

/// Volume that the metal of the slot takes, units of a cell.
double Feeding::Impl::volume(const CastingState& state, Slot s) const {
  return state.metal[s] > 0 ? state.metal[s] * specific_volume(specific_enthalpy(state, s)) / state.retired_volume : 0.0;
}

/// A reaction at one temperature up to the end of freezing passes as a front: ahead of it is the mush of its beginning.
Way Feeding::Impl::way(double h) const {
  const AlloyCurve::Plateau& p = alloy.plateau();
  if (p.exists && p.enthalpy_solid <= alloy.solidus_enthalpy() && h < p.enthalpy_liquid)
    return {std::max(0.0, (h - p.enthalpy_solid) / (p.enthalpy_liquid - p.enthalpy_solid)), alloy.solid_fraction(p.enthalpy_liquid)};
  return {1, alloy.solid_fraction(h)};
}

/// Of the liquid between the solid, J/kg: on the liquid's line to the same temperature.
double Feeding::Impl::liquid_enthalpy(double h) const {
  if (h >= alloy.liquidus_enthalpy()) return h;
  return alloy.liquidus_enthalpy() - liquid_heat * (alloy.liquidus() - alloy.temperature(h));
}

double Feeding::Impl::liquid(const CastingState& state, Slot s) const {
  return state.metal[s] > 0 ? state.metal[s] * (1 - alloy.solid_fraction(specific_enthalpy(state, s))) : 0.0;
}

/// How much emptier the metal's skin has become since the last feeding (a slot that was fed liquid stands a little proud of it until that
/// freezes too), and how the liquid half-way through the step lets metal pass.
void Feeding::Impl::measure(const CastingState& state, FeedingReport& report) {
  const double in_pools = mass_feeding / permeability(alloy.arm_spacing(), alloy.feeding_limit());
  parallel_chunks(cells.size(), 512, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) {
      const Slot s = cells[c];
      contraction[s] = network.demand[s] = network.resistance[s] = 0;
      if (state.metal[s] <= 0) continue;
      const double h = specific_enthalpy(state, s);
      contraction[s] = state.skin[s] - std::max(0.0, state.shrinkage[s]) - volume(state, s);
      const double frozen = std::max(0.0, contraction[s]) * state.retired_volume / state.metal[s];   // in volume of unit metal
      const double middle = std::max(h, alloy.solidus_enthalpy()) + (slope > 0 ? 0.5 * frozen / slope : 0.0);
      const Way w = way(middle);
      if (1 - w.solid <= least_liquid || w.open <= least_open) continue;
      const double resistance = w.solid < alloy.feeding_limit() ? in_pools : 1 / permeability(alloy.arm_spacing(), w.solid);
      network.resistance[s] = alloy.viscosity(alloy.temperature(middle)) * resistance / w.open;
      network.demand[s] = std::max(0.0, contraction[s]);
      network.pool[s] = w.solid < alloy.feeding_limit();
    }
  });
  for (const Slot s : cells) report.shrinkage += contraction[s];
}

void Feeding::Impl::find_pools(const CastingState& state, FeedingReport& report) {
  std::vector<std::int32_t> label;
  const int pools = label_regions(domain, cells, [&](Slot s) { return network.resistance[s] > 0 && network.pool[s] > 0; }, label);
  network.pools.assign(static_cast<std::size_t>(pools), {});
  for (const Slot s : cells) {
    network.pool[s] = label[s];
    if (label[s] == 0) continue;
    LiquidPool& pool = network.pools[static_cast<std::size_t>(label[s] - 1)];
    pool.top = std::max(pool.top, network.weight[s]);
  }
  open_pools(state);
  report.liquid_regions = pools;
}

/// Gas that has a way to the outside, or was there when flow retired, keeps pools it touches at its pressure.
void Feeding::Impl::open_pools(const CastingState& state) {
  std::vector<std::int32_t> gas;
  const int bodies = label_regions(domain, cells, [&](Slot s) {
    return domain.cavity_fraction[s] - volume(state, s) > gas_share * domain.cavity_fraction[s];
  }, gas);
  std::vector<char> outside(static_cast<std::size_t>(bodies) + 1, 0);
  for (const Slot s : cells)
    if (gas[s] > 0 && (opening_face[s] || domain.cavity_fraction[s] - state.skin[s] > gas_share * domain.cavity_fraction[s]))
      outside[static_cast<std::size_t>(gas[s])] = 1;
  const auto airy = [&](Slot s) { return s < gas.size() && gas[s] > 0 && outside[static_cast<std::size_t>(gas[s])]; };
  const double pressure = pressure_from_outside(state);
  for (const Slot s : cells) {
    if (network.pool[s] == 0) continue;
    LiquidPool& pool = network.pools[static_cast<std::size_t>(network.pool[s] - 1)];
    bool touches = opening_face[s] || airy(s);
    for (int d = 0; d < 3 && !touches; ++d) {
      const Slot low = domain.grid.below(d, s), high = domain.grid.above(d, s);
      const Field<double>& aperture = domain.aperture[static_cast<std::size_t>(d)];
      touches = (aperture[s] > 0 && airy(low)) || (high < gas.size() && aperture[high] > 0 && airy(high));
    }
    pool.open = pool.open || touches;
    pool.pressure = pressure + pool.top;
  }
}

/// Pa absolute on the metal where it is in touch with the outside: a plunger or a pressure source goes on pressing.
double Feeding::Impl::pressure_from_outside(const CastingState& state) const {
  const Inlet& inlet = conditions.inlet;
  double gauge = 0;
  if (inlet.kind == DriveKind::plunger) gauge = std::max(inlet.head, inlet.intensified);
  if (inlet.kind == DriveKind::pressure && !inlet.pressure.empty()) gauge = inlet.pressure.at(state.time);
  return conditions.gas.pressure + std::max(0.0, gauge);
}

double Feeding::Impl::opening_pressure() const {
  return conditions.pores.gas_pressure - 2 * alloy.surface_tension() / conditions.pores.radius;
}

/// Liquid from a slot; its solid stays.
void Feeding::Impl::take(CastingState& state, Slot s, double amount, Account& account) const {
  const double whole = state.metal[s], mass = domain.cell_volume() * alloy.reference_density();
  const double enthalpy = amount < whole ? amount * mass * liquid_enthalpy(specific_enthalpy(state, s)) : state.enthalpy[s];
  state.metal[s] = amount < whole ? whole - amount : 0.0;
  state.enthalpy[s] = amount < whole ? state.enthalpy[s] - enthalpy : 0.0;
  account.taken += amount;
  account.enthalpy += enthalpy;
}

/// Groups of slots (pools, or parts of the network) give what is left for each of them to give, level by level from the top; equal heights
/// in proportion to their liquid. group(slot): index, or -1. What they could not give stays in `left`.
template <class Group>
void Feeding::Impl::drain(CastingState& state, const Group& group, std::vector<double>& left, std::vector<Account>& accounts) const {
  std::vector<double> there(left.size(), 0.0);
  std::vector<std::size_t> met;
  for (std::size_t i = 0, end = 0; i < by_height.size(); i = end) {
    met.clear();
    for (end = i; end < by_height.size() && level[end] == level[i]; ++end) {
      const int g = group(by_height[end]);
      if (g < 0 || left[static_cast<std::size_t>(g)] <= 0) continue;
      const auto n = static_cast<std::size_t>(g);
      if (there[n] == 0) met.push_back(n);
      there[n] += liquid(state, by_height[end]);
    }
    if (met.empty()) continue;
    for (std::size_t k = i; k < end; ++k) {
      const int g = group(by_height[k]);
      if (g < 0 || there[static_cast<std::size_t>(g)] <= 0) continue;
      const double share = std::min(1.0, left[static_cast<std::size_t>(g)] / there[static_cast<std::size_t>(g)]);
      take(state, by_height[k], share * liquid(state, by_height[k]), accounts[static_cast<std::size_t>(network.part[by_height[k]])]);
    }
    for (const std::size_t n : met) {
      left[n] = std::max(0.0, left[n] - there[n]);
      there[n] = 0;
    }
  }
}

/// From the pools what they are asked for, from held mush what it gives to others; what is not found there from the top of the part.
std::vector<Account> Feeding::Impl::draw(CastingState& state) {
  std::vector<Account> accounts(static_cast<std::size_t>(network.parts) + 1);
  std::vector<std::int32_t> part_of(network.pools.size(), 0);
  const double metal = state.retired_volume;   // of a cell's volume of liquid, units of a cell
  for (const Slot s : cells) {
    Account& account = accounts[static_cast<std::size_t>(network.part[s])];
    account.fed += network.fed[s] * metal;
    account.offered += network.surplus[s] * metal;
    if (network.pool[s] > 0) part_of[static_cast<std::size_t>(network.pool[s] - 1)] = network.part[s];
  }
  for (std::size_t p = 0; p < part_of.size(); ++p) accounts[static_cast<std::size_t>(part_of[p])].offered += std::max(0.0, network.pools[p].drawn) * metal;
  std::vector<double> left(network.pools.size()), rest(accounts.size(), 0.0);
  for (std::size_t p = 0; p < left.size(); ++p) left[p] = accounts[static_cast<std::size_t>(part_of[p])].scale() * std::max(0.0, network.pools[p].drawn) * metal;
  drain(state, [&](Slot s) { return network.pool[s] - 1; }, left, accounts);
  for (std::size_t p = 0; p < left.size(); ++p) rest[static_cast<std::size_t>(part_of[p])] += left[p];
  for (const Slot s : cells) {
    if (network.surplus[s] <= 0) continue;
    Account& account = accounts[static_cast<std::size_t>(network.part[s])];
    const double asked = account.scale() * network.surplus[s] * metal, given = std::min(asked, liquid(state, s));
    take(state, s, given, account);
    rest[static_cast<std::size_t>(network.part[s])] += asked - given;
  }
  drain(state, [&](Slot s) { return network.part[s] > 0 ? network.part[s] : -1; }, rest, accounts);
  return accounts;
}

void Feeding::Impl::deliver(CastingState& state, const std::vector<Account>& accounts, FeedingReport& report) const {
  for (const Slot s : cells) {
    const Account& account = accounts[static_cast<std::size_t>(network.part[s])];
    if (network.fed[s] <= 0 || account.taken <= 0) continue;
    const double share = network.fed[s] * state.retired_volume / account.fed;
    state.metal[s] += share * account.taken;
    state.enthalpy[s] += share * account.enthalpy;
    report.fed += share * account.taken;
  }
}

void Feeding::Impl::mark_cut_off(const CastingState& state, Record& record, FeedingReport& report) const {
  std::vector<char> has_feed(network.pools.size() + 1, 0);
  for (const Slot s : cells)
    if (network.pool[s] > 0 && domain.cavity[s] == 0) has_feed[static_cast<std::size_t>(network.pool[s])] = 1;
  for (std::size_t p = 1; p < has_feed.size(); ++p) report.cut_off_regions += !has_feed[p];
  for (const Slot s : cells)
    if (network.pool[s] > 0 && !has_feed[static_cast<std::size_t>(network.pool[s])] && record.cut_off[s] == never)
      record.cut_off[s] = static_cast<float>(state.time);
}

Feeding::Feeding(const Domain& domain, const CastingConditions& conditions, const AlloyCurve& alloy)
    : impl_(std::make_unique<Impl>(domain, conditions, alloy)) {}
Feeding::~Feeding() = default;

void Feeding::begin(CastingState& state) const {
  const Impl& im = *impl_;
  double metal = 0, volume = 0;
  for (const Slot s : im.cells) {
    if (state.metal[s] <= 0) continue;
    metal += state.metal[s];
    volume += state.metal[s] * im.specific_volume(im.specific_enthalpy(state, s));
  }
  state.retired_volume = metal > 0 ? volume / metal : 1;
  state.skin.assign(state.metal.size(), 0.0);
  state.shrinkage.assign(state.metal.size(), 0.0);
  for (const Slot s : im.cells) state.skin[s] = im.volume(state, s);
}

FeedingReport Feeding::advance(CastingState& state, Record& record, double dt) {
  Impl& im = *impl_;
  FeedingReport report;
  im.measure(state, report);
  im.find_pools(state, report);
  report.darcy = im.darcy.solve(im.network, im.cells, dt, im.opening_pressure());
  im.deliver(state, im.draw(state), report);
  im.mark_cut_off(state, record, report);
  for (const Slot s : im.cells) {
    state.shrinkage[s] = state.skin[s] - im.volume(state, s);
    // of what the metal occupied, where that was more than the room (surplus that advection could not place)
    record.shrinkage_void[s] = static_cast<float>(state.shrinkage[s] / std::max(im.domain.cavity_fraction[s], state.skin[s]));
  }
  return report;
}

}  // namespace sprue
