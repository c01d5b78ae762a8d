#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/error.h"
#include "engine/core/materials.h"

namespace sprue {

namespace {

using Table = AlloyProperties::Table;

constexpr double room = 298.15;  // K, zero of enthalpy

double value_at(const Table& table, double temperature) {
  SPRUE_ASSERT(!table.empty());
  if (temperature <= table.front().first) return table.front().second;
  for (std::size_t i = 1; i < table.size(); ++i) {
    const auto& [t0, v0] = table[i - 1];
    const auto& [t1, v1] = table[i];
    if (temperature <= t1) return t1 > t0 ? v0 + (v1 - v0) * (temperature - t0) / (t1 - t0) : v1;
  }
  return table.back().second;
}

Table table_of(const Material& material, const std::string& name) {
  const Property& p = material.require(name);
  return p.table.empty() ? Table{{room, p.value}} : p.table;
}

double number_of(const Material& material, const std::string& name, double least) {
  const double value = material.require(name).value;
  if (!(value >= least) || !std::isfinite(value))
    throw InputError(name + " is out of range", material.file, std::to_string(value),
                     "give a value of at least " + std::to_string(least));
  return value;
}

/// Rows of ascending temperature and, where a temperature repeats, descending value.
Table in_order(Table rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return a.first < b.first || (a.first == b.first && a.second > b.second);
  });
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

Table fraction_rows(const AlloyProperties& alloy) {
  return in_order(alloy.solid_fraction.empty() ? Table{{alloy.solidus, 1.0}, {alloy.liquidus, 0.0}} : alloy.solid_fraction);
}

/// The share of latent heat released at each row of the solid fraction.
Table share_rows(const AlloyProperties& alloy) {
  return in_order(alloy.latent_heat_share.empty() ? fraction_rows(alloy) : alloy.latent_heat_share);
}

void check_share(const Material& material, const Table& shares, const Table& fractions) {
  const auto same = [](const auto& a, const auto& b) { return std::fabs(a.first - b.first) < 1e-6; };
  if (shares.size() != fractions.size() || !std::equal(shares.begin(), shares.end(), fractions.begin(), same))
    throw InputError("the rows are not at the temperatures of solid_fraction", material.file + ", property latent_heat_share",
                     std::to_string(shares.size()) + " rows", "give " + std::to_string(fractions.size()) + " rows at the temperatures of solid_fraction");
  const auto rises = std::adjacent_find(shares.begin(), shares.end(), [](const auto& a, const auto& b) { return b.second > a.second; });
  if (rises != shares.end() || shares.front().second != 1 || shares.back().second != 0)
    throw InputError("the share does not fall from 1 to 0 with temperature", material.file + ", property latent_heat_share",
                     std::to_string(rises != shares.end() ? rises->second : shares.front().second), "begin with 1 at the end of freezing and end with 0 at the liquidus");
}

void check_fraction(const Material& material, const Table& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].second < 0 || rows[i].second > 1 || (i > 0 && rows[i].second > rows[i - 1].second))
      throw InputError("solid_fraction does not fall from 1 to 0 with temperature", material.file,
                       std::to_string(rows[i].second), "give fractions between 0 and 1 that fall with temperature");
  if (rows.front().second != 1 || rows.back().second != 0)
    throw InputError("solid_fraction does not reach from 1 to 0", material.file, "",
                     "end the table with fraction 0 at the liquidus and 1 at the end of freezing");
}

/// Temperatures inside (low, high) where a property table has a row: they become knots.
std::vector<double> rows_between(std::initializer_list<const Table*> tables, double low, double high) {
  std::vector<double> at;
  for (const Table* table : tables)
    for (const auto& [t, v] : *table)
      if (t > low && t < high) at.push_back(t);
  std::sort(at.begin(), at.end());
  at.erase(std::unique(at.begin(), at.end()), at.end());
  return at;
}

/// Density of a liquid whose volume grows linearly above the liquidus.
Table expanding(double liquidus, double density, double expansion) {
  constexpr double far = 1000;  // K: the curve's last row
  return {{liquidus, density}, {liquidus + far, density / (1 + expansion * far)}};
}

