/// Gas cases: a column of metal on trapped gas. Small amplitude (spring), large amplitude (Bagnold's piston), with a vent (vented piston).

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "engine/app/case_tools.h"
#include "engine/app/validation.h"

namespace sprue {

namespace {

/// A column of metal above gas: one dimension, the way of the reference.
struct Column {
  double metal, gas;         ///< lengths at the start, m
  double section;            ///< m2
  double density, gravity;   ///< kg/m3; m/s2 along +z
  double speed;              ///< of the metal at the start, m/s along +z
  Gas air;
  double vent = 0;           ///< sum of Cd A, m2

  Column(const Simulation& simulation, const Scene& scene)
      : metal(first_initial(scene).high.z - first_initial(scene).low.z), gas(case_length(scene)),
        section(cavity_volume(simulation.domain) / (scene.shapes.front().high - scene.shapes.front().low)),
        density(simulation.alloy.reference_density()), gravity(simulation.conditions.gravity.z),
        speed(first_initial(scene).velocity.z), air(simulation.conditions.gas) {
    for (const Scene::Vent& v : scene.vents) vent += v.area * v.discharge_coefficient;
  }
};

/// Length of the gas, speed, pressure and mass of gas per section.
using PistonState = std::array<double, 4>;

/// Mass flow per area of an orifice out of a vessel at p1, T1 (Shapiro, ch. 4), by the Mach number of its throat: at most 1.
double throat_flux(double p1, double t1, double p2, double gas_constant) {
  constexpr double k = 1.4;
  const double mach = std::min(1.0, std::sqrt(2 / (k - 1) * (std::pow(p1 / p2, (k - 1) / k) - 1)));
  return p1 * mach * std::sqrt(k / (gas_constant * t1)) * std::pow(1 + (k - 1) / 2 * mach * mach, -(k + 1) / (2 * (k - 1)));
}

/// Newton for the metal, energy of an open system for the gas: d(p x) / dt = -(n - 1) p v + n R T dm / dt.
PistonState piston_rate(const Column& c, const PistonState& y) {
  const auto [x, v, p, m] = y;
  const double r = c.air.gas_constant, n = c.air.exponent(), share = c.vent / c.section, t = p * x / (m * r);
  const double flux = p >= c.air.pressure ? share * throat_flux(p, t, c.air.pressure, r) : -share * throat_flux(c.air.pressure, c.air.temperature, p, r);
  const double heat = flux * (flux > 0 ? t : c.air.temperature);
  return {v, c.gravity + (p - c.air.pressure) / (c.density * c.metal), (-n * p * v - n * r * heat) / x, -flux};
}

/// Runge-Kutta of fourth order in steps of 1e-5 of `time`: length, or pressure, against time, until the gas is a tenth of `least` or time is up.
struct PistonPath {
  std::vector<Sample> length, pressure;
};
PistonPath piston_path(const Column& c, double time, double least) {
  PistonState y = {c.gas, c.speed, c.air.pressure, c.air.pressure * c.gas / (c.air.gas_constant * c.air.temperature)};
  const double dt = 1e-5 * time;
  const auto moved = [](PistonState a, double by, const PistonState& along) {
    for (std::size_t i = 0; i < a.size(); ++i) a[i] += by * along[i];
    return a;
  };
  PistonPath path;
  for (double t = 0; t <= time && y[0] > 0.1 * least; t += dt) {
    path.length.push_back({t, y[0]});
    path.pressure.push_back({t, y[2]});
    const PistonState a = piston_rate(c, y), b = piston_rate(c, moved(y, dt / 2, a)), d = piston_rate(c, moved(y, dt / 2, b)),
                      e = piston_rate(c, moved(y, dt, d));
    y = moved(moved(moved(moved(y, dt / 6, a), dt / 3, b), dt / 3, d), dt / 6, e);
  }
  return path;
}

/// Top of a curve: parabola through its highest sample and both neighbours.
Sample peak_of(const std::vector<Sample>& curve) {
  const auto top = std::max_element(curve.begin(), curve.end(), [](const Sample& a, const Sample& b) { return a.value < b.value; });
  if (top == curve.begin() || top + 1 == curve.end()) return *top;
  const Sample &a = *(top - 1), &b = *top, &c = *(top + 1);
  const double left = (b.value - a.value) / (b.time - a.time), right = (c.value - b.value) / (c.time - b.time);
  const double bend = (right - left) / (c.time - a.time), slope = left + bend * (b.time - a.time);
  return {b.time - slope / (2 * bend), b.value - slope * slope / (4 * bend)};
}

/// Gas that is not open to the outside.
const GasPocket* trapped(const CastingState& state, bool through_vents) {
  const GasPocket* largest = nullptr;
  for (const GasPocket& p : state.pockets)
    if (p.id > 0 && (through_vents || !p.vented) && (largest == nullptr || p.where.z < largest->where.z)) largest = &p;
  return largest;
}

/// What is watched of a column: centre of metal, pressure and length of the lowest gas; worst error of the total mass of gas.
struct Watched {
  std::vector<Sample> centre, pressure, length;
  Balances balances;
  double gas_mass = 0;
};
Watched watch(const Simulation& simulation, Casting& casting, double section, bool vented, double least) {
  Watched w{{}, {}, {}, Balances(casting.state())};
  double length = least;
  while (running(casting) && length >= least) {
    casting.step();
    const CastingState& state = casting.state();
    w.balances.watch(state);
    // the centre of metal of a partly filled end cell is off by less than h / 8 of one cell: a second-order share of the column
    w.centre.push_back({state.time, centre_of_metal(simulation.domain, state).z});
    const GasPocket* p = trapped(state, vented);
    length = p ? p->volume / section : 0;
    w.length.push_back({state.time, length});
    w.pressure.push_back({state.time, p ? p->pressure : simulation.conditions.gas.pressure});
    w.gas_mass = p ? p->mass : 0;
  }
  return w;
}

/// Times at which a curve passes its mean, and its largest distance from it between two of them.
struct Swings {
  std::vector<double> crossing, peak;
};
Swings swings_of(const std::vector<Sample>& curve) {
  Swings s;
  double mean = 0, most = 0;
  for (const Sample& c : curve) mean += c.value / static_cast<double>(curve.size());
  for (std::size_t i = 1; i < curve.size(); ++i) {
    const double a = curve[i - 1].value - mean, b = curve[i].value - mean;
    most = std::max(most, std::abs(b));
    if (a * b > 0 || a == b) continue;
    s.crossing.push_back(curve[i - 1].time + (curve[i].time - curve[i - 1].time) * a / (a - b));
    if (s.crossing.size() > 1) s.peak.push_back(most);
    most = 0;
  }
  return s;
}

}  // namespace

CaseResult case_gas_spring(const Scene& scene) {
  const auto simulation = simulation_of(scene);
  const auto casting = simulation->start();
  const Column column(*simulation, scene);
  const double omega = std::sqrt(column.air.exponent() * column.air.pressure / (column.density * column.metal * column.gas));
  const Watched seen = watch(*simulation, *casting, column.section, false, 0);
  const Swings swings = swings_of(seen.centre);
  CaseResult result;
  result.cells = cavity_cell_count(simulation->domain);
  result.bars = {{"frequency", 0.01}, {"amplitude loss per period", 0.02}, {"gas mass", 1e-10}};
  if (swings.crossing.size() < 5) {
    result.errors = {{"frequency", 1}};
    return result;
  }
  const double periods = (static_cast<double>(swings.crossing.size()) - 1) / 2;
  const double measured = 2 * std::numbers::pi * periods / (swings.crossing.back() - swings.crossing.front());
  const double loss = 1 - std::pow(swings.peak.back() / swings.peak.front(), 2.0 / (static_cast<double>(swings.peak.size()) - 1));
  result.observables = {{"omega_rad_s", measured}, {"loss_per_period", loss}, {"periods", periods}, {"gas_kg", seen.gas_mass}};
  result.reference = {{"omega_rad_s", omega}, {"loss_per_period", 0}};
  result.errors = {{"frequency", std::abs(measured / omega - 1)}, {"amplitude loss per period", std::abs(loss)}, {"gas mass", seen.balances.gas()}};
  return result;
}

CaseResult case_bagnold_piston(const Scene& scene) {
  const auto simulation = simulation_of(scene);
  const auto casting = simulation->start();
  const Column column(*simulation, scene);
  const PistonPath path = piston_path(column, simulation->conditions.end_time, 0);
  const Sample exact = peak_of(path.pressure);
  const Watched seen = watch(*simulation, *casting, column.section, false, 0);
  const Sample peak = peak_of(seen.pressure);
  CaseResult result;
  result.cells = cavity_cell_count(simulation->domain);
  result.observables = {{"peak_kPa", 1e-3 * peak.value}, {"peak_time_ms", 1e3 * peak.time}, {"steps", static_cast<double>(casting->state().step)}};
  result.reference = {{"peak_kPa", 1e-3 * exact.value}, {"peak_time_ms", 1e3 * exact.time}};
  result.errors = {{"peak pressure", std::abs(peak.value / exact.value - 1)}, {"time of peak", std::abs(peak.time / exact.time - 1)},
                   {"gas mass", seen.balances.gas()}, {"metal volume", seen.balances.metal()}};
  result.bars = {{"peak pressure", 0.02}, {"time of peak", 0.01}, {"gas mass", 1e-8}, {"metal volume", 1e-10}};
  return result;
}

CaseResult case_vented_piston(const Scene& scene) {
  constexpr double full = 0.05;   // of the gas left: two cells at quick size, above what a pocket's pressure is kept for
  const auto simulation = simulation_of(scene);
  const auto casting = simulation->start();
  const Column column(*simulation, scene);
  const PistonPath path = piston_path(column, simulation->conditions.end_time, full * column.gas);
  const Watched seen = watch(*simulation, *casting, column.section, true, full * column.gas);
  const double exact = crossing_time(path.length, full * column.gas), time = crossing_time(seen.length, full * column.gas);
  const Sample peak = peak_of(seen.pressure), exact_peak = peak_of(path.pressure);
  CaseResult result;
  result.cells = cavity_cell_count(simulation->domain);
  result.observables = {{"fill_time_ms", 1e3 * time}, {"peak_kPa", 1e-3 * peak.value}, {"gas_left_kg", seen.gas_mass}};
  result.reference = {{"fill_time_ms", 1e3 * exact}, {"peak_kPa", 1e-3 * exact_peak.value}};
  result.errors = {{"fill time", std::abs(time / exact - 1)}, {"gas mass", seen.balances.gas()}, {"metal volume", seen.balances.metal()}};
  result.bars = {{"fill time", 0.02}, {"gas mass", 1e-8}, {"metal volume", 1e-10}};
  return result;
}

}  // namespace sprue
