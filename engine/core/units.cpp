#include "engine/core/units.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <vector>

#include "engine/core/error.h"

namespace sprue {

namespace {

using D = Dimension;
constexpr double pi = std::numbers::pi;

struct Unit {
  D dimension;
  const char* name;
  double factor;
  double offset = 0;  ///< si = number * factor + offset
};

/// First unit of a dimension: the one values are shown in.
constexpr Unit units[] = {
    {D::none, "", 1}, {D::none, "%", 0.01}, {D::none, "1", 1},
    {D::length, "mm", 1e-3}, {D::length, "m", 1}, {D::length, "cm", 1e-2}, {D::length, "um", 1e-6},
    {D::length, "inch", 0.0254}, {D::length, "in", 0.0254},
    {D::area, "mm2", 1e-6}, {D::area, "m2", 1}, {D::area, "cm2", 1e-4},
    {D::volume, "mm3", 1e-9}, {D::volume, "m3", 1}, {D::volume, "cm3", 1e-6}, {D::volume, "mL", 1e-6}, {D::volume, "L", 1e-3},
    {D::angle, "deg", pi / 180}, {D::angle, "rad", 1},
    {D::time, "s", 1}, {D::time, "ms", 1e-3}, {D::time, "us", 1e-6}, {D::time, "min", 60}, {D::time, "h", 3600}, {D::time, "d", 86400},
    {D::mass, "g", 1e-3}, {D::mass, "kg", 1}, {D::mass, "mg", 1e-6},
    {D::temperature, "degC", 1, 273.15}, {D::temperature, "K", 1}, {D::temperature, "degF", 5.0 / 9, 273.15 - 32 * 5.0 / 9},
    {D::temperature_difference, "K", 1}, {D::temperature_difference, "degC", 1},
    {D::speed, "m/s", 1}, {D::speed, "mm/s", 1e-3}, {D::speed, "cm/s", 1e-2},
    {D::acceleration, "m/s2", 1}, {D::acceleration, "g0", 9.80665},
    {D::angular_speed, "rpm", pi / 30}, {D::angular_speed, "rad/s", 1}, {D::angular_speed, "1/s", 2 * pi},
    {D::pressure, "kPa", 1e3}, {D::pressure, "Pa", 1}, {D::pressure, "bar", 1e5}, {D::pressure, "mbar", 100}, {D::pressure, "MPa", 1e6}, {D::pressure, "GPa", 1e9},
    {D::volume_rate, "mL/s", 1e-6}, {D::volume_rate, "m3/s", 1}, {D::volume_rate, "mm3/s", 1e-9}, {D::volume_rate, "cm3/s", 1e-6}, {D::volume_rate, "L/s", 1e-3},
    {D::mass_rate, "g/s", 1e-3}, {D::mass_rate, "kg/s", 1}, {D::mass_rate, "kg/min", 1.0 / 60},
    {D::density, "kg/m3", 1}, {D::density, "g/cm3", 1000},
    {D::dynamic_viscosity, "mPa.s", 1e-3}, {D::dynamic_viscosity, "Pa.s", 1},
    {D::surface_tension, "N/m", 1}, {D::surface_tension, "mN/m", 1e-3},
    {D::thermal_conductivity, "W/m/K", 1}, {D::specific_heat, "J/kg/K", 1}, {D::specific_heat, "kJ/kg/K", 1e3},
    {D::specific_energy, "kJ/kg", 1e3}, {D::specific_energy, "J/kg", 1},
    {D::heat_transfer_coefficient, "W/m2/K", 1}, {D::heat_transfer_coefficient, "kW/m2/K", 1e3},
    {D::mass_flux, "g/m2/s", 1e-3}, {D::mass_flux, "kg/m2/s", 1},
    {D::expansion, "1e-6/K", 1e-6}, {D::expansion, "1/K", 1},
    {D::gas_constant, "J/kg/K", 1},
    {D::bytes, "GB", 1e9}, {D::bytes, "MB", 1e6}, {D::bytes, "B", 1},
};

const char* const names[] = {
    "pure number", "length", "area", "volume", "angle", "time", "mass", "temperature", "temperature difference", "speed",
    "acceleration", "angular speed", "pressure", "volume rate", "mass rate", "density", "dynamic viscosity",
    "surface tension", "thermal conductivity", "specific heat", "specific energy", "heat transfer coefficient",
    "mass flux", "thermal expansion", "gas constant", "amount of memory"};

const Unit& usual_unit(D dimension) {
  return *std::find_if(std::begin(units), std::end(units), [&](const Unit& u) { return u.dimension == dimension; });
}

std::string example(D dimension) { return "\"1 " + std::string(usual_unit(dimension).name) + "\""; }

[[noreturn]] void wrong_unit(const std::string& what, D dimension, const std::string& where, const std::string& value) {
  throw InputError(what, where, value,
                   "write a " + std::string(name_of(dimension)) + " with its unit as text, like " + example(dimension) +
                       " (accepted: " + accepted_units(dimension) + ")");
}

std::string without_blanks(const std::string& text) {
  const auto first = text.find_first_not_of(" \t"), last = text.find_last_not_of(" \t");
  return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

}  // namespace

const char* name_of(Dimension dimension) { return names[static_cast<int>(dimension)]; }

const char* si_unit(Dimension dimension) {
  for (const Unit& u : units)
    if (u.dimension == dimension && u.factor == 1 && u.offset == 0) return u.name;
  return "";
}

std::string accepted_units(Dimension dimension) {
  std::string list;
  for (const Unit& u : units)
    if (u.dimension == dimension && *u.name) list += (list.empty() ? "" : ", ") + std::string(u.name);
  return list;
}

double to_si(double number, const std::string& unit, Dimension dimension, const std::string& where) {
  for (const Unit& u : units)
    if (u.dimension == dimension && unit == u.name) return number * u.factor + u.offset;
  if (unit.empty()) wrong_unit("the unit is missing", dimension, where, to_text(number));
  wrong_unit("'" + unit + "' is not a unit of " + name_of(dimension), dimension, where, to_text(number) + " " + unit);
}

double parse_si(const std::string& text, Dimension dimension, const std::string& where) {
  const std::string trimmed = without_blanks(text);
  const char* begin = trimmed.data();
  const char* const end = begin + trimmed.size();
  if (begin != end && *begin == '+') ++begin;
  double number = 0;
  const auto [rest, error] = std::from_chars(begin, end, number);
  if (error != std::errc{} || !std::isfinite(number)) wrong_unit("not a number with a unit", dimension, where, '"' + text + '"');
  return to_si(number, without_blanks(std::string(rest, end)), dimension, where);
}

std::string to_text(double number) {
  char buffer[40];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, number);
  return std::string(buffer, result.ptr);
}

std::string to_text(double si, Dimension dimension) {
  const Unit& u = usual_unit(dimension);
  double number = (si - u.offset) / u.factor;
  // The short decimal is shown where it reads back to the same value; otherwise the neighbours are tried.
  for (int digits = 6; digits <= 17; ++digits) {
    char buffer[40];
    const auto result = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::general, digits);
    double back = 0;
    std::from_chars(buffer, result.ptr, back);
    if (back * u.factor + u.offset == si || digits == 17) {
      const std::string shown(buffer, result.ptr);
      if (back * u.factor + u.offset != si) break;
      return *u.name ? shown + " " + u.name : shown;
    }
  }
  const std::string unit = si_unit(dimension);
  return unit.empty() ? to_text(si) : to_text(si) + " " + unit;
}

int edit_distance(const std::string& a, const std::string& b) {
  std::vector<int> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace sprue