std::vector<PropertyRange> property_ranges(const Material& material) {
  std::vector<PropertyRange> ranges;
  for (const Property& p : material.properties) {
    using State = PropertyRange::State;
    const bool liquid = p.name.ends_with("_liquid") || p.name == "surface_tension", solid = p.name.ends_with("_solid");
    if (!liquid && !solid) continue;  // the others are facts at their own temperature
    const State state = liquid ? State::liquid : State::solid;
    if (p.range_high > 0) ranges.push_back({p.name, p.range_low, p.range_high, state});
    else if (p.table.size() > 1) ranges.push_back({p.name, p.table.front().first, p.table.back().first, state});
  }
  return ranges;
}

}  // namespace

AlloyProperties alloy_properties(const Material& material) {
  AlloyProperties a;
  a.liquidus = number_of(material, "liquidus", room);
  a.solidus = number_of(material, "solidus", room);
  if (a.solidus > a.liquidus)
    throw InputError("solidus lies above the liquidus", material.file, std::to_string(a.solidus) + " K",
                     "give a solidus of at most " + std::to_string(a.liquidus) + " K");
  a.latent_heat = number_of(material, "latent_heat", 1);
  a.specific_heat_solid = table_of(material, "specific_heat_solid");
  a.specific_heat_liquid = table_of(material, "specific_heat_liquid");
  a.thermal_conductivity_solid = table_of(material, "thermal_conductivity_solid");
  a.thermal_conductivity_liquid = table_of(material, "thermal_conductivity_liquid");
  a.density_solid = table_of(material, "density_solid");
  if (const Property* hot = material.find("density_solid_at_solidus"); hot && a.density_solid.size() == 1)
    a.density_solid = {{room, a.density_solid.front().second}, {a.solidus, hot->value}};
  a.density_liquid = table_of(material, "density_liquid");
  if (const Property* expansion = material.find("expansion_liquid"); expansion && a.density_liquid.size() == 1)
    a.density_liquid = expanding(a.liquidus, a.density_liquid.front().second, expansion->value);
  if (const Property* fraction = material.find("solid_fraction"); fraction && !fraction->table.empty()) {
    a.solid_fraction = fraction->table;
    check_fraction(material, fraction_rows(a));
    if (const Property* share = material.find("latent_heat_share"); share && !share->table.empty()) {
      a.latent_heat_share = share->table;
      check_share(material, share_rows(a), fraction_rows(a));
    }
  }
  a.viscosity_liquid = table_of(material, "viscosity_liquid");
  a.surface_tensions = table_of(material, "surface_tension");
  a.surface_tension = value_at(a.surface_tensions, a.liquidus);
  a.coherency_fraction = number_of(material, "coherency_fraction", 0);
  a.feeding_limit_fraction = number_of(material, "feeding_limit_fraction", 0);
  a.dendrite_arm_spacing = number_of(material, "dendrite_arm_spacing", 1e-9);
  for (const Table* t : {&a.specific_heat_solid, &a.specific_heat_liquid, &a.thermal_conductivity_solid,
                         &a.thermal_conductivity_liquid, &a.density_solid, &a.density_liquid, &a.viscosity_liquid})
    for (const auto& [temperature, value] : *t)
      if (!(value > 0))
        throw InputError("an alloy property is not positive", material.file, std::to_string(value),
                         "give positive heat capacities, conductivities, densities and viscosities");
  a.ranges = property_ranges(material);
  return a;
}

AlloyCurve::AlloyCurve(const Material& alloy) : AlloyCurve(alloy_properties(alloy)) {}

