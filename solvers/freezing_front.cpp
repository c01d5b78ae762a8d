#include "solvers/freezing_front.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sprue {

namespace {

constexpr double round_off = 1e-12;  // of the latent heat
/// Of its deficit (excess) by which a cell beside the front may be off the straight profile when the front reaches it: the true one curves by half the
/// cell's Peclet number V h / alpha. Held back until it is on the straight one, it would keep the front waiting for a step.
constexpr double curved_by = 0.1;
constexpr double alike = 0.05;       // of the distance to the plateau: a tenth of a kelvin where the solver leaves a thousandth

/// The sides on one side of the plateau's temperature, with their shares of the layer.
struct Layer {
  const FreezingCell& cell;
  double conductivity, capacity, width, plateau;
  int sign;  // +1: colder than the plateau, -1: warmer
  std::array<double, FreezingCell::most> share{};
  bool any = false;

  Layer(const AlloyCurve::Plateau& p, const FreezingCell& c, int s)
      : cell(c), conductivity(s > 0 ? p.conductivity_solid : p.conductivity_liquid),
        capacity(s > 0 ? p.capacity_solid : p.capacity_liquid), width(s > 0 ? p.width_solid : p.width_liquid),
        plateau(p.temperature), sign(s) {
    // K from the plateau to the cell's own temperature, on this layer's side: neighbours alike are of the same row and no way for heat
    const double own = std::max(0.0, s > 0 ? (p.enthalpy_solid - c.enthalpy) / p.capacity_solid : (c.enthalpy - p.enthalpy_liquid) / p.capacity_liquid);
    double total = 0;
    for (int f = 0; f < cell.count; ++f) {
      const FrontSide& side = cell.sides[f];
      share[f] = drop(f) > (1 + alike) * own ? side.area * drop(f) / (outside(f) + 0.5 * side.thickness) : 0;
      total += share[f];
    }
    any = total > 0;
    for (int f = 0; f < cell.count && any; ++f) share[f] /= total;
  }
  double drop(int f) const { return sign * (plateau - cell.sides[f].temperature); }
  double outside(int f) const { return cell.sides[f].resistance * conductivity; }  // m of this layer's material
  /// Stefan number of the layer d thick behind side f: its own sensible heat over the latent heat.
  double stefan(int f, double d, double latent) const {
    const double path = outside(f) + d;
    return capacity * std::min(drop(f), width) * (path > 0 ? d / path : 1.0) / latent;
  }
  /// J/kg that a layer of this share of the cell holds less (more) than at the plateau.
  double sensible(double amount) const {
    double sum = 0;
    for (int f = 0; f < cell.count; ++f) {
      if (share[f] == 0) continue;
      const double d = cell.sides[f].thickness * amount * share[f];
      if (d > 0) sum += amount * share[f] * capacity * std::min(drop(f), width) * 0.5 * d / (outside(f) + d);
    }
    return sum;
  }
};

double solid_share(const AlloyCurve::Plateau& p, const Layer& cold, const Layer& hot, double enthalpy) {
  double low = 0, high = 1;
  for (int i = 0; i < 40; ++i) {
    const double s = 0.5 * (low + high);
    const double held = s * p.enthalpy_solid + (1 - s) * p.enthalpy_liquid - cold.sensible(s) + hot.sensible(1 - s);
    (held > enthalpy ? low : high) = s;
  }
  return 0.5 * (low + high);
}

/// Growth of the layer (share of the cell) under each side's own flux; end thickness by side.
double own_growth(const Layer& layer, double latent, double amount, double dt, std::array<double, FreezingCell::most>& end) {
  double growth = 0;
  const FreezingCell& cell = layer.cell;
  for (int f = 0; f < cell.count; ++f) {
    end[f] = 0;
    if (layer.share[f] == 0) continue;
    const FrontSide& side = cell.sides[f];
    const double start = layer.outside(f) + side.thickness * amount * layer.share[f];
    const double slowed = 1 + layer.stefan(f, side.thickness * amount * layer.share[f], latent) / 3;
    const double rate = side.thickness * side.area * layer.conductivity * layer.drop(f) / (slowed * latent * cell.mass);
    end[f] = std::min(std::sqrt(start * start + 2 * rate * dt), start + side.thickness * (1 - amount));
    growth += (end[f] - start) / side.thickness;
  }
  return growth;
}

/// Flux at a side over that of a straight profile, where the layer grows: what cools in it leaves there too.
double curved(double stefan) { return 1 + stefan / (6 + 2 * stefan); }

void set_conductances(const Layer& layer, double latent, double amount, double end_amount, bool grows,
                      const std::array<double, FreezingCell::most>& end, double thinnest, FreezingCell& cell) {
  for (int f = 0; f < cell.count; ++f) {
    if (layer.share[f] == 0) continue;
    FrontSide& side = cell.sides[f];
    const double start = layer.outside(f) + side.thickness * amount * layer.share[f];
    const double finish = grows ? end[f] : layer.outside(f) + side.thickness * end_amount * layer.share[f];
    const double path = std::max(0.5 * (start + finish), layer.outside(f) + thinnest * side.thickness);
    side.conductance = side.area * layer.conductivity / path;
    if (grows) side.conductance *= curved(layer.stefan(f, path - layer.outside(f), latent));
  }
}

/// A cell beside the plateau is left by the front only if no neighbour on that side lies between its own temperature and the plateau, by more than what
/// two cells of one row of a plane front differ by when the solver stops.
bool beyond_its_neighbours(const AlloyCurve::Plateau& p, const FreezingCell& cell) {
  const bool solid = cell.enthalpy < p.enthalpy_solid;
  if (!solid && cell.enthalpy <= p.enthalpy_liquid) return true;
  const double own = solid ? p.temperature + (cell.enthalpy - p.enthalpy_solid) / p.capacity_solid
                           : p.temperature + (cell.enthalpy - p.enthalpy_liquid) / p.capacity_liquid;
  for (int f = 0; f < cell.count; ++f) {
    const double t = cell.sides[f].temperature;
    const double nearer = own + alike * (p.temperature - own);
    if (solid ? (t < p.temperature && t > nearer) : (t > p.temperature && t < nearer)) return false;
  }
  return true;
}

}  // namespace

