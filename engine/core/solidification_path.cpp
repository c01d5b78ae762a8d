#include "engine/core/solidification_path.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/core/error.h"
#include "engine/core/units.h"

namespace sprue {

namespace {

struct TieLine {
  double temperature = 0;  ///< K
  double solid = 0;        ///< mole fraction of solute in the solid
};

/// Largest driving force (J/mol) for the solid out of the liquid, and the composition where it is.
std::pair<double, double> driving_force(const SolutionPhase& liquid, const SolutionPhase& solid, double x, double t) {
  const double a = liquid.solvent_potential(x, t), b = liquid.solute_potential(x, t);
  const auto force = [&](double y) { return a * (1 - y) + b * y - solid.gibbs(y, t); };
  constexpr int samples = 400;
  double best = 0.5 / samples;
  for (int i = 1; i < samples; ++i)
    if (const double y = (i + 0.5) / samples; force(y) > force(best)) best = y;
  double low = std::max(1e-9, best - 1.0 / samples), high = std::min(1 - 1e-9, best + 1.0 / samples);
  for (int i = 0; i < 60; ++i) {  // thirds: the force has one maximum between two samples
    const double left = low + (high - low) / 3, right = high - (high - low) / 3;
    (force(left) < force(right) ? low : high) = force(left) < force(right) ? left : right;
  }
  const double y = 0.5 * (low + high);
  return {force(y), y};
}

/// (1) without a guess; nothing where the solid does not freeze from this liquid within the parameters' range.
std::optional<TieLine> first_tie_line(const BinarySystem& system, const SolutionPhase& solid, double x) {
  double low = 500, high = system.high;
  if (driving_force(system.liquid, solid, x, low).first < 0 || driving_force(system.liquid, solid, x, high).first > 0) return std::nullopt;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (driving_force(system.liquid, solid, x, middle).first > 0 ? low : high) = middle;
  }
  const double t = 0.5 * (low + high);
  return TieLine{t, driving_force(system.liquid, solid, x, t).second};
}

/// (1) by Newton from a tie line of a liquid nearby.
TieLine next_tie_line(const BinarySystem& system, const SolutionPhase& solid, double x, TieLine line) {
  const auto residual = [&](double t, double y) {
    return std::pair(system.liquid.solvent_potential(x, t) - solid.solvent_potential(y, t),
                     system.liquid.solute_potential(x, t) - solid.solute_potential(y, t));
  };
  for (int i = 0; i < 20; ++i) {
    const double dt = 1e-3, dy = 1e-6 * std::min(line.solid, 1 - line.solid);
    const auto [r, s] = residual(line.temperature, line.solid);
    const auto [rt, st] = residual(line.temperature + dt, line.solid);
    const auto [ry, sy] = residual(line.temperature, line.solid + dy);
    const double a = (rt - r) / dt, b = (ry - r) / dy, c = (st - s) / dt, d = (sy - s) / dy, det = a * d - b * c;
    const double move_t = -(d * r - b * s) / det, move_y = -(a * s - c * r) / det;
    line.temperature += move_t;
    line.solid = std::clamp(line.solid + move_y, 0.5 * line.solid, 0.5 * (1 + line.solid));
    if (std::fabs(move_t) < 1e-9 && std::fabs(move_y) < 1e-12) break;
  }
  return line;
}

/// Follows the liquid's composition; the rules differ in what becomes of the solid.
class Freezing {
 public:
  Freezing(const BinaryAlloy& alloy, FreezingRule rule, double last_liquid)
      : system_(*alloy.system), rule_(rule), last_(last_liquid), start_(system_.mole_fraction(alloy.solute)), x_(start_) {
    for (const SolutionPhase& s : system_.solids) lines_.push_back(first_tie_line(system_, s, start_));
    for (std::size_t s = 0; s < lines_.size(); ++s)
      if (lines_[s] && (freezing_ == none || lines_[s]->temperature > lines_[freezing_]->temperature)) freezing_ = s;
    if (freezing_ == none)
      throw InputError("the phase diagram does not cover this composition", system_.name, to_text(100 * alloy.solute) + " mass percent " + system_.solute,
                       "give one at which one of its solids freezes first");
  }

