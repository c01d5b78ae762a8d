// Pores: what contraction left empty and gas shut in, each listed once; how deep they lie under the faces that show, and what a bake does to them.
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "solvers/judge.h"

namespace sprue {

namespace {

constexpr double room_temperature = 293.15;   // K

/// How deep a place lies under the faces that show and are plated: the front and the edges. Metal along the axes of the tool.
struct Depth {
  double metal = std::numeric_limits<double>::infinity();   // m
  const char* face = "front";
};

int front_side(const Judge& j, int cavity) {
  for (const CavityFrame& f : j.frames)
    if (f.cavity == cavity) return f.to_tool[10] < 0 ? -1 : 1;
  return 1;
}

/// Metres of cavity beyond slot s in a direction, infinite where the part goes on into its gate; not followed beyond `enough`.
double metal_beyond(const Judge& j, Slot s, int axis, int side, double enough) {
  double depth = 0;
  const int cavity = j.domain.cavity[s];
  while (depth < enough) {
    const Slot next = j.domain.grid.neighbour(s, axis == 0 ? side : 0, axis == 1 ? side : 0, axis == 2 ? side : 0);
    if (next == no_slot || next >= j.domain.cavity_fraction.size() || j.domain.cavity_fraction[next] <= 0) return depth;
    if (j.domain.cavity[next] != cavity) return std::numeric_limits<double>::infinity();
    depth += j.domain.cavity_fraction[next] * j.domain.grid.cell;
    s = next;
  }
  return depth;
}

/// A pore that fills `share` of slot s: half of the metal left in the slot is above it.
Depth depth_below_face(const Judge& j, Slot s, double share, double enough = std::numeric_limits<double>::infinity()) {
  Depth depth;
  const double own = 0.5 * std::max(0.0, 1 - share) * j.domain.cavity_fraction[s] * j.domain.grid.cell;
  const int up = front_side(j, j.domain.cavity[s]);
  for (int axis = 0; axis < 3; ++axis)
    for (const int side : {-1, 1}) {
      if (axis == 2 && side != up) continue;   // the back does not show
      const double metal = own + metal_beyond(j, s, axis, side, std::min(enough, depth.metal));
      if (metal < depth.metal) depth = {metal, axis == 2 ? "front" : "edge"};
    }
  return depth;
}

/// Pa; straight between the rows, from the last one to nothing at the solidus. 0 where none is stated.
double yield_strength(const Judge& j, double temperature) {
  const auto& table = j.finishing.yield_strength;
  if (table.size() < 2) return 0;   // one value says nothing about hot metal
  const auto between = [&](std::pair<double, double> a, std::pair<double, double> b) {
    return a.second + (b.second - a.second) * (temperature - a.first) / (b.first - a.first);
  };
  if (temperature <= table.front().first) return table.front().second;
  for (std::size_t n = 1; n < table.size(); ++n)
    if (temperature <= table[n].first) return between(table[n - 1], table[n]);
  return std::max(0.0, between(table.back(), {j.alloy.solidus(), 0.0}));
}

/// Whether gas in the pore lifts the metal above it in any bake: a finding of its own where the stress passes a quarter of the yield strength, and
/// in any case a sentence for the pore's evidence.
std::string judge_blister(const Judge& j, const Finding& pore, const PoreUnderSkin& gas, std::vector<Finding>& blisters) {
  const double outside = j.conditions.gas.pressure;
  const Bake* worst = nullptr;
  double stress = 0, limit = 0, pressure = 0;
  for (const Bake& bake : j.finishing.bakes) {
    const double yield = yield_strength(j, bake.temperature), now = blister_stress(gas, bake.temperature, outside);
    if (yield <= 0 || bake.temperature >= j.alloy.solidus()) continue;
    if (worst != nullptr && now / yield <= stress / limit) continue;
    worst = &bake, stress = now, limit = yield, pressure = gas.pressure * bake.temperature / gas.temperature;
  }
  if (worst == nullptr) return " Blisters are not judged: no bake, or no strength of the hot metal in its data.";
  const std::string bake = text("%s, %.0f degC%s", worst->step.c_str(), celsius(worst->temperature), worst->assumed ? " (assumed)" : "");
  if (gas.skin <= 0) return " It is open to the face: baths get in and bleed out under the plating.";
  if (stress < thresholds.blister_info * limit)
    return text(" Its gas has %.0f kPa in the hottest bake (%s): ", pressure / 1000, bake.c_str()) + text("%.2g of %.0f MPa, no blister.", stress / 1e6, limit / 1e6);
  Finding f = pore;
  f.kind = "blister";
  f.severity = stress >= limit ? Severity::reject : stress >= thresholds.blister_warn * limit ? Severity::warn : Severity::info;
  f.value = stress / 1e6;
  f.limit = limit / 1e6;
  f.unit = "MPa";
  f.evidence = text("Gas of %.0f kPa in %.3g mm3 bends the %.2f mm of metal above it by %.0f MPa in ", pressure / 1000, gas.volume * mm3, gas.skin * mm, stress / 1e6) + bake +
               text("; the metal yields at %.0f MPa there (%.160s).", limit / 1e6, j.finishing.strength_source.c_str());
  f.cause = "Gas shut in under pressure close to the face swells the softened skin.";
  f.advice = "Vent this place, bake cooler, or keep pores deeper: less pressure behind trapped gas.";
  f.confidence = "low: a clamped plate over a round pore, strength from handbooks, no creep";
  blisters.push_back(std::move(f));
  return " It may blister.";
}

/// The cell of the cavity a point of the tool lies in; no_slot where there is none.
Slot slot_of(const Judge& j, Vec3 x) {
  const Vec3 at = (1 / j.domain.grid.cell) * (x - j.domain.grid.origin);
  const Slot s = j.domain.grid.find({static_cast<int>(std::floor(at.x)), static_cast<int>(std::floor(at.y)), static_cast<int>(std::floor(at.z))});
  return s < j.domain.cavity_fraction.size() && j.domain.cavity_fraction[s] > 0 ? s : no_slot;
}

/// Pa absolute on gas at x while the metal around it freezes: at rest under its head, a plunger pressing on.
double pressure_on_gas(const Judge& j, Vec3 x) {
  const double intensified = j.conditions.inlet.kind == DriveKind::plunger ? j.conditions.inlet.intensified : 0;
  return j.conditions.gas.pressure + std::max({0.0, j.head.at(x), intensified});
}

/// What contraction left empty in places of their own; smaller shares are dispersed_porosity's.
bool is_void(const Judge& j, Slot s) { return j.in_part(s) && j.record.shrinkage_void[s] > thresholds.void_share; }

Finding shrinkage_void(const Judge& j, const Region& r, std::vector<Finding>& blisters) {
  Depth depth;
  double worst = 0;
  for (const Slot s : r.cells) {
    const double share = j.record.shrinkage_void[s];
    const Depth here = depth_below_face(j, s, share);
    if (here.metal < depth.metal) depth = here;
    worst = std::max(worst, share);
  }
  const bool shallow = depth.metal < thresholds.skin;
  Finding f = j.start("shrinkage-void", shallow && r.volume > thresholds.void_reject && worst > 0.25 ? Severity::reject : Severity::warn, r);
  f.value = r.volume * mm3;
  f.limit = thresholds.void_reject * mm3;
  f.unit = "mm3";
  const double gas = j.conditions.pores.gas_pressure;
  const std::string blister = gas > 0 ? judge_blister(j, f, {gas, j.alloy.solidus(), r.volume, depth.metal}, blisters) : "";
  f.evidence = text("%.3g mm3 left empty by contraction over %.1f mm, up to %.0f %% of a cell, %.2f mm below the %s (%s the %.1f mm that polishing and plating want sound).",
                    r.volume * mm3, r.extent * mm, worst * 100, depth.metal * mm, depth.face, shallow ? "within" : "beyond", thresholds.skin * mm) + blister;
  f.cause = "This metal froze after its feed had frozen: nothing replaced its 3 to 5 % contraction.";
  f.advice = shallow ? "Thicken the gate or move it here, thin the section, or keep polishing shallow: plating "
                       "will bridge or blister over the pores."
                     : "Thicken the gate or thin the section; inside the plate it costs strength, not looks.";
  f.confidence = "medium: feeding is quasi-static, gas pores are not added";
  return f;
}

}  // namespace

void shrinkage_voids(Judge& j) {
  if (j.state.shrinkage.empty()) return;   // flow has not retired yet
  std::vector<Finding> list, blisters;
  for (const Region& r : find_regions(j.domain, [&](Slot s) { return is_void(j, s); }, [&](Slot s) { return std::max(0.0, j.state.shrinkage[s]); }))
    if (r.volume >= thresholds.void_warn) list.push_back(shrinkage_void(j, r, blisters));
  j.keep(std::move(list));
  j.keep(std::move(blisters));
}

/// Pores smaller than cells, one finding a cavity: where mush fed through its arms came under the pressure at which pores open.
void dispersed_porosity(Judge& j) {
  if (j.state.shrinkage.empty()) return;
  struct Sum {
    double pores = 0, near_face = 0, metal = 0, part = 0;
    Slot most = no_slot;
  };
  std::map<int, Sum> sums;
  for (Slot s = 0; s < j.state.shrinkage.size(); ++s) {
    if (!j.in_part(s) || j.domain.cavity_fraction[s] <= 0) continue;
    Sum& sum = sums[j.domain.cavity[s]];
    sum.part += j.domain.cavity_fraction[s] * j.domain.cell_volume();
    const double share = j.record.shrinkage_void[s];
    if (share <= thresholds.pore_share || is_void(j, s)) continue;
    const double volume = j.state.shrinkage[s] * j.domain.cell_volume();
    sum.pores += volume;
    sum.metal += j.domain.cavity_fraction[s] * j.domain.cell_volume();
    if (depth_below_face(j, s, 0, thresholds.skin).metal < thresholds.skin) sum.near_face += volume;
    if (sum.most == no_slot || j.record.shrinkage_void[s] > j.record.shrinkage_void[sum.most]) sum.most = s;
  }
  const double gas = j.conditions.pores.gas_pressure, capillary = 2 * j.alloy.surface_tension() / j.conditions.pores.radius;
  for (const auto& [cavity, sum] : sums) {
    if (sum.most == no_slot || sum.pores < thresholds.void_warn) continue;
    Finding f;
    f.kind = "dispersed-porosity";
    f.cavity = cavity;
    f.where = j.part_place(cavity, j.domain.grid.centre(sum.most));
    f.element = j.element_id(j.domain.element[sum.most]);
    f.volume = sum.pores;
    f.value = 100 * sum.pores / sum.part;
    f.limit = 100 * thresholds.void_share;
    f.unit = "%";
    f.evidence = text("%.3g mm3 of pores smaller than cells in %.3g mm3 of metal, up to %.2f %% here, %.0f %% of them within %.1f mm of the faces that show. ", sum.pores * mm3,
                      sum.metal * mm3, 100 * double(j.record.shrinkage_void[sum.most]), 100 * sum.near_face / sum.pores, thresholds.skin * mm) +
                 text("Pores open where the liquid's pressure falls to %.1f kPa: gas of %.1f kPa less %.1f kPa that surface tension bears.", (gas - capillary) / 1000, gas / 1000,
                      capillary / 1000);
    f.cause = "The mush passed less metal than its contraction asked for.";
    f.advice = "A steeper way of freezing towards the gate, or pressure on the gate until it is solid.";
    f.confidence = "low: permeability by an estimated arm spacing";
    j.findings.push_back(std::move(f));
  }
}

/// Closed pockets whose gas the metal squeezed out of sight: they stay in the metal as pores.
void vanished_pockets(Judge& j) {
  std::map<std::int32_t, PocketEvent> last;
  for (const PocketEvent& e : j.record.pockets)
    if (!e.pocket.vented && e.cavity > 0) last[e.pocket.id] = e;
  std::set<std::int32_t> alive;
  for (const GasPocket& p : j.state.pockets) alive.insert(p.id);
  std::vector<Finding> list, blisters;
  for (const auto& [id, e] : last) {
    if (alive.count(id)) continue;
    const double outside = j.conditions.gas.pressure;
    const double pressure = pressure_on_gas(j, e.pocket.where);
    const double kept = e.pocket.volume * std::max(e.pocket.pressure, 1.0) / pressure;
    Finding f;
    f.kind = kept > thresholds.gas_reject ? "trapped-gas" : "pin-hole";
    f.severity = kept > thresholds.gas_reject ? Severity::reject : Severity::warn;
    f.cavity = e.cavity;
    f.where = j.part_place(e.cavity, e.pocket.where);
    f.size = std::cbrt(6 * kept / M_PI);
    f.volume = kept;
    f.value = kept * mm3;
    f.limit = thresholds.gas_reject * mm3;
    f.unit = "mm3";
    f.evidence = text(
        "Pocket closed off, last seen at %.4f s with %.3g mm3 at %.1f kPa absolute: %.3g mm3 under the full "
        "head of %.1f kPa.",
        e.time, e.pocket.volume * mm3, e.pocket.pressure / 1000, kept * mm3, (pressure - outside) / 1000);
    if (const Slot s = slot_of(j, e.pocket.where); s != no_slot) {
      const Depth depth = depth_below_face(j, s, 0);
      const double skin = std::max(0.0, depth.metal - f.size / 2);
      f.evidence += text(" It lies %.2f mm below the %s.", skin * mm, depth.face);
      const double temperature = e.pocket.temperature > 0 ? e.pocket.temperature : room_temperature;
      f.evidence += judge_blister(j, f, {pressure, temperature, kept, skin}, blisters);
    }
    f.cause = "Two fronts closed around gas.";
    f.advice = "Vent this place or move the gate; ream the parting line talc-open here.";
    f.confidence = "medium: the pocket was smaller than a few cells when last seen";
    if (kept >= thresholds.gas_warn) list.push_back(std::move(f));   // smaller ones only where they blister
  }
  j.keep(std::move(list));
  j.keep(std::move(blisters));
}

}  // namespace sprue
