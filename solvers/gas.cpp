#include "solvers/gas.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/core/parallel.h"
#include "solvers/pocket_heat.h"
#include "solvers/vent_flow.h"

namespace sprue {

namespace {

constexpr double kept_cells = 3;        // below it the pressure of a closed pocket is kept
constexpr double event_cells = 1;       // gas of that many cells at outside pressure makes a vanished pocket worth recording
constexpr double part_of_volume = 0.01; // of a pocket: drained at one pressure
constexpr int most_parts = 20;          // of a step

double between(double value, double a, double b) { return std::clamp(value, std::min(a, b), std::max(a, b)); }

double gas_share(const Domain& domain, const CastingState& state, Slot s) {
  return domain.cavity_fraction[s] - state.metal[s];
}

const GasPocket* find_pocket(const std::vector<GasPocket>& pockets, std::int32_t id) {
  const auto it =
      std::lower_bound(pockets.begin(), pockets.end(), id, [](const GasPocket& p, std::int32_t n) { return p.id < n; });
  return it != pockets.end() && it->id == id ? &*it : nullptr;
}

}  // namespace

/// A pocket under construction.
struct GasPockets::Body {
  GasPocket pocket;
  double cells = 0;             // gas, units of a cell
  double volume_before = 0;     // m3 the mass it received filled
  double heat = 0;              // sum of mass * temperature received
  double pressure_before = 0;   // mass-weighted sum
  std::vector<Outlet> outlets;  // its open vents
  double wall = 0;              // area of walls beside its gas, m2
  double wall_heat = 0;         // sum of area * temperature of mould in its cut cells; their area
  double mould = 0;
  double heated = 0;            // area of walls in its cells that metal has reached, m2
  bool open = false;            // touches an open face
  double largest_gift = 0;      // mass from the pocket whose id it takes
  int givers = 0;
};

GasPockets::GasPockets(const Domain& domain, const Gas& gas)
    : domain_(domain), bodies_(domain), gas_(gas), cell_volume_(domain.cell_volume()), history_(kept_cells * cell_volume_) {
  for (int d = 0; d < 3; ++d)
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s)   // a permeable face may belong to a slot without a cavity
      if (domain.kind[d][s] == FaceKind::permeable || (domain.kind[d][s] == FaceKind::open && domain.aperture[d][s] > 0)) open_faces_.push_back({d, s});
}

/// Volumes and centroids of the labelled regions; sums in slot order.
std::vector<GasPockets::Body> GasPockets::bodies(const CastingState& state, const std::vector<std::int32_t>& label,
                                                 int count) const {
  std::vector<Body> list(static_cast<std::size_t>(count));
  const double face = domain_.grid.cell * domain_.grid.cell;
  for (const Slot s : bodies_.cells().all()) {
    if (label[s] == 0) continue;
    Body& body = list[static_cast<std::size_t>(label[s] - 1)];
    const double share = gas_share(domain_, state, s);
    body.cells += share;
    body.pocket.where += share * domain_.grid.centre(s);
    if (domain_.wall_area[s] <= 0) continue;
    const double room = domain_.cavity_fraction[s], wall = domain_.wall_area[s] * face, beside = wall * share / room;
    body.wall += beside;
    body.heated += wall - beside;
    if (room < 1 && domain_.mould_index[s] != no_mould) body.mould += beside, body.wall_heat += beside * state.mould_temperature[s];
  }
  for (Body& body : list) {
    body.pocket.where = (1 / body.cells) * body.pocket.where;
    body.pocket.volume = body.cells * cell_volume_;
  }
  return list;
}

void GasPockets::mark_outlets(const CastingState& state, const std::vector<std::int32_t>& label, std::vector<Body>& list) const {
  for (const auto& [d, s] : open_faces_)
    for (const Slot cell : {s, domain_.grid.below(d, s)})
      if (cell < label.size() && label[cell] > 0) list[static_cast<std::size_t>(label[cell] - 1)].open = true;
  std::map<std::int32_t, double> open_share;
  for (const Vent& vent : domain_.vents) {
    open_share.clear();
    for (std::size_t k = 0; k < vent.cells.size(); ++k) {
      const Slot cell = vent.cells[k];
      if (label[cell] == 0) continue;
      if (vent.share.empty()) open_share[label[cell]] = 1;
      else open_share[label[cell]] += vent.share[k] * gas_share(domain_, state, cell) / domain_.cavity_fraction[cell];
    }
    for (const auto& [n, share] : open_share) {   // pockets at the same mouth share it
      const double part = vent.share.empty() ? 1 / static_cast<double>(open_share.size()) : share;
      if (part > 0) list[static_cast<std::size_t>(n - 1)].outlets.push_back({part * vent.discharge_coefficient * vent.area, part * vent.conductance});
    }
  }
  for (Body& body : list) body.pocket.vented = body.open || !body.outlets.empty();
}