  FreezingPath run() {
    liquid_enthalpy_ = system_.liquid.enthalpy(start_, line().temperature);
    last_temperature_ = line().temperature;
    add_row();
    while (liquid_ > 0) step();
    return std::move(path_);
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  static constexpr double step_length = 5e-4;  // mole fraction of the liquid's solute: error of (2) under 1e-5
  struct Layer {
    std::size_t phase;
    double amount, solute;  // mole fractions
  };
  const TieLine& line() const { return *lines_[freezing_]; }

  void step() {
    const double direction = line().solid > x_ ? -1 : 1;  // the liquid moves away from the solid
    const double x = std::clamp(x_ + direction * std::min(step_length, 0.05 * std::min(x_, 1 - x_)), 1e-6, 1 - 1e-6);
    std::vector<std::optional<TieLine>> lines = lines_;
    for (std::size_t s = 0; s < lines.size(); ++s) lines[s] = lines[s] ? next_tie_line(system_, system_.solids[s], x, *lines[s]) : first_tie_line(system_, system_.solids[s], x);
    std::size_t other = none;
    for (std::size_t s = 0; s < lines.size(); ++s)
      if (s != freezing_ && lines[s] && !(exhausted_ == s) && lines[s]->temperature > lines[freezing_]->temperature) other = s;
    if (other == none) advance(x, lines);
    else three_phases(other, x);
  }

  /// Bisects between x_ and x for the liquid at which both solids freeze at one temperature, then lets them react.
  void three_phases(std::size_t other, double x) {
    double low = 0, high = 1;
    std::vector<std::optional<TieLine>> lines = lines_;
    for (int i = 0; i < 50; ++i) {
      const double middle = 0.5 * (low + high), here = x_ + middle * (x - x_);
      for (std::size_t s : {freezing_, other})
        lines[s] = lines[s] ? next_tie_line(system_, system_.solids[s], here, *lines[s]) : first_tie_line(system_, system_.solids[s], here);
      (lines[other]->temperature > lines[freezing_]->temperature ? high : low) = middle;
    }
    lines[other]->temperature = lines[freezing_]->temperature;
    advance(x_ + high * (x - x_), lines);
    if (liquid_ == 0) return;
    const double first = line().solid, second = lines_[other]->solid;
    if ((first - x_) * (second - x_) < 0) return freeze_rest(other);
    exhausted_ = freezing_;
    freezing_ = other;
    if (rule_ == FreezingRule::lever) use_up(other);
  }

  /// Lever rule at a peritectic: the first solid is used up, or the liquid is.
  void use_up(std::size_t second) {
    const double y = lines_[second]->solid, left = (y - start_) / (y - x_);
    if (left > 0 && left < 1) return settle(left);
    // Liquid used up: the first solid and the second remain.
    const double first = lines_[exhausted_]->solid, share = (start_ - first) / (y - first);
    layers_ = {{exhausted_, 1 - share, first}, {second, share, y}};
    liquid_ = 0;
    add_row();
  }

  void advance(double x, const std::vector<std::optional<TieLine>>& lines) {
    const double before = line().solid, after = lines[freezing_]->solid, moved = x - x_;
    if (rule_ == FreezingRule::lever) {
      x_ = x;
      lines_ = lines;
      return settle((after - start_) / (after - x));
    }
    const double ratio = std::exp(0.5 * moved * (1 / (before - x_) + 1 / (after - x)));
    const double frozen = liquid_ * (1 - ratio);
    // The layer's solute: what the liquid lost, so that solute is kept to round-off.
    layers_.push_back({freezing_, frozen, frozen > 0 ? (liquid_ * x_ - liquid_ * ratio * x) / frozen : after});
    liquid_ *= ratio;
    x_ = x;
    lines_ = lines;
    add_row();
    if (solid_fraction() >= 1 - last_) freeze_rest(none);
  }

  /// Lever rule: one solid of one composition beside the liquid.
  void settle(double liquid) {
    if (liquid <= 0) return end_lever();
    liquid_ = liquid;
    layers_ = {{freezing_, 1 - liquid, line().solid}};
    add_row();
  }

  /// The lever rule's last liquid: where the solid has the alloy's composition.
  void end_lever() {
    double low = last_x_, high = x_;
    TieLine at = line();
    for (int i = 0; i < 60; ++i) {
      const double middle = 0.5 * (low + high);
      at = next_tie_line(system_, system_.solids[freezing_], middle, at);
      ((at.solid - start_) / (at.solid - middle) > 0 ? low : high) = middle;
    }
    x_ = high;
    lines_[freezing_] = at;
    liquid_ = 0;
    layers_ = {{freezing_, 1, start_}};
    add_row();
  }

  /// All that is left freezes at this temperature: into both solids (eutectic), or into this one with the liquid's own composition.
  void freeze_rest(std::size_t second) {
    const double y = line().solid;
    if (second == none) layers_.push_back({freezing_, liquid_, x_});
    else {
      const double z = lines_[second]->solid, share = (x_ - y) / (z - y);
      layers_.push_back({freezing_, liquid_ * (1 - share), y});
      layers_.push_back({second, liquid_ * share, z});
    }
    liquid_ = 0;
    add_row();
  }

  double solid_fraction() const { return 1 - liquid_ * system_.molar_mass(x_) / system_.molar_mass(start_); }

  double molar_enthalpy(double t) const {
    double sum = liquid_ > 0 ? liquid_ * system_.liquid.enthalpy(x_, t) : 0;
    for (const Layer& l : layers_) sum += l.amount * system_.solids[l.phase].enthalpy(l.solute, t);
    return sum;
  }

  void add_row() {
    const double mass = system_.molar_mass(start_), t = line().temperature;
    const double here = molar_enthalpy(t), warmer = molar_enthalpy(t + 0.5);
    const double capacity = (warmer - here) / 0.5;
    if (!path_.rows.empty()) sensible_ += 0.5 * (capacity + last_capacity_) * (t - last_temperature_);
    const double solid = liquid_ > 0 ? std::max(0.0, solid_fraction()) : 1;
    if (!path_.rows.empty() && t == last_temperature_) path_.isothermal = std::max(path_.isothermal, solid - path_.rows.back().solid);
    path_.rows.push_back({t, solid, (here - liquid_enthalpy_) / mass, system_.mass_fraction(x_), sensible_ / mass});
    last_temperature_ = t;
    last_capacity_ = capacity;
    last_x_ = x_;
  }

  const BinarySystem& system_;
  const FreezingRule rule_;
  const double last_, start_;
  double x_, liquid_ = 1;
  std::vector<std::optional<TieLine>> lines_;
  std::vector<Layer> layers_;
  std::size_t freezing_ = none, exhausted_ = none;
  double liquid_enthalpy_ = 0, last_temperature_ = 0, last_capacity_ = 0, sensible_ = 0, last_x_ = 0;
  FreezingPath path_;
};

}  // namespace

BinaryAlloy binary_alloy(const std::string& name, const std::string& where) {
  for (const BinarySystem* system : {&zinc_aluminium(), &copper_zinc()}) {
    const std::string head = system->solvent + "-";
    if (!name.starts_with(head) || !name.ends_with(system->solute) || name.size() <= head.size() + system->solute.size()) continue;
    const double percent = 100 * parse_si(name.substr(head.size(), name.size() - head.size() - system->solute.size()) + " %", Dimension::none, where);
    if (percent > 0 && percent < 100) return {system, percent / 100};
  }
  throw InputError("no phase diagram of this alloy", where, name, "write a binary with the mass percent of its solute: Zn-4.0Al or Cu-37Zn");
}

FreezingPath freezing_path(const BinaryAlloy& alloy, FreezingRule rule, double last_liquid) {
  SPRUE_ASSERT(alloy.system && last_liquid > 0 && last_liquid < 1);
  FreezingPath path = Freezing(alloy, rule, last_liquid).run();
  path.equilibrium_solidus = rule == FreezingRule::lever ? path.rows.back().temperature
                                                         : Freezing(alloy, FreezingRule::lever, last_liquid).run().rows.back().temperature;
  return path;
}

FreezingPath scaled(FreezingPath path, double liquidus, double solidus) {
  const double top = path.rows.front().temperature, end = path.equilibrium_solidus;
  SPRUE_ASSERT(liquidus >= solidus && top > end);
  const double stretch = (liquidus - solidus) / (top - end);
  for (FreezingRow& row : path.rows) row.temperature = row.temperature >= end ? solidus + stretch * (row.temperature - end) : solidus + row.temperature - end;
  path.equilibrium_solidus = solidus;
  return path;
}

std::vector<FreezingTableRow> freezing_table(const FreezingPath& path, double tolerance) {
  const std::vector<FreezingRow>& rows = path.rows;
  const auto straight = [&](std::size_t i, std::size_t j) {
    const FreezingRow &a = rows[i], &b = rows[j];
    if (a.temperature == b.temperature) return j == i + 1;
    for (std::size_t k = i + 1; k < j; ++k) {
      const double x = (rows[k].temperature - a.temperature) / (b.temperature - a.temperature);
      const double solid = a.solid + x * (b.solid - a.solid), released = path.released(a) + x * (path.released(b) - path.released(a));
      if (rows[k].temperature == b.temperature || std::fabs(solid - rows[k].solid) > tolerance || std::fabs(released - path.released(rows[k])) > tolerance)
        return false;
    }
    return true;
  };
  std::vector<FreezingTableRow> table = {{rows[0].temperature, 0, 0}};
  for (std::size_t i = 0; i + 1 < rows.size();) {
    std::size_t j = i + 1;
    while (j + 1 < rows.size() && straight(i, j + 1)) ++j;
    table.push_back({rows[j].temperature, rows[j].solid, path.released(rows[j])});
    i = j;
  }
  std::reverse(table.begin(), table.end());
  return table;
}

}  // namespace sprue