AlloyCurve::AlloyCurve(const AlloyProperties& a)
    : viscosity_(a.viscosity_liquid),
      tensions_(a.surface_tensions.empty() ? Table{{room, a.surface_tension}} : a.surface_tensions),
      ranges_(a.ranges),
      tension_(a.surface_tension),
      coherency_(a.coherency_fraction),
      feeding_limit_(a.feeding_limit_fraction),
      arm_spacing_(a.dendrite_arm_spacing),
      latent_heat_(a.latent_heat) {
  const Table rows = fraction_rows(a), shares = share_rows(a);
  solidus_ = rows.front().first;
  liquidus_ = rows.back().first;
  density_ = value_at(a.density_liquid, liquidus_);
  const auto knot = [&](double t, double fs) {
    const double volume = fs / value_at(a.density_solid, t) + (1 - fs) / value_at(a.density_liquid, t);
    const double k = fs * value_at(a.thermal_conductivity_solid, t) + (1 - fs) * value_at(a.thermal_conductivity_liquid, t);
    return Knot{t, 0, fs, k, 1 / volume};
  };
  constexpr double far = 1000;  // K: the end segments are straight and reach to infinity
  const double cold = std::min(room, solidus_ - far / 10);
  knots_.push_back(knot(cold, 1));
  for (double t : rows_between({&a.specific_heat_solid, &a.thermal_conductivity_solid, &a.density_solid}, cold, solidus_))
    knots_.push_back(knot(t, 1));
  const std::size_t first_row = knots_.size(), last_row = first_row + rows.size() - 1;
  for (const auto& [t, fs] : rows) knots_.push_back(knot(t, fs));
  const auto released = [&](std::size_t i) { return i < first_row ? 1 : i > last_row ? 0 : shares[i - first_row].second; };
  for (double t : rows_between({&a.specific_heat_liquid, &a.thermal_conductivity_liquid, &a.density_liquid}, liquidus_,
                               liquidus_ + far))
    knots_.push_back(knot(t, 0));
  knots_.push_back(knot(liquidus_ + far, 0));
  for (std::size_t i = 1; i < knots_.size(); ++i) {
    const Knot &p = knots_[i - 1], &q = knots_[i];
    const double fs = 0.5 * (p.solid + q.solid), t = 0.5 * (p.temperature + q.temperature);
    const double capacity = fs * value_at(a.specific_heat_solid, t) + (1 - fs) * value_at(a.specific_heat_liquid, t);
    knots_[i].enthalpy = p.enthalpy + capacity * (q.temperature - p.temperature) + latent_heat_ * (released(i - 1) - released(i));
  }
  const double zero = enthalpy(room);
  for (Knot& k : knots_) k.enthalpy -= zero;
  index_knots();
  for (const Knot& k : knots_) {
    if (k.solid == 1) solidus_enthalpy_ = k.enthalpy;
  }
  for (auto k = knots_.rbegin(); k != knots_.rend() && k->solid == 0; ++k) liquidus_enthalpy_ = k->enthalpy;
  solid_capacity_ = at(std::nextafter(solidus_enthalpy_, knots_.front().enthalpy)).capacity;
  find_plateau();
  find_ranges();
}

/// Buckets of equal enthalpy between the first knot and the last but one: a look-up starts at its bucket's first segment.
void AlloyCurve::index_knots() {
  constexpr std::size_t buckets = 512;  // a bucket is then 1 kJ/kg or less: few hold more than one knot
  bucket_start_ = knots_.front().enthalpy;
  const double end = knots_[knots_.size() - 2].enthalpy;
  buckets_per_enthalpy_ = end > bucket_start_ ? buckets / (end - bucket_start_) : 0;
  first_.assign(buckets + 1, 0);
  std::size_t i = 0;
  for (std::size_t b = 0; b <= buckets && buckets_per_enthalpy_ > 0; ++b) {
    const double start = bucket_start_ + (static_cast<double>(b) - 1e-6) / buckets_per_enthalpy_;  // rounding must not start past the segment
    while (i + 2 < knots_.size() && start >= knots_[i + 1].enthalpy) ++i;
    first_[b] = static_cast<std::uint16_t>(i);
  }
}

void AlloyCurve::find_ranges() {
  constexpr double endless = std::numeric_limits<double>::infinity();
  double low = -endless, high = endless;  // K
  for (const PropertyRange& r : ranges_) {
    const bool solid = r.state == PropertyRange::State::solid, liquid = r.state == PropertyRange::State::liquid;
    if (!liquid || r.low > liquidus_) low = std::max(low, r.low);
    if (!solid || r.high < solidus_) high = std::min(high, r.high);
  }
  ranged_low_ = low == -endless ? low : enthalpy(low);
  ranged_high_ = high == endless ? high : enthalpy(high);
}