FrontRange freezing_front(const AlloyCurve::Plateau& p, FreezingCell& cell, double dt, double thinnest) {
  const Layer cold(p, cell, +1);
  const Layer hot(p, cell, -1);
  FrontRange range{false, p.enthalpy_solid - cold.sensible(1), p.enthalpy_liquid + hot.sensible(1)};
  const double edge = round_off * (p.enthalpy_liquid - p.enthalpy_solid);  // metal at an end of the plateau freezes (melts) from now on
  const double early_low = curved_by * cold.sensible(1), early_high = curved_by * hot.sensible(1);
  if (cell.enthalpy <= range.low - (hot.any ? edge + early_low : -edge) || cell.enthalpy >= range.high + (cold.any ? edge + early_high : -edge) ||
      !beyond_its_neighbours(p, cell))
    return range;
  range.inside = true;
  const double s = solid_share(p, cold, hot, cell.enthalpy);
  const double latent = p.enthalpy_liquid - p.enthalpy_solid;
  std::array<double, FreezingCell::most> cold_end, hot_end;
  const double net = own_growth(cold, latent, s, dt, cold_end) - own_growth(hot, latent, 1 - s, dt, hot_end);
  const double end = std::clamp(s + net, 0.0, 1.0);
  set_conductances(cold, latent, s, end, net >= 0, cold_end, thinnest, cell);
  set_conductances(hot, latent, 1 - s, 1 - end, net < 0, hot_end, thinnest, cell);
  return range;
}

double centre_temperature(const AlloyCurve::Plateau& p, const FreezingCell& cell) {
  const Layer cold(p, cell, +1);
  const Layer hot(p, cell, -1);
  const double s = solid_share(p, cold, hot, cell.enthalpy);
  for (const Layer* layer : {&cold, &hot})
    for (int f = 0; f < cell.count; ++f) {
      const double d = (layer == &cold ? s : 1 - s) * layer->share[f];
      if (d <= 0.5) continue;
      const double thickness = cell.sides[f].thickness, outside = layer->outside(f);
      return p.temperature - layer->sign * layer->drop(f) * (d - 0.5) * thickness / (outside + d * thickness);
    }
  return p.temperature;
}

AlloyCurve::Point front_temperature(const AlloyCurve& alloy, const FrontRange& range, double enthalpy) {
  if (!range.inside) return alloy.at(enthalpy);
  const AlloyCurve::Plateau& p = alloy.plateau();
  if (enthalpy >= range.low && enthalpy <= range.high) {
    AlloyCurve::Point point = alloy.at(std::clamp(enthalpy, p.enthalpy_solid, p.enthalpy_liquid));
    point.temperature = p.temperature;
    point.capacity = std::numeric_limits<double>::infinity();
    point.low = range.low;
    point.high = range.high;
    return point;
  }
  const bool below = enthalpy < range.low;
  const double width = below ? p.enthalpy_solid - range.low : range.high - p.enthalpy_liquid;
  const double beyond = below ? range.low - enthalpy : enthalpy - range.high;
  const double back = below ? range.low - width : range.high + width;  // from here on the curve itself
  const double shift = std::max(0.0, width - beyond);
  AlloyCurve::Point point = alloy.at(enthalpy + (below ? shift : -shift));
  if (shift > 0) point.capacity *= 0.5;
  point.low = shift > 0 ? (below ? back : range.high) : below ? std::min(point.low, back) : std::max(point.low, back);
  point.high = shift > 0 ? (below ? range.low : back) : below ? std::min(point.high, back) : std::max(point.high, back);
  return point;
}

}  // namespace sprue
