#include "engine/app/probes.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>

#include <nlohmann/json.hpp>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double zero_celsius = 273.15;
constexpr double some_metal = 0.05;   // of a cell's cavity: wisps do not make a reading
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

Vec3 tool_place(const Scene::Probe& probe, const std::vector<ProbeFrame>& frames, const std::string& where) {
  if (probe.cavity == 0) return probe.place;
  for (const ProbeFrame& f : frames) {
    if (f.cavity != probe.cavity) continue;
    Vec3 x;
    for (int r = 0; r < 3; ++r) {
      const auto at = [&](int c) { return f.to_tool[static_cast<std::size_t>(4 * r + c)]; };
      x[r] = at(0) * probe.place.x + at(1) * probe.place.y + at(2) * probe.place.z + at(3);
    }
    return x;
  }
  throw InputError("no such cavity is cast", where + ", cavity", std::to_string(probe.cavity), "use the number of a cavity, or 0 for the tool's frame");
}

bool is_cavity(const Domain& domain, Slot s) { return s < domain.grid.flow_slots() && domain.cavity_fraction[s] >= 0.5; }
bool is_mould(const Domain& domain, Slot s) { return domain.mould_index[s] != no_mould && !is_cavity(domain, s); }

/// Cells around the place that are what its own is, each with its share of the linear interpolation.
void find_cells(const Domain& domain, Probe& probe) {
  const BlockGrid& grid = domain.grid;
  int low[3];
  double beyond[3];
  for (int d = 0; d < 3; ++d) {
    const double at = (probe.in_tool[d] - grid.origin[d]) / grid.cell - 0.5;
    low[d] = static_cast<int>(std::floor(at));
    beyond[d] = at - low[d];
  }
  for (int n = 0; n < 8; ++n) {
    const int up[3] = {n & 1, (n >> 1) & 1, n >> 2};
    const Slot s = grid.find({low[0] + up[0], low[1] + up[1], low[2] + up[2]});
    if (s == no_slot || !(probe.in_metal ? is_cavity(domain, s) : is_mould(domain, s))) continue;
    double weight = 1;
    for (int d = 0; d < 3; ++d) weight *= up[d] ? beyond[d] : 1 - beyond[d];
    if (weight > 0) probe.around.push_back({s, weight});
  }
}

void check_name(const std::string& name, std::set<std::string>& names, const std::string& where) {
  const bool plain = std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_' || c == ' ' || c == '.'; });
  if (!plain) throw InputError("this name does not stand in a table", where + ", name", name, "letters, digits, space, '-', '_' and '.'");
  if (!names.insert(name).second) throw InputError("two probes have one name", where + ", name", name, "give each its own");
}

}  // namespace

std::vector<Probe> placed_probes(const Scene& scene, const Domain& domain, const std::vector<ProbeFrame>& frames) {
  std::vector<Probe> probes;
  std::set<std::string> names;
  for (std::size_t i = 0; i < scene.probes.size(); ++i) {
    const Scene::Probe& given = scene.probes[i];
    const std::string where = scene.source + ", probe." + std::to_string(i);
    Probe probe;
    probe.name = given.name.empty() ? "probe-" + std::to_string(i) : given.name;
    check_name(probe.name, names, where);
    probe.cavity = given.cavity;
    probe.place = given.place;
    probe.in_tool = tool_place(given, frames, where);
    const auto cell = [&](int d) { return static_cast<int>(std::floor((probe.in_tool[d] - domain.grid.origin[d]) / domain.grid.cell)); };
    probe.slot = domain.grid.find({cell(0), cell(1), cell(2)});
    if (probe.slot == no_slot || !(is_cavity(domain, probe.slot) || is_mould(domain, probe.slot)))
      throw InputError("this probe is neither in the cavity nor in mould that is solved for heat", where + ", place", "",
                       "move it, or widen mould.band to reach it");
    probe.in_metal = is_cavity(domain, probe.slot);
    find_cells(domain, probe);
    probes.push_back(probe);
  }
  return probes;
}