/// Masses of the old pockets into the new bodies, by the gas of the cells that had one label and now have the other.
void GasPockets::hand_over(const CastingState& state, const std::vector<std::int32_t>& label, std::vector<Body>& list,
                           std::vector<std::int32_t>& heir, GasReport& report) const {
  std::map<std::pair<std::int32_t, std::int32_t>, double> overlap;   // (old index, new index) -> cells
  std::pair<std::int32_t, std::int32_t> last{-1, -1};
  double* sum = nullptr;
  std::int32_t last_id = 0, last_index = -1;
  for (const Slot s : bodies_.cells().all()) {
    if (label[s] == 0 || state.pocket[s] <= 0) continue;
    if (state.pocket[s] != last_id) {
      last_id = state.pocket[s];
      const GasPocket* old = find_pocket(state.pockets, last_id);
      last_index = old == nullptr ? -1 : static_cast<std::int32_t>(old - state.pockets.data());
    }
    if (last_index < 0) continue;
    const std::pair<std::int32_t, std::int32_t> key{last_index, label[s] - 1};
    if (key != last || sum == nullptr) {
      sum = &overlap[key];
      last = key;
    }
    *sum += gas_share(domain_, state, s);
  }
  heir.assign(state.pockets.size(), -1);
  for (auto first = overlap.begin(); first != overlap.end();) {
    auto end = first;
    double total = 0;
    int parts = 0;
    for (; end != overlap.end() && end->first.first == first->first.first; ++end, ++parts) total += end->second;
    const auto index = static_cast<std::size_t>(first->first.first);
    const GasPocket& old = state.pockets[index];
    double most = -1;
    report.split += parts - 1;
    double left = old.mass;
    for (auto it = first; it != end; ++it) {
      Body& body = list[static_cast<std::size_t>(it->first.second)];
      const double share = it->second / total;
      if (it->second > most) most = it->second, heir[index] = it->first.second;
      const double mass = std::next(it) == end ? left : old.mass * share;
      left -= mass;
      body.pocket.mass += mass;
      body.pocket.lost += share * old.lost;
      body.heat += mass * old.temperature;
      body.pressure_before += mass * old.pressure;
      body.volume_before += share * old.volume;
      ++body.givers;
      if (mass > body.largest_gift || body.pocket.id == 0) {
        body.largest_gift = mass;
        body.pocket.id = old.id;
      }
    }
    first = end;
  }
  for (const Body& body : list) report.merged += std::max(0, body.givers - 1);
}

/// Gas at the outside pressure: what its room no longer holds leaves as it is, what it holds more comes from outside.
void GasPockets::breathe(Body& body, CastingState& state) const {
  GasPocket& p = body.pocket;
  const double room = gas_.pressure * p.volume / gas_.gas_constant, surplus = body.heat - room;   // kg K
  const double out = p.mass > 0 && surplus > 0 ? p.mass * (surplus / body.heat) : surplus / gas_.temperature;
  state.gas_out += out;
  p.mass -= out;
  p.lost += out;
  p.temperature = room / p.mass;
  p.pressure = gas_.pressure;
}

/// Through the vents over dt, implicit: the mass m and with it the heat m T = p V / R for which m + dt flow(m) is the mass before. Gas
/// that leaves expands what stays, m T ~ m^n; gas that enters brings n T_outside.
void GasPockets::drain(Body& body, double volume, double dt, CastingState& state) const {
  GasPocket& p = body.pocket;
  const double n = gas_.exponent(), before = p.mass, heat = body.heat;
  const double behind = gas_.behind_vents(state.time);
  const double rest = behind * volume / gas_.gas_constant;   // heat at that pressure
  const auto heat_with = [&](double m) {
    return m <= before ? heat * std::pow(m / before, n) : heat + n * (m - before) * gas_.temperature;
  };
  const auto out = [&](double m) {
    const double h = heat_with(m), inside = gas_.gas_constant * h / volume;
    double sum = 0;
    for (const Outlet& o : body.outlets)
      sum += h >= rest ? outlet_flow(o, inside, behind, h / m, gas_.gas_constant)
                       : -outlet_flow(o, behind, inside, gas_.temperature, gas_.gas_constant);
    return sum;
  };
  const double at_rest = heat > rest ? before * std::pow(rest / heat, 1 / n) : before + (rest - heat) / (n * gas_.temperature);
  double low = std::min(before, at_rest), high = std::max(before, at_rest);
  for (int k = 0; k < 100 && high - low > 1e-15 * high; ++k) {   // bisection of a monotone function
    const double middle = 0.5 * (low + high);
    (middle + dt * out(middle) > before ? high : low) = middle;
  }
  p.mass = 0.5 * (low + high);
  body.heat = heat_with(p.mass);
  state.gas_out += before - p.mass;
  p.lost += before - p.mass;
}

