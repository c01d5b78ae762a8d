#include "solvers/feeding.h"

#include <algorithm>
#include <numeric>

#include "engine/core/parallel.h"
#include "solvers/connected_regions.h"

namespace sprue {

struct Feeding::Impl {
  const Domain& domain;
  const AlloyCurve& alloy;
  std::vector<Slot> by_height;   // slots with a cavity, highest potential first
  std::vector<Slot> cells;       // slots with a cavity, ascending

  std::vector<double> solid, contraction;  // per slot, of this step
  std::vector<std::int32_t> region;        // per slot; 0 = none

  Impl(const Domain& d, const CastingConditions& conditions, const AlloyCurve& a);
  double specific_volume(double specific_enthalpy) const;
  double specific_enthalpy(const CastingState& state, Slot s) const;
  void measure(const CastingState& state);
  void assign_mush_to_regions();
  FeedingReport feed(CastingState& state, int regions);
  void mark_cut_off(const CastingState& state, int regions, Record& record, FeedingReport& report) const;
};

namespace {

/// Height of a place against the effective gravity, J/kg: metal drains from where it is largest.
double potential(const CastingConditions& conditions, const Vec3& x) {
  const Vec3 arm = x - conditions.rotation.point;
  const Vec3 radial = arm - dot(arm, conditions.rotation.axis) * conditions.rotation.axis;
  const double speed = conditions.rotation.speed;
  return -dot(conditions.gravity, x) - 0.5 * speed * speed * dot(radial, radial);
}

struct RegionBudget {
  double demand = 0, supply = 0, taken = 0, enthalpy = 0;
  double share() const { return demand > supply ? (demand > 0 ? supply / demand : 0.0) : 1.0; }
};

}  // namespace

Feeding::Impl::Impl(const Domain& d, const CastingConditions& conditions, const AlloyCurve& a)
    : domain(d), alloy(a) {
  const std::size_t n = domain.grid.flow_slots();
  for (Slot s = 0; s < n; ++s)
    if (domain.cavity_fraction[s] >= sliver_fraction) cells.push_back(s);
  std::vector<double> height(n, 0.0);
  for (Slot s : cells) height[s] = potential(conditions, domain.grid.centre(s));
  by_height = cells;
  std::stable_sort(by_height.begin(), by_height.end(), [&](Slot p, Slot q) { return height[p] > height[q]; });
  solid.assign(n, 0.0);
  contraction.assign(n, 0.0);
  region.assign(n, 0);
}

double Feeding::Impl::specific_volume(double h) const {
  return alloy.reference_density() / alloy.density(std::clamp(h, alloy.solidus_enthalpy(), alloy.liquidus_enthalpy()));
}

double Feeding::Impl::specific_enthalpy(const CastingState& state, Slot s) const {
  return state.enthalpy[s] / (state.metal[s] * domain.cell_volume() * alloy.reference_density());
}

/// Solid fraction, and how much emptier the metal's skin has become since the last feeding. A slot that was fed liquid stands a
/// little proud of its skin until that freezes too: no void to begin with.
void Feeding::Impl::measure(const CastingState& state) {
  parallel_chunks(cells.size(), 512, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) {
      const Slot s = cells[c];
      if (state.metal[s] <= 0) {
        solid[s] = contraction[s] = 0;
        continue;
      }
      const double h = specific_enthalpy(state, s);
      solid[s] = alloy.solid_fraction(h);
      contraction[s] = state.skin[s] - std::max(0.0, state.shrinkage[s]) - state.metal[s] * specific_volume(h);
    }
  });
}

/// Contracting mush above the feeding limit drinks from the first liquid region it touches.
void Feeding::Impl::assign_mush_to_regions() {
  std::vector<std::pair<Slot, std::int32_t>> fed;
  for (Slot s : cells) {
    if (region[s] != 0 || contraction[s] <= 0) continue;
    for (int d = 0; d < 3 && region[s] == 0; ++d)
      for (int side = -1; side <= 1; side += 2) {
        const Slot n = domain.grid.neighbour(s, side * (d == 0), side * (d == 1), side * (d == 2));
        if (n == no_slot || n >= region.size() || region[n] <= 0) continue;
        if (domain.aperture[d][side < 0 ? s : n] > 0) {
          fed.push_back({s, -region[n]});
          break;
        }
      }
  }
  for (const auto& [s, r] : fed) region[s] = r;  // negative: takes, does not give
}

