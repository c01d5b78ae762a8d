#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"
#include "solvers/heat_system.h"
#include "solvers/simd_row.h"

namespace sprue {

namespace {

constexpr double plateau_stiffness = 1e7;    // capacity on a plateau, in units of the solid's
constexpr double bound_margin = 1;           // K
constexpr double calm_share = 0.05;          // of Newton's tolerance: mould that changes by less in a step is not solved for
constexpr double farthest = 24;              // cells: where a correction reaches farther all mould is solved for

using Row = simd::DoubleRow;
Row load(const double* p) { return simd::load<Row>(p); }
std::size_t at(Unknown u) { return static_cast<std::size_t>(u); }

}  // namespace

double Heat::Impl::stiff_slope(Unknown u) const {
  const double s = slope[mesh.metal_index(u)];
  return std::isinf(s) ? plateau_stiffness * capacity(u) : s;
}

/// The rows of mould to solve for: those where a step of the heat that flows now would be more than the solver may leave, and what is in their reach.
void Heat::Impl::choose_rows(const CastingState& state, double dt) {
  const double calm = calm_share * quiet(), least = light_capacity(), reach = std::ceil(conduction.reach(dt, calm));
  if (reach > farthest) return rows.choose_all();
  const double fall = std::exp(std::log(conduction.largest_change / calm) / SolvedRows::levels);   // over the cells of a level
  rows.clear_seeds();
  parallel_for(mesh.mould_blocks().size(), [&](std::size_t i) {
    const HeatMesh::Range range = mesh.mould_in(mesh.mould_blocks()[i]);
    for (std::size_t row = row_of(range.begin); row < row_of(range.end); ++row) {
      const Row capacity = load(conduction.mould_capacities(static_cast<Unknown>(row)));
      const Row gone = capacity * (load(&state.mould_temperature[mesh.rows()[row].slot]) - load(temperature.get() + 8 * row));
      const Row change = simd::magnitude(dt * load(next.get() + 8 * row) + gone);
      Row bound = calm * (capacity > least ? capacity : Row{} + least);
      for (int level = 1; level <= SolvedRows::levels && simd::largest(change - bound) > 0; ++level, bound *= fall)
        rows.seed(static_cast<Unknown>(8 * row), level, simd::bits(change > bound));
    }
  });
  rows.choose(static_cast<int>(reach));
}

/// Slopes, diagonal and right-hand side of the Newton correction about the iterate; `first`: that is the start of the step.
void Heat::Impl::linearise(const CastingState& state, double dt, bool first) {
  HeatMatrix& matrix = conduction.matrix();
  conduction.flow(temperatures(), {next.get(), at(mesh.end())});
  choose_rows(state, dt);
  conduction.sum_conductances(rows, matrix.inverse);
  each_row(rows.solved_runs(), [&](std::size_t row) {
    const Row per_time = load(conduction.mould_capacities(static_cast<Unknown>(row))) / dt;
    const Row gone = per_time * (load(&state.mould_temperature[mesh.rows()[row].slot]) - load(temperature.get() + 8 * row));
    simd::store(residual.get() + 8 * row, __builtin_convertvector(load(next.get() + 8 * row) + gone, simd::FloatRow));
    simd::store(matrix.inertia.data() + 8 * row, __builtin_convertvector(per_time, simd::FloatRow));
  });
  std::fill(residual.get() + mesh.metal_begin(), residual.get() + mesh.end(), 0.0f);   // holes
  each_metal([&](Unknown u) {
    const std::size_t m = mesh.metal_index(u);
    if (!first || conduction.front(u).inside) slope[m] = conduction.metal_mass(u) * curve(u, content[m]).capacity;   // else as gathered
    residual[at(u)] = static_cast<float>(next[at(u)] + (start[m] - content[m]) / dt);
    matrix.inertia[at(u)] = static_cast<float>(stiff_slope(u) / dt);
  });
  for (const Rim& rim : conduction.rims())
    if (rim.unknown > 0 && rows.solved(rim.unknown)) matrix.inertia[at(rim.unknown)] += static_cast<float>(rim.conductance);
  const auto invert = [&](std::size_t row) {
    const simd::FloatRow whole = simd::load<simd::FloatRow>(&matrix.inverse[8 * row]) + simd::load<simd::FloatRow>(&matrix.inertia[8 * row]);
    simd::store(&matrix.inverse[8 * row], whole > 0 ? 1 / whole : simd::FloatRow{});
  };
  each_row(rows.solved_runs(), invert);
  each_row({{mesh.metal_begin(), mesh.end()}}, invert);
}

/// Largest conductances over inertia of cells with a fair amount of metal.
double Heat::Impl::metal_stiffness() const {
  const HeatMatrix& matrix = conduction.matrix();
  return most_of_metal(0, [&](Unknown u) {
    if (conduction.metal_mass(u) < counted_metal * cell_mass) return 0.0;
    return 1 / (static_cast<double>(matrix.inverse[at(u)]) * static_cast<double>(matrix.inertia[at(u)])) - 1;
  });
}

/// New contents from the fluxes of the solved temperatures.
void Heat::Impl::fluxes_to_contents(const CastingState& state, double dt) {
  const auto solved = [&](std::size_t row) {
    simd::store(temperature.get() + 8 * row, load(temperature.get() + 8 * row) + __builtin_convertvector(simd::load<simd::FloatRow>(correction.get() + 8 * row), Row));
  };
  each_row(rows.solved_runs(), solved);
  each_row({{mesh.metal_begin(), mesh.end()}}, solved);
  conduction.flow(rows, temperatures(), {next.get(), at(mesh.end())});
  each_row(rows.touched_runs(), [&](std::size_t row) {
    const Row heat = dt * load(next.get() + 8 * row), c = load(conduction.mould_capacities(static_cast<Unknown>(row)));
    const Row warmed = load(&state.mould_temperature[mesh.rows()[row].slot]) + heat / c;
    simd::store(next.get() + 8 * row, c > 0 ? warmed : heat);   // without capacity: J
  });
  each_metal([&](Unknown u) { next[at(u)] = start[mesh.metal_index(u)] + dt * next[at(u)]; });
  given_away = settle_light();
}

void Heat::Impl::find_light_mould() {
  const double full = light_capacity();
  for (Unknown u = HeatMesh::row_length; u < mesh.metal_begin(); ++u)
    if (!mesh.held(u)) continue;
    else if (const double c = conduction.mould_capacity(u); c < full) light_mould.push_back({c, u}), rows.always(u);
  std::sort(light_mould.begin(), light_mould.end());
}

/// J of light metal at the temperature solved. The straight line of the iteration tells where the curve jumps at that temperature; elsewhere it
/// may lead far off: from mush, where a kelvin is dear, to hundreds of kelvin of superheat.
double Heat::Impl::light_content(Unknown u) const {
  const std::size_t m = mesh.metal_index(u);
  const double straight = content[m] + slope[m] * static_cast<double>(correction[at(u)]), mass = conduction.metal_mass(u);
  if (conduction.front(u).inside || std::abs(alloy.temperature(straight / mass) - temperature[at(u)]) <= quiet()) return straight;
  return mass * alloy.enthalpy(temperature[at(u)]);
}

/// In unknowns of little or no capacity the residual of the linear solve would decide the temperature: they take that of the
/// solution, and what is left of their balance goes to the heaviest neighbour. From light to heavy, so that it ends in a heavy one.
/// Returns the most that went, K of the least capacity that is not light.
double Heat::Impl::settle_light() {
  double largest = 0;
  const double full = light_capacity();
  const HeatMatrix& matrix = conduction.matrix();
  std::vector<std::pair<double, Unknown>> metal, list;
  for (Unknown u = mesh.metal_begin(); u < mesh.end(); ++u)
    if (!mesh.held(u)) continue;
    else if (const double c = capacity(u); c < full && !std::isinf(slope[mesh.metal_index(u)])) metal.push_back({c, u});
  std::sort(metal.begin(), metal.end());
  std::merge(metal.begin(), metal.end(), light_mould.begin(), light_mould.end(), std::back_inserter(list));
  for (const auto& [c, u] : list) {
    if (!mesh.active(u)) continue;
    Unknown heaviest = 0;
    double most = c;
    const auto look = [&](Unknown n, float conductance) {
      if (n == 0 || conductance <= 0 || !mesh.active(n)) return;
      const double other = capacity(n);
      if (other > most) most = other, heaviest = n;
    };
    for (int d = 0; d < 3; ++d) {
      look(mesh.low(d, u), matrix.face[d][at(u)]);
      const Unknown high = mesh.high(d, u);
      look(high, matrix.face[d][at(high)]);
    }
    const Unknown twin = mesh.is_metal(u) ? matrix.twin[mesh.metal_index(u)] : mesh.metal_of(mesh.slot(u));
    if (twin > 0) look(twin, matrix.link[mesh.metal_index(mesh.is_metal(u) ? u : twin)]);
    if (heaviest == 0 && c > 0) continue;
    double right = temperature[at(u)], heat = c > 0 ? (next[at(u)] - right) * c : next[at(u)];
    if (mesh.is_metal(u)) {
      right = light_content(u);
      heat = next[at(u)] - right;
    }
    next[at(u)] = right;
    largest = std::max(largest, std::abs(heat) / full);
    if (heaviest > 0) next[at(heaviest)] += mesh.is_metal(heaviest) ? heat : heat / conduction.mould_capacity(heaviest);
  }
  return largest;
}

/// Largest difference between the temperatures solved and those of the contents their fluxes lead to, K; what light unknowns give away counts.
double Heat::Impl::mismatch() {
  const double mould = parallel_max(rows.touched_runs().size(), 0.0, [&](std::size_t i) {
    const HeatMesh::Range range = rows.touched_runs()[i];
    Row worst{};
    for (std::size_t row = row_of(range.begin); row < row_of(range.end); ++row) {
      const Row off = simd::magnitude(load(next.get() + 8 * row) - load(temperature.get() + 8 * row));
      worst = off > worst ? off : worst;
    }
    return simd::largest(worst);
  });
  return most_of_metal(std::max(mould, given_away), [&](Unknown u) {
    const std::size_t m = mesh.metal_index(u);
    const double t = curve(u, next[at(u)]).temperature;
    after[m] = conduction.front(u).inside ? alloy.temperature(next[at(u)] / conduction.metal_mass(u)) : t;
    return conduction.metal_mass(u) < counted_metal * cell_mass ? 0.0 : std::abs(t - temperature[at(u)]);
  });
}

/// The range no temperature can leave in this step.
void Heat::Impl::bound() {
  coldest = 1e300, hottest = -1e300;
  for (const HeatMesh::Extremes& block : extremes) coldest = std::min(coldest, block.least), hottest = std::max(hottest, block.most);
  hottest = most_of_metal(hottest, [&](Unknown u) { return temperature[at(u)]; });
  coldest = -most_of_metal(-coldest, [&](Unknown u) { return -temperature[at(u)]; });
  for (const Rim& rim : conduction.rims()) {
    coldest = std::min(coldest, rim.temperature);
    hottest = std::max(hottest, rim.temperature);
  }
}

/// Temperatures of the metal the front is in, gathered without it.
void Heat::Impl::to_fronts() {
  each_metal([&](Unknown u) {
    if (conduction.front(u).inside) temperature[at(u)] = curve(u, start[mesh.metal_index(u)]).temperature;
  });
}

/// Temperatures of the iterate's metal from its contents.
void Heat::Impl::to_curve() {
  each_metal([&](Unknown u) { temperature[at(u)] = curve(u, content[mesh.metal_index(u)]).temperature; });
}

/// `to`, but not beyond the piece of curve next to that of `from`: of that the middle. A piece jumped over both ways is a cycle.
double Heat::Impl::next_piece(const FrontRange& range, double from, double to) const {
  const AlloyCurve::Point here = front_temperature(alloy, range, from);
  if (to >= here.low && to <= here.high) return to;
  const double edge = 1e-9 * alloy.latent_heat();
  const AlloyCurve::Point beside = front_temperature(alloy, range, to > here.high ? here.high + edge : here.low - edge);
  return to > beside.high || to < beside.low ? 0.5 * (beside.low + beside.high) : to;
}

/// The iterate moves by the correction along its tangents, but not out of the range of the step: where a tangent leads
/// out of it, only the segment of the curve it points to matters. (Mould is linear: its iterate is what was solved.)
void Heat::Impl::move_iterate(bool one_piece) {
  each_metal([&](Unknown u) {
    double& kept = content[mesh.metal_index(u)];
    const double mass = conduction.metal_mass(u), from = kept / mass;
    const double to = from + stiff_slope(u) * static_cast<double>(correction[at(u)]) / mass;
    kept = mass * (one_piece ? next_piece(conduction.front(u), from, to) : to);
    const double t = curve(u, kept).temperature;
    if (t < coldest - bound_margin || t > hottest + bound_margin)
      kept = mass * alloy.enthalpy(std::clamp(t, coldest - bound_margin, hottest + bound_margin));
  });
  to_curve();
}

}  // namespace sprue