/// From the volume before to that now, losing gas on the way: in parts of a hundredth of the volume.
void GasPockets::compress(Body& body, double dt, CastingState& state) const {
  const double before = body.volume_before, change = body.pocket.volume - before;
  const bool drains = !body.outlets.empty() && dt > 0;
  const int parts = drains && before > 0 ? std::clamp(static_cast<int>(std::ceil(std::abs(change) / (part_of_volume * before))), 1, most_parts) : 1;
  double last = before;
  for (int k = 1; k <= parts; ++k) {
    const double volume = k == parts ? body.pocket.volume : before + change * k / parts;
    body.heat *= std::pow(last / volume, gas_.exponent() - 1);
    if (drains) drain(body, volume, dt / parts, state);
    last = volume;
  }
}

/// Of the mould in its cut cells; walls that lie on cell planes are as at the start.
double GasPockets::wall_temperature(const Body& body) const {
  return body.mould > 0 ? body.wall_heat / body.mould : gas_.wall_temperature;
}

/// Takes the walls' temperature (pocket_heat.h).
void GasPockets::relax(Body& body, double dt) const {
  const GasPocket& p = body.pocket;
  if (p.mass <= 0 || dt <= 0) return;
  const double now = body.heat / p.mass, wall = wall_temperature(body);
  const double tau = wall_relaxation_time(p.volume, body.wall, gas_.gas_constant * body.heat / p.volume, now, gas_.gas_constant);
  body.heat = p.mass * (wall + (now - wall) * std::exp(-dt / tau));
}

/// Pressure of a body from its mass, after what the outside gave or took over dt.
void GasPockets::set_pressure(Body& body, double dt, CastingState& state) const {
  GasPocket& p = body.pocket;
  if (body.open) return breathe(body, state);
  const double kept = p.mass > 0 ? body.pressure_before / p.mass : std::min(gas_.pressure, gas_.behind_vents(state.time));
  const double given = gas_.offgas_rate * body.heated * dt;
  state.gas_in += given;
  p.mass += given;
  body.heat += given * wall_temperature(body);
  compress(body, dt, state);
  if (!gas_.heat_exponent) relax(body, dt);
  p.temperature = p.mass > 0 ? body.heat / p.mass : gas_.temperature;
  const double ideal = gas_.gas_constant * body.heat / p.volume;
  if (body.cells >= kept_cells) p.pressure = ideal;
  else if (body.outlets.empty()) p.pressure = kept;
  else p.pressure = between(ideal, kept, gas_.behind_vents(state.time));
}

/// Old pockets without a successor: their gas stays in the metal.
void GasPockets::retire(const CastingState& state, const std::vector<std::int32_t>& heir, GasPocket& dispersed,
                        GasReport& report, Record& record) const {
  for (std::size_t k = 0; k < state.pockets.size(); ++k) {
    const GasPocket& old = state.pockets[k];
    if (heir[k] >= 0) continue;
    const double mass = dispersed.mass + old.mass;
    if (mass > 0) {
      dispersed.temperature = (dispersed.mass * dispersed.temperature + old.mass * old.temperature) / mass;
      dispersed.where = (dispersed.mass / mass) * dispersed.where + (old.mass / mass) * old.where;
    }
    dispersed.mass = mass;
    if (old.id == dispersed_gas) continue;
    ++report.vanished;
    const double usual = gas_.pressure * cell_volume_ / (gas_.gas_constant * gas_.temperature);
    if (old.vented || old.mass < event_cells * usual) continue;
    PocketEvent event{state.time, old, 0};
    event.pocket.volume = old.mass * gas_.gas_constant * old.temperature / old.pressure;
    for (Slot s = 0; s < state.pocket.size(); ++s)
      if (state.pocket[s] == old.id) {
        event.cavity = domain_.cavity[s];
        break;
      }
    record.pockets.push_back(event);
  }
}

