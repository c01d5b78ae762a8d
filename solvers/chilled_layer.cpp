#include "solvers/chilled_layer.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "solvers/mould_nodes.h"

namespace sprue {

namespace {

constexpr double largest_lambda = 3;     // sensible heat 5e4 times the latent heat
constexpr double deepest_liquid = 25;    // lambda r: exp of its square is still a number
constexpr double reached_far_side = 0.1; // of what the liquid lacks at the front or wall, there: the layer is no thinner than the cell
constexpr double thin = 1.1630871536766743;   // its inverse: erfc(thin) = reached_far_side
constexpr double fair_superheat = 0.01;  // of the latent heat
constexpr int halvings = 48;
constexpr std::size_t chunk = 256;       // columns

const double root_pi = std::sqrt(std::numbers::pi);

/// Of the similarity profile with the front at this lambda: heat given over sqrt(t), and the temperature of the surface.
struct Similarity {
  double heat, surface;
};

/// exp(x^2) erfc(x).
double scaled_erfc(double x) { return std::exp(x * x) * std::erfc(x); }

Similarity freezing(const ChilledMetal& m, double lambda) {
  const double liquid = lambda * std::sqrt(m.solid_diffusivity / m.liquid_diffusivity);
  const double into_front = m.liquid_effusivity * m.superheat / scaled_erfc(liquid);
  const double heat = 2 / root_pi * std::exp(lambda * lambda) * (lambda * root_pi * std::sqrt(m.solid_diffusivity) * m.latent + into_front);
  return {heat, m.melting - 0.5 * root_pi * heat * std::erf(lambda) / m.solid_effusivity};
}

Similarity cooling(const ChilledMetal& m, double below_far) { return {2 / root_pi * m.liquid_effusivity * below_far, m.melting + m.superheat - below_far}; }

/// Mean flux of a layer that has given `given` over a step of dt.
double mean_flux(double heat, double given, double dt) {
  const double square = heat * heat * dt;
  return square > 0 ? heat * heat / (std::sqrt(given * given + square) + given) : 0.0;
}

/// Whether the layer is as wide as the cell for certain, without its lambda: after dt it is no younger than that, and what it has given asks for more heat a
/// root of time than can be taken at its surface.
bool surely_wide(const ChilledMetal& m, const Chill& chill, double given, double depth, double dt) {
  const double oldest = std::pow(0.5 * depth / thin, 2) / m.liquid_diffusivity;   // s
  if (dt >= oldest) return true;
  const double least = given / std::sqrt(oldest), below = 0.5 * root_pi * least / m.liquid_effusivity;
  return mean_flux(least, given, dt) * chill.resistance > m.melting + m.superheat - std::min(below, m.superheat) - chill.temperature;
}

template <class Surplus>
double root(double low, double high, const Surplus& surplus) {
  for (int i = 0; i < halvings; ++i) {
    const double middle = 0.5 * (low + high);
    (surplus(middle) < 0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

ChilledLayer chilled_layer(const ChilledMetal& m, const Chill& chill, double given, double depth, double dt) {
  SPRUE_ASSERT(dt > 0 && depth > 0 && given >= 0 && m.superheat > 0);
  // what the metal gives beyond what can be taken at its surface, as a difference of temperature
  const auto surplus = [&](const Similarity& s) { return mean_flux(s.heat, given, dt) * chill.resistance - (s.surface - chill.temperature); };
  ChilledLayer layer;
  Similarity at;
  double excess = 0;     // K, scale of the liquid's profile: T' - T = excess erfc(x / 2 sqrt(alpha_l t))
  double at_front = 1;   // that erfc where the liquid begins
  if (surplus(freezing(m, 0)) < 0) {
    const double most = std::min(largest_lambda, deepest_liquid * std::sqrt(m.liquid_diffusivity / m.solid_diffusivity));
    layer.lambda = root(0, most, [&](double lambda) { return surplus(freezing(m, lambda)); });
    at = freezing(m, layer.lambda);
    at_front = std::erfc(layer.lambda * std::sqrt(m.solid_diffusivity / m.liquid_diffusivity));
    excess = m.superheat / at_front;
  } else {
    excess = root(0, m.superheat, [&](double below) { return surplus(cooling(m, below)); });
    at = cooling(m, excess);
  }
  layer.flux = mean_flux(at.heat, given, dt);
  layer.surface = at.surface;
  const auto width = [&](double heat) { return 2 * std::sqrt(m.liquid_diffusivity) * heat / at.heat; };   // 2 sqrt(alpha_l t)
  const double middle = width(given + 0.5 * layer.flux * dt), end = width(given + layer.flux * dt), z = depth / middle;
  layer.deep = m.liquid_effusivity * std::sqrt(m.liquid_diffusivity) * excess * std::exp(-z * z) * 2 / (root_pi * middle);
  layer.reached = std::erfc(depth / end) / at_front;
  return layer;
}

ChilledLayers::ChilledLayers(const Domain& domain, const std::vector<MouldProperties>& moulds, const AlloyCurve& alloy, const HeatMesh& mesh)
    : mesh_(mesh), alloy_(alloy), cell_(domain.grid.cell) {
  const BlockGrid& grid = domain.grid;
  const std::size_t flow = grid.flow_slots();
  const auto whole = [&](Slot s) { return s < flow && 1 - domain.cavity_fraction[s] <= massless_share; };
  if (!alloy.plateau().exists) return;
  for (Slot s = 0; s < flow; ++s) {
    if (!whole(s) || mesh.mould_of(s) == 0 || std::abs(domain.wall_area[s] - 1) > 1e-6) continue;
    for (int d = 0; d < 3; ++d)
      for (int side = 0; side < 2; ++side) {
        const Slot high = grid.above(d, s), first = side ? high : grid.below(d, s), behind = side ? grid.below(d, s) : high;
        const Slot face = side ? first : s, inner = side ? s : behind;
        if (first == no_slot || mesh.mould_of(first) == 0 || domain.mould_index[first] != domain.mould_index[s] || !whole(behind) || mesh.mould_of(behind) > 0) continue;
        const bool closed = face >= flow || (domain.aperture[d][face] == 0 && !frictionless(domain.kind[d][face]));
        if (!closed || domain.thermal_boundary[d][face] != 0 || domain.thermal_boundary[d][inner] != 0 || domain.aperture[d][inner] < 1) continue;
        const double fraction = first < flow ? 1 - domain.cavity_fraction[first] : 1.0;
        if (fraction <= massless_share) continue;
        const Unknown wall = mesh.mould_of(s), next = mesh.mould_of(first), second = side ? mesh.high(d, next) : mesh.low(d, next);
        const MouldProperties& mould = moulds[domain.mould_index[first]];
        columns_.push_back({s, behind, d, side == 1, wall, next, second, side ? next : wall, side ? second : next,
                            mould.density * mould.specific_heat * fraction * domain.cell_volume()});
      }
  }
}

/// Liquid beyond a layer: this warm, this much heat (J/kg). Freezing above the isothermal reaction counts as heat capacity.
ChilledMetal ChilledLayers::layer_metal(double temperature, double enthalpy) const {
  const AlloyCurve::Plateau& p = alloy_.plateau();
  const double rho = alloy_.reference_density(), superheat = temperature - p.temperature, capacity = (enthalpy - p.enthalpy_liquid) / superheat;
  return {p.temperature, superheat, rho * (p.enthalpy_liquid - p.enthalpy_solid), std::sqrt(p.conductivity_solid * rho * p.capacity_solid),
          std::sqrt(p.conductivity_liquid * rho * capacity), p.conductivity_solid / (rho * p.capacity_solid), p.conductivity_liquid / (rho * capacity)};
}

/// Contact and mould as one resistance to one temperature: the mould's first cell warms up within the step, what it gives on is that of the start.
Chill ChilledLayers::chill(const Column& c, double contact, std::span<const double> temperature, double dt, const HeatMatrix& matrix) const {
  const auto at = [](Unknown u) { return static_cast<std::size_t>(u); };
  const double area = cell_ * cell_, into = static_cast<double>(matrix.face[c.axis][at(c.wall_face)]) / area;
  const double on = c.second > 0 ? static_cast<double>(matrix.face[c.axis][at(c.deep_face)]) / area : 0.0, kept = c.capacity / (area * dt);
  const double beyond = c.second > 0 ? on * temperature[at(c.second)] : 0.0;
  return {(kept * temperature[at(c.first)] + beyond) / (kept + on), contact + 1 / into + 1 / (kept + on)};
}

void ChilledLayers::set_faces(const Metal& metal, std::span<const double> temperature, double dt, HeatMatrix& matrix, std::vector<FrontRange>& fronts) const {
  SPRUE_ASSERT(dt > 0);
  const AlloyCurve::Plateau& p = alloy_.plateau();
  const double least = p.enthalpy_liquid + fair_superheat * (p.enthalpy_liquid - p.enthalpy_solid), area = cell_ * cell_;
  const double whole = (1 - 1e-9) * alloy_.reference_density() * area * cell_;   // kg
  parallel_chunks(columns_.size(), chunk, [&](std::size_t begin, std::size_t stop) {
    for (std::size_t n = begin; n < stop; ++n) {
      const Column& c = columns_[n];
      const Unknown here = mesh_.metal_of(c.metal), behind = mesh_.metal_of(c.behind);
      if (here == 0 || behind == 0) continue;
      const std::size_t m = mesh_.metal_index(here), b = mesh_.metal_index(behind);
      if (metal.mass[m] < whole || metal.mass[b] < whole || fronts[b].inside || matrix.link[m] <= 0) continue;
      const double own = metal.state.enthalpy[c.metal] / metal.mass[m], far = metal.state.enthalpy[c.behind] / metal.mass[b];
      if (!(far >= least && own <= far)) continue;   // nor where one is not a number
      const Chill chilled = chill(c, metal.contact[m], temperature, dt, matrix);
      const ChilledMetal liquid = layer_metal(temperature[static_cast<std::size_t>(behind)], far);
      if (!(chilled.temperature < liquid.melting + liquid.superheat)) continue;
      const double per_area = metal.mass[m] / area, given = (far - own) * per_area;
      if (surely_wide(liquid, chilled, given, cell_, dt)) continue;
      const ChilledLayer layer = chilled_layer(liquid, chilled, given, cell_, dt);
      if (!(layer.reached <= reached_far_side)) continue;
      const double after = alloy_.temperature(own - (layer.flux - layer.deep) * dt / per_area), wall = layer.surface - layer.flux * metal.contact[m];
      if (!(after > wall)) continue;
      matrix.link[m] = static_cast<float>(area * layer.flux / (after - wall));
      const Unknown inner = c.wall_above ? here : behind;
      const double fall = liquid.melting + liquid.superheat - after;
      matrix.face[c.axis][static_cast<std::size_t>(inner)] = fall > 0 ? static_cast<float>(area * layer.deep / fall) : 0.0f;
      fronts[m].inside = false;
    }
  });
}

}  // namespace sprue
