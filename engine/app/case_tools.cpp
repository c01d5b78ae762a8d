#include "engine/app/case_tools.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/app/failure_text.h"
#include "engine/core/error.h"
#include "solvers/chronicle.h"

namespace sprue {

const Scene::Initial& first_initial(const Scene& scene) {
  if (scene.initials.empty())
    throw InputError("this case needs metal at the start", "[[initial]]", "", "add an [[initial]] body");
  return scene.initials.front();
}

double case_length(const Scene& scene) {
  if (!scene.reference.length)
    throw InputError("this case needs a length to scale its reference", "case.length", "", "set case.length");
  return *scene.reference.length;
}

bool full_size(const Scene& scene) { return scene.reference.full_cell && scene.resolution.cell == scene.reference.full_cell; }

bool running(const Casting& casting) {
  if (casting.failed()) throw CaseFailed(failure_text(casting));
  return !casting.finished();
}

double pressure_cell_speed(const Domain& domain, const Casting& casting) {
  const auto& wet = casting.surface().pressure_cell();
  double most = 0;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    if (!wet[s]) continue;
    for (int d = 0; d < 3; ++d)
      for (Slot face : {s, domain.grid.neighbour(s, d == 0, d == 1, d == 2)})
        if (face < domain.grid.flow_slots()) most = std::max(most, std::abs(casting.state().velocity[d][face]));
  }
  return most;
}

Vec3 centre_of_metal(const Domain& domain, const CastingState& state) {
  Vec3 moment;
  double metal = 0;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    metal += state.metal[s];
    moment += state.metal[s] * domain.grid.centre(s);
  }
  return (1 / metal) * moment;
}

double gas_total(const CastingState& state) {
  double mass = state.gas_out - state.gas_in;
  for (const GasPocket& p : state.pockets) mass += p.mass;
  return mass;
}

Balances::Balances(const CastingState& start) : gas_at_start_(gas_total(start)) {}

void Balances::watch(const CastingState& state) {
  if (state.metal_in > 0) metal_ = std::max(metal_, std::abs(total_metal(state) - state.metal_in + state.metal_out) / state.metal_in);
  if (gas_at_start_ > 0) gas_ = std::max(gas_, std::abs(gas_total(state) / gas_at_start_ - 1));
}

double interpolate(const std::vector<Sample>& curve, double time) {
  const auto next = std::lower_bound(curve.begin(), curve.end(), time, [](const Sample& s, double t) { return s.time < t; });
  if (next == curve.begin()) return curve.front().value;
  if (next == curve.end()) return curve.back().value;
  const Sample &a = *(next - 1), &b = *next;
  return a.value + (b.value - a.value) * (time - a.time) / (b.time - a.time);
}

double crossing_time(const std::vector<Sample>& curve, double value) {
  for (std::size_t i = 1; i < curve.size(); ++i) {
    const double a = curve[i - 1].value - value, b = curve[i].value - value;
    if (a * b <= 0 && a != b) return curve[i - 1].time + (curve[i].time - curve[i - 1].time) * a / (a - b);
  }
  return std::numeric_limits<double>::infinity();
}

}  // namespace sprue