FeedingReport Feeding::Impl::feed(CastingState& state, int regions) {
  FeedingReport report;
  report.liquid_regions = regions;
  std::vector<RegionBudget> budget(static_cast<std::size_t>(regions) + 1);
  const auto gives = [&](Slot s) { return state.metal[s] * (1 - solid[s]); };
  for (Slot s : cells) {
    report.shrinkage += contraction[s];
    const auto r = static_cast<std::size_t>(std::abs(region[s]));
    if (r == 0) continue;
    if (contraction[s] > 0) budget[r].demand += contraction[s] / specific_volume(specific_enthalpy(state, s));
    if (region[s] > 0) budget[r].supply += gives(s);
  }
  // Receivers are computed before any donor is touched; donors from the top until the demand is met.
  std::vector<double> received(cells.size(), 0.0);
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const Slot s = cells[c];
    const auto r = static_cast<std::size_t>(std::abs(region[s]));
    if (r != 0 && contraction[s] > 0)
      received[c] = budget[r].share() * contraction[s] / specific_volume(specific_enthalpy(state, s));
  }
  for (Slot s : by_height) {
    if (region[s] <= 0) continue;
    RegionBudget& b = budget[static_cast<std::size_t>(region[s])];
    const double take = std::min(gives(s), b.share() * b.demand - b.taken);
    if (take <= 0) continue;
    const double enthalpy = state.enthalpy[s] * (take / state.metal[s]);
    state.metal[s] -= take;
    state.enthalpy[s] -= enthalpy;
    b.taken += take;
    b.enthalpy += enthalpy;
  }
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const auto r = static_cast<std::size_t>(std::abs(region[cells[c]]));
    if (received[c] <= 0 || budget[r].taken <= 0) continue;
    const double share = received[c] / (budget[r].share() * budget[r].demand);
    state.metal[cells[c]] += share * budget[r].taken;
    state.enthalpy[cells[c]] += share * budget[r].enthalpy;
    report.fed += share * budget[r].taken;
  }
  return report;
}

void Feeding::Impl::mark_cut_off(const CastingState& state, int regions, Record& record,
                                 FeedingReport& report) const {
  std::vector<char> has_feed(static_cast<std::size_t>(regions) + 1, 0);
  for (Slot s : cells)
    if (region[s] > 0 && domain.cavity[s] == 0) has_feed[static_cast<std::size_t>(region[s])] = 1;
  for (int r = 1; r <= regions; ++r) report.cut_off_regions += !has_feed[static_cast<std::size_t>(r)];
  for (Slot s : cells)
    if (region[s] > 0 && !has_feed[static_cast<std::size_t>(region[s])] && record.cut_off[s] == never)
      record.cut_off[s] = static_cast<float>(state.time);
}

Feeding::Feeding(const Domain& domain, const CastingConditions& conditions, const AlloyCurve& alloy)
    : impl_(std::make_unique<Impl>(domain, conditions, alloy)) {}
Feeding::~Feeding() = default;

void Feeding::begin(CastingState& state) const {
  const Impl& im = *impl_;
  state.skin.assign(state.metal.size(), 0.0);
  state.shrinkage.assign(state.metal.size(), 0.0);
  for (Slot s : im.cells)
    if (state.metal[s] > 0)
      state.skin[s] = state.metal[s] * im.specific_volume(im.specific_enthalpy(state, s));
}

FeedingReport Feeding::advance(CastingState& state, Record& record) {
  Impl& im = *impl_;
  im.measure(state);
  const double limit = im.alloy.feeding_limit();
  const int regions = label_regions(
      im.domain, im.cells, [&](Slot s) { return state.metal[s] > 0 && im.solid[s] < limit; }, im.region);
  im.assign_mush_to_regions();
  FeedingReport report = im.feed(state, regions);
  im.mark_cut_off(state, regions, record, report);
  for (Slot s : im.cells) {
    const double filled =
        state.metal[s] > 0 ? state.metal[s] * im.specific_volume(im.specific_enthalpy(state, s)) : 0.0;
    state.shrinkage[s] = state.skin[s] - filled;
    // of what the metal occupied, where that was more than the room (surplus that advection could not place)
    record.shrinkage_void[s] = static_cast<float>(state.shrinkage[s] / std::max(im.domain.cavity_fraction[s], state.skin[s]));
  }
  return report;
}

}  // namespace sprue
