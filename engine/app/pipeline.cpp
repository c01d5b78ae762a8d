#include "engine/app/pipeline.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "engine/app/block_process.h"
#include "engine/app/cycle_settings.h"
#include "engine/app/finishing.h"
#include "engine/app/spin_process.h"
#include "engine/app/tool_forces.h"
#include "engine/app/tooling_checks.h"
#include "engine/core/error.h"
#include "engine/core/units.h"
#include "engine/core/zinc_fume.h"
#include "meshing/drawing_file.h"
#include "meshing/formats/solid_reader.h"
#include "meshing/solid_design.h"

namespace sprue {

namespace {

constexpr double usual_relief_share = 0.5;   // of the plate (shop default, low confidence)
constexpr double ground_off = 0.1e-3;   // m, of metal and cured hard enamel together: 0.05 to 0.15 mm (handbook value, low confidence)

std::string celsius(double kelvin) { return to_text(std::round(kelvin - 273.15)) + " degC"; }
std::string percent(double share) { return to_text(std::round(share * 1e4) / 100) + " %"; }
std::string millimetres(double metres) { return to_text(std::round(metres * 1e6) / 1e3) + " mm"; }

void fill_temperatures(Scene& s, const SceneMaterials& m, std::vector<std::string>& notes) {
  if (!s.alloy.pour_temperature) {
    const Property* usual = m.alloy.find("pour_temperature");
    s.alloy.pour_temperature = usual ? usual->value : m.alloy.require("liquidus").value + 35;
    notes.push_back("alloy.pour_temperature " + celsius(*s.alloy.pour_temperature) + ": " +
                    (usual ? "usual for " + m.alloy.name + " (" + usual->source + ")" : "35 K above the liquidus"));
  }
  if (!s.mould.temperature) {
    const Property* usual = m.mould.find("mould_temperature");
    s.mould.temperature = usual ? usual->value : 293.15;
    notes.push_back("mould.temperature " + celsius(*s.mould.temperature) + ": " + (usual ? "usual for " + m.mould.name + " (" + usual->source + ")" : std::string("room temperature (") + shop_default + ")"));
  }
}

void fill_shrink(Scene& s, const SceneMaterials& m, std::vector<std::string>& notes) {
  if (!s.mould.casting_shrink) {
    const Property* contraction = m.alloy.find("linear_contraction");
    s.mould.casting_shrink = contraction ? contraction->value : 0.0;
    notes.push_back("mould.casting_shrink " + percent(*s.mould.casting_shrink) + ": " +
                    (contraction ? "linear contraction of " + m.alloy.name + " (" + contraction->source + ")" : m.alloy.name + " states no linear contraction (material data)"));
  }
  if (!s.mould.mould_shrink) {
    const double cure = m.mould.value_or("cure_shrinkage_linear", 0), expansion = m.mould.value_or("cte_linear", 0);
    s.mould.mould_shrink = cure == 0 ? 0.0 : cure - expansion * (*s.mould.temperature - 293.15);
    notes.push_back("mould.mould_shrink " + percent(*s.mould.mould_shrink) + ": cure shrinkage " + percent(cure) + " of " + m.mould.name +
                    (cure == 0 ? "" : " less its expansion from 20 degC to " + celsius(*s.mould.temperature)) +
                    "; it varies with clamping, speed and direction, so measure a first casting (" + (cure == 0 ? "material data" : m.mould.require("cure_shrinkage_linear").source) + ")");
  }
}

/// Cell near `target` on which the plate, and if possible the recess floor too, is a whole number of cells.
double fitted_cell(double target, double plate, double recess) {
  double best = plate / std::max(3.0, std::round(plate / target)), best_distance = 1e9;
  for (int n = 3; n <= 4000; ++n) {
    const double cell = plate / n, deep = recess / cell, distance = std::abs(std::log(cell / target));
    if (cell > 1.25 * target || cell < 0.75 * target || std::abs(deep - std::round(deep)) > 1e-6) continue;
    if (distance < best_distance) {
      best = cell;
      best_distance = distance;
    }
  }
  return best;
}

void fill_depths(Scene& s, std::vector<std::string>& notes) {
  if (s.design.image == "height" && !s.part.relief_depth) {
    s.part.relief_depth = relief_depth(s);
    notes.push_back("part.relief_depth " + millimetres(*s.part.relief_depth) + ": half the plate (shop default, low confidence)");
  }
  const auto& roles = s.design.roles;
  const bool hard = std::any_of(roles.begin(), roles.end(), [](const auto& entry) { return entry.second == to_string(Role::hard_enamel); });
  if (!hard || s.part.hard_enamel_depth) return;
  s.part.hard_enamel_depth = hard_enamel_depth(s);
  notes.push_back("part.hard_enamel_depth " + millimetres(*s.part.hard_enamel_depth) + ": recess_depth and " + millimetres(ground_off) + " that are ground off with the enamel");
}

constexpr double usual_draft = 3 * std::numbers::pi / 180;

/// Rubber gives way and plaster is broken off: walls stand there as drawn.
void fill_draft(Scene& s, std::vector<std::string>& notes) {
  if (s.part.draft) return;
  s.part.draft = in_metal(s) ? usual_draft : 0;
  if (in_metal(s) && s.drawn() && !is_solid_file(s.drawing())) notes.push_back("part.draft 3 deg: a mould of metal lets no upright wall go (3 to 7 deg are usual, handbook values, low confidence)");
}

/// A solid has its own thickness.
void fill_solid(Scene& s, std::vector<std::string>& notes) {
  if (!s.drawn() || !is_solid_file(s.drawing())) return;
  const double thickness = mean_thickness(read_solid(s.drawing()), design_options(s));
  if (!(thickness > 1e-5 && thickness < 0.05)) return;   // damaged: said when it is mended
  s.part.plate = thickness;
  notes.push_back("part.plate " + millimetres(thickness) + ": mean thickness of the solid, its volume over its plan; cells are chosen by it");
}

void fill_cell(Scene& s, std::vector<std::string>& notes) {
  if (!s.drawn()) {
    if (!s.resolution.cell) s.resolution.cell = s.reference.quick_cell;
    if (!s.resolution.cell)
      throw InputError("the cell is missing", s.source, "", "a scene of shapes needs resolution.cell, like cell = \"1 mm\"");
    return;
  }
  if (!s.resolution.cell) {
    const double target = s.resolution.quality == "draft" ? s.part.plate / 5 : s.resolution.quality == "standard" ? 0.15e-3 : 0.1e-3;
    const double cell = fitted_cell(target, s.part.plate, s.part.recess_depth);
    s.resolution.cell = cell * shrink_chain(s).cavity;
    notes.push_back("resolution.cell " + to_text(std::round(*s.resolution.cell * 1e7) / 1e4) + " mm: " + s.resolution.quality +
                    ", fitted so that the plate is a whole number of cells (" + to_text(std::round(s.part.plate / cell)) + ")");
  }
  const double plate = s.part.plate * shrink_chain(s).cavity;
  if (*s.resolution.cell > plate / 3 * (1 + 1e-9))
    throw InputError("the plate would be under three cells", s.source + ", resolution.cell", to_text(*s.resolution.cell, Dimension::length),
                     "at most " + millimetres(plate / 3) + " for a plate of " + millimetres(s.part.plate));
}

}  // namespace

Scene resolved(Scene scene, const SceneMaterials& materials, std::vector<std::string>& notes) {
  check_scene(scene);
  if (scene.mould.material.empty()) scene.mould.material = materials.mould.name;
  fill_temperatures(scene, materials, notes);
  fill_shrink(scene, materials, notes);
  fill_solid(scene, notes);
  fill_finishing(scene, notes);
  fill_depths(scene, notes);
  fill_draft(scene, notes);
  fill_cell(scene, notes);
  fill_block_process(scene, materials, notes);
  if (!in_blocks(scene)) fill_disc(scene, materials, notes);
  fill_cycle(scene, materials, notes);
  if (!scene.rotation.speed) {
    const double sense = scene.process.direction == "clockwise" ? -1 : 1;
    const bool spins = scene.drawn() && scene.process.kind == "spin";
    scene.rotation.speed = spins ? sense * *scene.process.speed : 0.0;
    if (spins) scene.rotation.spin_up_time = scene.process.spin_up_time;
  }
  if (!scene.process.pour_pressure)
    scene.process.pour_pressure = materials.alloy.require("density_liquid").value * 9.80665 * scene.process.pour_head;
  return scene;
}

bool in_metal(const Scene& s) { return s.process.kind == "gravity" || s.process.kind == "pressure"; }

void require_castable(const Scene& scene) {
  if (scene.process.kind == "strike")
    throw InputError("this process cannot be cast: a die-struck part is not cast", scene.source + ", process.kind", scene.process.kind, "use another process; `sprue check` answers for every process");
}

ShrinkChain shrink_chain(const Scene& scene) {
  SPRUE_ASSERT(scene.mould.casting_shrink && scene.mould.mould_shrink);
  const double cavity = 1 / (1 - *scene.mould.casting_shrink);
  const auto master = [&](const std::optional<double>& own) { return cavity / (1 - own.value_or(*scene.mould.mould_shrink)); };
  return {cavity, master({}), {master(scene.mould.mould_shrink_tangential), master(scene.mould.mould_shrink_radial), master(scene.mould.mould_shrink_thickness)}};
}

namespace {

/// Pa absolute, of the gas the metal meets at any time.
double lowest_gas_pressure(const Scene& scene) {
  double lowest = std::min(scene.gas.pressure, scene.gas.cavity_pressure.value_or(scene.gas.pressure));
  for (const auto& point : scene.vent_pressures) lowest = std::min(lowest, point.pressure);
  return lowest;
}

void check_materials(const Scene& scene, const SceneMaterials& materials, std::vector<Finding>& findings) {
  if (scene.process.kind == "strike") return;
  const double pour = *scene.alloy.pour_temperature;
  check_temperatures(materials.alloy, pour, *scene.mould.temperature, scene.source);
  for (const auto& rule : {incompatibility, mould_wear})
    if (const auto finding = rule(materials.alloy, materials.mould, pour)) findings.push_back(*finding);
  if (const auto melted = fired_on(scene, materials.alloy)) findings.push_back(*melted);
  if (const auto fume = zinc_fume(materials.alloy, pour, lowest_gas_pressure(scene))) findings.push_back(*fume);
}

}  // namespace

Stages checked_design(const Scene& scene, const SceneMaterials& materials) {
  Stages stages;
  stages.pins = checked_pins(scene, stages.findings);
  check_materials(scene, materials, stages.findings);
  return stages;
}

void add_tooling(const Scene& scene, const SceneMaterials& materials, Stages& stages) {
  stages.shrink = shrink_chain(scene);
  std::vector<SpinPin> castings;   // at the pour
  for (Pin& pin : stages.pins) {
    const LayeredMap casting = casting_of(scene, pin);
    pin.master = make_master(casting, stages.shrink.directions, pin.turn);
    castings.push_back({with_elements_from(make_master(casting, stages.shrink.cavity), pin.first_element), pin.name, pin.cavities, pin.turn, post_tips(scene, pin, stages.shrink.cavity)});
  }
  const SpinPin first = std::move(castings.front());
  castings.erase(castings.begin());
  if (in_blocks(scene)) {
    BlockOptions block = block_options(scene);
    block.posts = first.posts;
    for (SpinPin& casting : castings) block.others.push_back(std::move(casting.master));
    stages.tooling = make_block_mould(first.master, stages.shrink.cavity, block);
  } else {
    SpinOptions disc = spin_options(scene, materials);
    disc.name = first.name, disc.posts = first.posts, disc.others = std::move(castings);
    stages.tooling = make_spin_disc(first.master, stages.shrink.cavity, disc);
  }
  check_tooling(scene, stages.tooling, stages.findings);
  check_forces(scene, tool_forces(scene, stages.tooling, materials), stages.findings);
}

Stages tooled(const Scene& scene, const SceneMaterials& materials) {
  Stages stages = checked_design(scene, materials);
  add_tooling(scene, materials, stages);
  return stages;
}

std::vector<const Element*> Stages::elements() const {
  std::vector<const Element*> all;
  for (const Pin& pin : pins)
    for (const Element& element : pin.design.elements) all.push_back(&element);
  return all;
}

DesignOptions design_options(const Scene& scene) {
  DesignOptions o;
  o.width = scene.design.width;
  o.rim_width = scene.design.rim_width;
  o.divider_width = scene.design.divider_width;
  o.curve_tolerance = scene.design.curve_tolerance;
  o.join_tolerance = scene.design.join_tolerance;
  o.pen_width = scene.design.pen_width;
  o.height_image = scene.design.image == "height";
  o.height_threshold = scene.design.height_threshold;
  o.relief_depth = relief_depth(scene);
  o.relief_tolerance = scene.part.relief_tolerance;
  const std::string& unit = scene.design.unit;
  o.unit = unit == "mm" ? 1e-3 : unit == "cm" ? 1e-2 : unit == "m" ? 1 : unit == "in" ? 0.0254 : unit == "um" ? 1e-6 : 0;
  o.up = scene.design.up, o.parting = scene.design.parting;
  for (const auto& [key, name] : scene.design.roles) {
    const auto role = role_named(name);
    if (!role) throw InputError("no such role", scene.source + ", design.roles." + key, name, std::string("one of ") + role_names());
    o.roles[key] = *role;
  }
  return o;
}

FaceKind face_kind(const std::string& name) {
  return name == "symmetry" ? FaceKind::symmetry : name == "inlet" ? FaceKind::inlet : name == "open" ? FaceKind::open
         : name == "permeable" ? FaceKind::permeable : FaceKind::wall;
}

double relief_depth(const Scene& scene) { return scene.part.relief_depth.value_or(usual_relief_share * scene.part.plate); }

double hard_enamel_depth(const Scene& scene) { return scene.part.hard_enamel_depth.value_or(scene.part.recess_depth + ground_off); }

namespace {

BackOptions back_options(const Scene& scene) {
  BackOptions o;
  const std::string& posts = scene.part.posts;
  o.posts = posts == "auto" ? BackOptions::by_rule : posts == "1" ? 1 : posts == "2" ? 2 : 0;
  o.post_diameter = scene.part.post_diameter, o.post_height = scene.part.post_height, o.stamp_depth = scene.part.backstamp_depth;
  return o;
}

}  // namespace

PartOptions part_options(const Scene& scene) {
  PartOptions o;
  o.plate = scene.part.plate;
  o.recess_depth = scene.part.recess_depth;
  o.hard_enamel_depth = hard_enamel_depth(scene);
  o.walls = {scene.part.draft.value_or(0), scene.part.fillet, 0};
  o.back = back_options(scene);
  o.dome = scene.part.dome, o.relief_tolerance = scene.part.relief_tolerance;
  return o;
}

PartOptions casting_options(const Scene& scene) {
  PartOptions o = part_options(scene);
  const FinishingAllowance more = finishing_allowance(scene);
  o.plate += more.top, o.recess_depth += more.top, o.hard_enamel_depth += more.top, o.walls.grow = more.walls, o.raised = more.top;   // posts are not polished
  return o;
}

int disc_sectors(const Scene& scene) { return !scene.mould.sector ? 1 : scene.mould.cavities % 4 == 0 ? 4 : 2; }

DomainOptions domain_options(const Scene& scene) {
  DomainOptions o;
  o.cell = *scene.resolution.cell;
  o.mould_band = scene.run.heat ? scene.mould.band : 0;
  for (std::size_t i = 0; i < 4; ++i) o.sides[i] = face_kind(scene.domain.sides[i]);
  const int sectors = disc_sectors(scene);   // cut at x = 0 and y = 0: see Tooling::sector
  if (sectors > 1) o.sides[1] = FaceKind::symmetry;
  if (sectors == 4) o.sides[2] = FaceKind::symmetry;
  o.mould = scene.mould.material;
  o.origin = scene.domain.origin;
  o.memory_limit = scene.run.memory_limit.value_or(0);
  return o;
}

namespace {

Curve curve_of(const std::vector<Scene::TimedPressure>& table) {
  Curve curve;
  for (const Scene::TimedPressure& p : table) curve.points.push_back({p.time, p.pressure});
  return curve;
}

Inlet inlet_of(const Scene& scene, double density) {
  constexpr double standard_gravity = 9.80665;   // the basin does not turn with the tool
  const Scene::Process& p = scene.process;
  Inlet inlet;
  inlet.kind = p.drive == "basin" ? DriveKind::basin : p.drive == "pressure" ? DriveKind::pressure : p.drive == "plunger" ? DriveKind::plunger : DriveKind::pump;
  const int sectors = disc_sectors(scene);   // each takes its share of the pour
  inlet.flow_rate = p.pour_rate.value_or(0) / sectors;   // a plunger has none
  inlet.head = *p.pour_pressure;
  inlet.temperature = *scene.alloy.pour_temperature;
  inlet.start_time = p.pour_start;
  if (p.pour_time) inlet.shut_time = *p.pour_time;
  if (p.pour_volume) inlet.volume = *p.pour_volume / sectors;
  inlet.loss = p.choke_loss;
  inlet.pressure = curve_of(scene.inlet_pressures);
  if (inlet.kind == DriveKind::basin) inlet.head_fall = sectors * density * standard_gravity / *p.basin_area;
  if (inlet.kind != DriveKind::plunger) return inlet;
  inlet.piston_area = std::numbers::pi / 4 * *p.piston_diameter * *p.piston_diameter;
  inlet.volume = std::min(inlet.volume, inlet.piston_area * *p.stroke);
  inlet.slow_speed = *p.slow_speed;
  inlet.fast_speed = p.fast_speed.value_or(*p.slow_speed);
  inlet.fast_stroke = p.fast_stroke;
  inlet.intensified = p.intensified_pressure.value_or(0);
  inlet.intensification_delay = p.intensification_delay;
  return inlet;
}

std::vector<Filter> filters_of(const Scene& scene) {
  std::vector<Filter> filters;
  for (const Scene::Filter& f : scene.filters)
    filters.push_back({f.axis == "x" ? 0 : f.axis == "y" ? 1 : 2, f.low, f.high, f.loss_coefficient, f.permeability.value_or(std::numeric_limits<double>::infinity()), f.thickness});
  return filters;
}

}  // namespace

CastingConditions conditions_from(const Scene& scene, const SceneMaterials& materials) {
  CastingConditions c;
  c.gravity = scene.gravity.acceleration;
  c.rotation.point = scene.rotation.point;
  c.rotation.axis = (1 / norm(scene.rotation.axis)) * scene.rotation.axis;
  c.rotation.speed = *scene.rotation.speed;
  c.rotation.spin_up_time = scene.rotation.spin_up_time;
  c.inlet = inlet_of(scene, materials.alloy.require("density_liquid").value);
  c.filters = filters_of(scene);
  c.gas = scene.gas;
  c.gas.vent_pressure = curve_of(scene.vent_pressures);
  c.gas.wall_temperature = *scene.mould.temperature;
  c.gas.offgas_rate = materials.mould.value_or("offgas_rate", 0);
  c.pores.gas_pressure = scene.porosity.gas_pressure;
  if (scene.porosity.pore_radius) c.pores.radius = *scene.porosity.pore_radius;
  c.interfaces = {materials.interface.values()};
  for (const Scene::Sliding& wall : scene.sliding_walls)
    c.sliding_walls.push_back({static_cast<int>(wall.side[1] - 'x'), wall.side[0] == '+', wall.velocity});
  c.eddy_viscosity = scene.process.turbulence == "sigma" || (scene.process.turbulence == "auto" && scene.process.kind == "pressure");
  c.mould_temperature = *scene.mould.temperature;
  c.flow = scene.run.flow;
  c.heat = scene.run.heat;
  c.feeding = scene.run.feeding;
  c.through_flow = scene.run.through_flow;
  if (scene.run.end_time) c.end_time = *scene.run.end_time;
  return c;
}

}  // namespace sprue