/// Ids (each old id goes to one body), sorted list and labels into the state.
void GasPockets::publish(CastingState& state, const std::vector<std::int32_t>& label, std::vector<Body>& list,
                         std::map<std::int32_t, std::int32_t>& parent) const {
  std::map<std::int32_t, std::size_t> owner;
  for (std::size_t k = 0; k < list.size(); ++k) {
    const std::int32_t id = list[k].pocket.id;
    if (id == 0) continue;
    const auto [it, first] = owner.try_emplace(id, k);
    if (!first && list[k].largest_gift > list[it->second].largest_gift) it->second = k;
  }
  for (std::size_t k = 0; k < list.size(); ++k) {
    std::int32_t& id = list[k].pocket.id;
    if (id != 0 && owner.at(id) == k) continue;
    if (id != 0) parent[state.next_pocket_id] = id;
    id = state.next_pocket_id++;
  }
  for (const Slot s : bodies_.cells().all())
    state.pocket[s] = label[s] == 0 ? 0 : list[static_cast<std::size_t>(label[s] - 1)].pocket.id;
  state.pockets.clear();
  for (const Body& body : list) state.pockets.push_back(body.pocket);
  std::sort(state.pockets.begin(), state.pockets.end(),
            [](const GasPocket& a, const GasPocket& b) { return a.id < b.id; });
}

void GasPockets::initialise(CastingState& state) {
  const int count = bodies_.label(state.metal);
  const std::vector<std::int32_t>& label = bodies_.labels();
  std::vector<Body> list = bodies(state, label, count);
  mark_outlets(state, label, list);
  for (Body& body : list) {
    GasPocket& p = body.pocket;
    p.temperature = gas_.heat_exponent ? gas_.temperature : wall_temperature(body);   // it lay in the mould
    p.pressure = body.open ? gas_.pressure : gas_.cavity_pressure.value_or(gas_.pressure);
    p.mass = p.pressure * p.volume / (gas_.gas_constant * p.temperature);
  }
  std::map<std::int32_t, std::int32_t> parent;
  publish(state, label, list, parent);
}

GasReport GasPockets::advance(CastingState& state, double dt, Record& record, const NearCells* near) {
  GasReport report;
  const auto total = [](const std::vector<GasPocket>& pockets) {
    double mass = 0;
    for (const GasPocket& p : pockets) mass += p.mass;
    return mass;
  };
  const double before = total(state.pockets) + state.gas_out - state.gas_in;
  const int count = bodies_.label(state.metal, near);
  const std::vector<std::int32_t>& label = bodies_.labels();
  std::vector<Body> list = bodies(state, label, count);
  mark_outlets(state, label, list);
  std::vector<std::int32_t> heir;
  hand_over(state, label, list, heir, report);
  GasPocket dispersed;
  dispersed.id = dispersed_gas;
  retire(state, heir, dispersed, report, record);
  for (Body& body : list) {
    set_pressure(body, dt, state);
    report.frozen += body.cells < kept_cells && !body.pocket.vented;
  }
  const std::vector<GasPocket> old = std::move(state.pockets);
  std::map<std::int32_t, std::int32_t> parent, heirs;
  publish(state, label, list, parent);
  for (std::size_t k = 0; k < old.size(); ++k)
    if (heir[k] >= 0) heirs[old[k].id] = list[static_cast<std::size_t>(heir[k])].pocket.id;
  history_.write(state, old, parent, heirs, record);
  if (dispersed.mass > 0) state.pockets.insert(state.pockets.begin(), dispersed);
  report.pockets = static_cast<int>(list.size());
  const double after = total(state.pockets) + state.gas_out - state.gas_in;
  report.mass_error = std::abs(after - before) / std::max(std::abs(before), 1e-300);
  return report;
}

double GasPockets::gauge_pressure(const CastingState& state, Slot s) const {
  const GasPocket* pocket = state.pocket[s] > 0 ? find_pocket(state.pockets, state.pocket[s]) : nullptr;
  for (int n = 0; n < 6 && state.pocket[s] <= 0; ++n) {
    const int d = n / 2, by = n % 2 ? 1 : -1;
    const Slot beside = domain_.grid.neighbour(s, by * (d == 0), by * (d == 1), by * (d == 2));
    if (beside >= state.pocket.size() || state.pocket[beside] <= 0 || domain_.aperture[d][by > 0 ? beside : s] <= 0) continue;
    const GasPocket* other = find_pocket(state.pockets, state.pocket[beside]);
    if (other != nullptr && (pocket == nullptr || other->volume > pocket->volume)) pocket = other;
  }
  return pocket == nullptr ? 0 : pocket->pressure - gas_.pressure;
}

double GasPockets::stiffness(const GasPocket& pocket) const {
  if (pocket.vented && pocket.pressure == gas_.pressure) return 0;
  if (pocket.volume < kept_cells * cell_volume_) return 0;
  return -gas_.exponent() * pocket.pressure / pocket.volume;
}

}  // namespace sprue