std::vector<const PropertyRange*> AlloyCurve::left_ranges(double temperature) const {
  std::vector<const PropertyRange*> left;
  for (const PropertyRange& r : ranges_) {
    if (r.state == PropertyRange::State::liquid && temperature <= liquidus_) continue;
    if (r.state == PropertyRange::State::solid && temperature >= solidus_) continue;
    if (temperature < r.low || temperature > r.high) left.push_back(&r);
  }
  return left;
}

void AlloyCurve::find_plateau() {
  for (std::size_t i = 1; i + 2 < knots_.size(); ++i) {
    const Knot &p = knots_[i], &q = knots_[i + 1];
    if (p.temperature != q.temperature) continue;
    if (q.enthalpy - p.enthalpy <= plateau_.enthalpy_liquid - plateau_.enthalpy_solid) continue;
    const Knot &below = knots_[i - 1], &above = knots_[i + 2];
    const double cold = p.temperature - below.temperature, warm = above.temperature - q.temperature;
    plateau_ = {true, p.temperature, p.enthalpy, q.enthalpy, (p.enthalpy - below.enthalpy) / cold, (above.enthalpy - q.enthalpy) / warm,
                cold, warm,          p.conductivity, q.conductivity};
  }
}

const AlloyCurve::Knot* AlloyCurve::segment(double enthalpy) const {
  const double place = (enthalpy - bucket_start_) * buckets_per_enthalpy_, last = static_cast<double>(first_.size() - 1);
  std::size_t i = first_[place > 0 ? static_cast<std::size_t>(std::min(place, last)) : 0];
  while (i + 2 < knots_.size() && enthalpy >= knots_[i + 1].enthalpy) ++i;
  return &knots_[i];
}

double AlloyCurve::enthalpy(double temperature) const {
  std::size_t i = 0;
  while (i + 2 < knots_.size() && temperature >= knots_[i + 1].temperature) ++i;
  const Knot &p = knots_[i], &q = knots_[i + 1];
  return p.enthalpy + (temperature - p.temperature) * ((q.enthalpy - p.enthalpy) / (q.temperature - p.temperature));
}

AlloyCurve::Point AlloyCurve::at(double enthalpy) const {
  const Knot *p = segment(enthalpy), *q = p + 1;
  const double rise = q->enthalpy - p->enthalpy, warm = q->temperature - p->temperature;
  const double x = (enthalpy - p->enthalpy) / rise;
  constexpr double endless = std::numeric_limits<double>::infinity();
  const double inside = std::clamp(x, 0.0, 1.0);  // mixtures end at the end knots; temperature goes on
  return {p->temperature + x * warm, p->solid + inside * (q->solid - p->solid),
          warm > 0 ? rise / warm : std::numeric_limits<double>::infinity(),
          p->conductivity + inside * (q->conductivity - p->conductivity),
          p == knots_.data() ? -endless : p->enthalpy, q == &knots_.back() ? endless : q->enthalpy};
}

double AlloyCurve::temperature(double enthalpy) const { return at(enthalpy).temperature; }
double AlloyCurve::solid_fraction(double enthalpy) const { return at(enthalpy).solid; }
double AlloyCurve::heat_capacity(double enthalpy) const { return at(enthalpy).capacity; }
double AlloyCurve::conductivity(double enthalpy) const { return at(enthalpy).conductivity; }

double AlloyCurve::density(double enthalpy) const {
  const Knot *p = segment(enthalpy), *q = p + 1;
  const double x = std::clamp((enthalpy - p->enthalpy) / (q->enthalpy - p->enthalpy), 0.0, 1.0);
  return 1 / ((1 - x) / p->density + x / q->density);
}

double AlloyCurve::viscosity(double temperature) const { return value_at(viscosity_, temperature); }
double AlloyCurve::surface_tension(double temperature) const { return value_at(tensions_, temperature); }

MouldProperties mould_properties(const Material& mould) {
  MouldProperties m;
  m.conductivity = number_of(mould, "thermal_conductivity", 1e-6);
  m.density = number_of(mould, "density", 1e-3);
  m.specific_heat = number_of(mould, "specific_heat", 1e-3);
  m.limit_temperature = number_of(mould, "metal_contact_limit", 0);
  m.expansion = mould.value_or("cte_linear", 0);
  return m;
}

}  // namespace sprue