double reading(const Probe& probe, const Casting& casting) {
  const CastingState& state = casting.state();
  const auto metal = [&](Slot s) { return state.metal[s] >= some_metal * casting.domain().cavity_fraction[s]; };
  if (probe.in_metal && !metal(probe.slot)) return nothing;
  double sum = 0, weight = 0;
  for (const Probe::Part& part : probe.around) {
    if (probe.in_metal && !metal(part.slot)) continue;
    sum += part.weight * (probe.in_metal ? casting.heat().metal_temperature(state, part.slot) : state.mould_temperature[part.slot]);
    weight += part.weight;
  }
  return sum / weight;   // its own cell is among them
}

void ProbeCurves::sample(const Casting& casting) {
  if (probes_.empty()) return;
  rows_.push_back(casting.state().time);
  for (const Probe& probe : probes_) rows_.push_back(reading(probe, casting));
}

std::string ProbeCurves::save() const { return {reinterpret_cast<const char*>(rows_.data()), rows_.size() * sizeof(double)}; }

void ProbeCurves::restore(const std::string& bytes, const std::string& where) {
  if (bytes.size() % (sizeof(double) * (probes_.size() + 1)) != 0 || (probes_.empty() && !bytes.empty()))
    throw InputError("the checkpoint's probes are not those of the scene", where, "", "start again with --force");
  rows_.resize(bytes.size() / sizeof(double));
  if (!bytes.empty()) std::memcpy(rows_.data(), bytes.data(), bytes.size());
}

std::string ProbeCurves::csv() const {
  std::string text = "time_s";
  for (const Probe& probe : probes_) text += "," + probe.name + "_degC";
  text += "\n";
  char value[32];
  for (std::size_t i = 0; i < rows_.size(); i += probes_.size() + 1) {
    std::snprintf(value, sizeof value, "%.9g", rows_[i]);
    text += value;
    for (std::size_t p = 1; p <= probes_.size(); ++p) {
      std::snprintf(value, sizeof value, ",%.6g", rows_[i + p] - zero_celsius);
      text += std::isfinite(rows_[i + p]) ? value : ",";
    }
    text += "\n";
  }
  return text;
}

double ProbeCurves::highest(std::size_t probe) const {
  double most = nothing;
  for (std::size_t i = probe + 1; i < rows_.size(); i += probes_.size() + 1)
    if (std::isfinite(rows_[i]) && !(most >= rows_[i])) most = rows_[i];
  return most;
}

std::string probes_json(const std::vector<Probe>& probes, const ProbeCurves& curves, const Record& record, const Microstructure& grains) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (std::size_t i = 0; i < probes.size(); ++i) {
    const Probe& p = probes[i];
    const double highest = curves.highest(i) - zero_celsius;
    Json one = {{"name", p.name}, {"cavity", p.cavity}, {"where_mm", {p.place.x * 1e3, p.place.y * 1e3, p.place.z * 1e3}}, {"medium", p.in_metal ? "metal" : "mould"},
                {"highest_degC", std::isfinite(highest) ? Json(highest) : Json(nullptr)}};
    const auto value = [&](const Field<float>& field, double unit = 1) { return field[p.slot] != never ? Json(field[p.slot] / unit) : Json(nullptr); };
    if (p.in_metal) {
      one["arrival_s"] = value(record.arrival);
      one["solidification_s"] = value(record.solidification);
      one["cooling_rate_K_s"] = value(record.cooling_rate);
      one["gradient_K_m"] = value(grains.gradient);
      one["front_speed_m_s"] = value(grains.front_speed);
      one["local_freezing_time_s"] = value(grains.local_time);
      one["arm_spacing_um"] = value(grains.arm_spacing, 1e-6);
    }
    list.push_back(one);
  }
  return list.dump();
}

}  // namespace sprue
