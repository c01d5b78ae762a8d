#include "engine/app/scene_schema.h"

#include "meshing/design.h"

namespace sprue {

namespace {

using D = Dimension;
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double tiny = 1e-12;
const char* const face_kinds = "wall|symmetry|inlet|open|permeable";

void add(std::vector<SceneKey>& all, std::vector<SceneKey> more) { all.insert(all.end(), more.begin(), more.end()); }

std::vector<SceneKey> design_keys(Scene& s) {
  return {
      {"design.file", D::none, &s.design.file, "the drawing (.svg, .dxf, .png) or the part itself as a solid (.stl, .3mf; docs/drawings.md), relative to the scene's folder", ""},
      {"design.width", D::length, &s.design.width, "overall width of the design with its rim, from 1 mm; 0 = the size the file states, the rim comes on top", "", 0, 0.3},
      {"design.roles", D::none, &s.design.roles, "element id, layer (\"layer:NAME\", a group's id or label), both layer and colour (\"layer:NAME/#rrggbb\") or colour (\"#rrggbb\") -> role, the first of these that speaks; the rest is guessed and said. recess is cast like soft-enamel (part.recess_depth), hard-enamel to part.hard_enamel_depth; backstamp and post are kept for the back", role_names()},
      {"design.rim_width", D::length, &s.design.rim_width, "metal outline added around a drawing that has none; 0 = none", "", 0, 0.02},
      {"design.divider_width", D::length, &s.design.divider_width, "metal put between touching colours; 0 = none", "", 0, 0.01},
      {"design.curve_tolerance", D::length, &s.design.curve_tolerance, "chord error of flattened curves", "", 1e-8, 1e-3},
      {"design.join_tolerance", D::length, &s.design.join_tolerance, "DXF, at the size of the file: ends of lines this near are joined, and lines this near to each other count once", "", 0, 0.01},
      {"design.pen_width", D::length, &s.design.pen_width, "DXF, at the size of the file: open lines are drawn with a pen this wide, round at ends and corners; 0: they are left out and named", "", 0, 0.01},
      {"design.image", D::none, &s.design.image, "PNG: trace follows its flat colours, height takes grey as height (docs/drawings.md)", "trace|height"},
      {"design.height_threshold", D::none, &s.design.height_threshold, "share of white; darker pixels of a height image are outside the part, as transparent ones are", "", 0, 0.999},
      {"design.unit", D::none, &s.design.unit, "of a solid's file; auto: as a 3MF states, 1 mm in an STL. A solid keeps its own size", "auto|mm|cm|m|in|um"},
      {"design.up", D::none, &s.design.up, "direction of a solid's file that becomes up: what is seen from the front", "+z|-z|+x|-x|+y|-y"},
      {"design.parting", D::length, &s.design.parting, "height of the parting plane over a solid's lowest point", "", 0, 0.3},
      {"part.plate", D::length, &s.part.plate, "back to the top of raised metal", "", 1e-5, 0.05},
      {"part.recess_depth", D::length, &s.part.recess_depth, "below the top of raised metal", "", 0, 0.05},
      {"part.hard_enamel_depth", D::length, &s.part.hard_enamel_depth, "of hard-enamel, below the top of raised metal as cast; default recess_depth and 0.1 mm, which are ground off with the enamel (0.05 to 0.15 mm, handbook value, low confidence)", "", 0, 0.05},
      {"part.posts", D::none, &s.part.posts, "cast on the back where the drawing marks none: a number, or auto: two 12 to 18 mm apart where they fit, else one; at least 2.5 mm from the edge (pin makers, medium confidence)", "none|auto|1|2"},
      {"part.post_diameter", D::length, &s.part.post_diameter, "at the tip; draft widens the foot. Shop default, low confidence", "", 2e-4, 0.01},
      {"part.post_height", D::length, &s.part.post_height, "from the back to the tip. Shop default, low confidence", "", 1e-4, 0.05},
      {"part.backstamp_depth", D::length, &s.part.backstamp_depth, "of the stamp in the back, drawn or part.backstamp; below 0: raised by as much. 0.15 to 0.3 mm suit (handbook value, low confidence)", "", -5e-3, 5e-3},
      {"part.backstamp", D::none, &s.part.backstamp, "a line of text on the back, beside what the drawing has for it; {n} is a serial that differs from cavity to cavity, {nnn} the same with three digits", ""},
      {"part.backstamp_height", D::length, &s.part.backstamp_height, "of its capitals", "", 1e-4, 0.05},
      {"part.backstamp_place", D::length, &s.part.backstamp_place, "of its middle, part frame as seen from the front (x right, y up); z counts for nothing", ""},
      {"part.serial_start", D::none, &s.part.serial_start, "serial of the first cavity of each design", "", 0, 1000000000},
      {"part.draft", D::angle, &s.part.draft, "of every wall from upright; what is drawn is the size of its upper edge. 3 to 7 deg leave a mould well (handbook values, low confidence); default 3 deg in moulds of metal, 0 where rubber gives way or plaster is broken off (spin, rtv, investment)", "", 0, 0.7},
      {"part.fillet", D::length, &s.part.fillet, "radius at the foot of walls that end on metal; 0 = none", "", 0, 5e-3},
      {"part.dome", D::length, &s.part.dome, "the front is a spherical cap that rises by as much over the circle around the outline (docs/relief.md); 0 = flat. Not the epoxy dome, which is no metal", "", 0, 0.02},
      {"part.relief_tolerance", D::length, &s.part.relief_tolerance, "largest error in height of the plane facets that stand for domes and height images", "", 1e-7, 1e-3},
      {"part.relief_depth", D::length, &s.part.relief_depth, "of a height image: black lies as much below white, which is at part.plate; default half the plate (shop default, low confidence)", "", 1e-6, 0.05},
  };
}

std::vector<SceneKey> material_keys(Scene& s) {
  return {
      {"alloy.name", D::none, &s.alloy.name, "a material of `sprue materials`, a path, or custom (all properties from alloy.properties)", ""},
      {"alloy.pour_temperature", D::temperature, &s.alloy.pour_temperature, "of the metal as it enters; default the alloy's usual one, else liquidus + 35 K", "", 200, 4000},
      {"alloy.properties", D::none, PropertyTarget{&s.alloy.properties, "alloy"}, "replace properties of the alloy by constants", ""},
      {"mould.material", D::none, &s.mould.material, "a material of `sprue materials`, a path, or custom; default htv-silicone of spin, h13 of gravity and pressure, investment, rtv-silicone of rtv", ""},
      {"mould.temperature", D::temperature, &s.mould.temperature, "at the pour; default the mould's usual one, else 20 degC", "", 100, 4000},
      {"mould.properties", D::none, PropertyTarget{&s.mould.properties, "mould"}, "replace properties of the mould by constants", ""},
      {"interface.contact_angle", D::angle, &s.interface.contact_angle, "measured in the metal; default by the pair, interfaces.toml", "", 0, 3.14159265358979},
      {"interface.receding_angle", D::angle, &s.interface.receding_angle, "at which a contact line moves back; between it and the advancing angle it is held. Default: the contact angle", "", 0, 3.14159265358979},
      {"interface.advancing_angle", D::angle, &s.interface.advancing_angle, "at which a contact line moves on. Default: the contact angle", "", 0, 3.14159265358979},
      {"interface.heat_transfer_coefficient", D::heat_transfer_coefficient, &s.interface.heat_transfer_coefficient, "metal to mould, in contact; default by the pair, interfaces.toml", "", 0, 1e9},
      {"interface.coating", D::none, &s.interface.coating, "on the wall instead of the pair's own: a coating of interfaces.toml, or a name of your own with thickness and conductivity; the gas in the roughness stays", ""},
      {"interface.coating_thickness", D::length, &s.interface.coating_thickness, "default that of the coating", "", 0, 1e-2},
      {"interface.coating_conductivity", D::thermal_conductivity, &s.interface.coating_conductivity, "default that of the coating", "", 1e-3, 1e3},
      {"interface.gap", D::none, &s.interface.gap, "a gap opens where the frozen skin shrinks off the wall and the liquid behind cannot press it back; false = contact stays closed", ""},
      {"interface.gas_conductivity", D::thermal_conductivity, &s.interface.gas_conductivity, "in roughness and gap; default interfaces.toml. Custom materials have no gap without it", "", 1e-4, 10},
      {"interface.emissivity", D::none, &s.interface.emissivity, "of metal and wall together, across the gap; default interfaces.toml", "", 0, 1},
      {"interface.skin_yield", D::pressure, &s.interface.skin_yield, "yield stress of the metal just frozen; default by the alloy, interfaces.toml", "", 0, 1e10},
  };
}

std::vector<SceneKey> process_keys(Scene& s) {
  Scene::Process& p = s.process;
  return {
      {"process.kind", D::none, &p.kind, "", "spin|gravity|pressure|investment|rtv|strike"},
      {"process.speed", D::angular_speed, &p.speed, "of the disc (spin); default by disc and alloy family: 9 inch 450 to 700 rpm for zinc, 300 to 450 for tin; 12 inch 400 to 550, 250 to 400; 18 inch 250 to 400, 200 to 300 (handbook values, low confidence)", "", 0, 2000},
      {"process.spin_pressure", D::pressure, &p.spin_pressure, "1/2 density speed^2 radius^2 that the metal should have at the centre of each cavity (spin): speed and radius are chosen by it; spin casters prefer 20 to 80 kPa (handbook value, low confidence)", "", 0, 1e7},
      {"process.direction", D::none, &p.direction, "sense of the spin seen from above", "counter-clockwise|clockwise"},
      {"process.spin_up_time", D::time, &p.spin_up_time, "linear from rest; 0 = at speed when the pour starts", "", 0, 1e4},
      {"process.pour_rate", D::volume_rate, &p.pour_rate, "metal into the open sprue; default 16 mL/s of spin, else what keeps the sprue full", "", tiny, 1},
      {"process.fill_time", D::time, &p.fill_time, "in which the tool of gravity, pressure, investment and rtv should fill: its choke and gates are sized by it; default NADCA's formula (pressure), else as fast as the front stays quiet, at most 0.3 of the plate's freezing time", "", 1e-4, 100},
      {"process.gate_speed", D::speed, &p.gate_speed, "in the gates of a die; default 41.5 to 50 m/s by the plate", "", 0.1, 200},
      {"process.pour_head", D::length, &p.pour_head, "height of metal held above the inlet once the sprue is full", "", 1e-6, 10},
      {"process.pour_pressure", D::pressure, &p.pour_pressure, "at the inlet when nothing flows; default from pour_head at 9.80665 m/s2", "", tiny, 1e9},
      {"process.turbulence", D::none, &p.turbulence, "eddy viscosity of motion below the grid; auto = sigma where the kind is pressure", "auto|sigma|none"},
      {"process.pour_time", D::time, &p.pour_time, "metal stops at this time; default never", "", 0, inf},
      {"process.pour_start", D::time, &p.pour_start, "no metal before; 0 = at once, also while the disc spins up", "", 0, 1e4},
      {"process.pour_volume", D::volume, &p.pour_volume, "metal in the ladle, basin or shot sleeve; default without end, of a plunger its stroke", "", tiny, 1},
      {"process.drive", D::none, &p.drive, "pump = pour_rate into the open, pour_pressure when full; basin = head of pour_pressure that falls as a basin of basin_area drains; pressure = [[inlet_pressure]]; plunger = shot piston; auto = plunger of pressure, else pump", "auto|pump|basin|pressure|plunger"},
      {"process.choke_loss", D::none, &p.choke_loss, "loss coefficient in front of the inlet (basin, pressure): head - p = (1 + loss) density u^2 / 2", "", 0, 1e6},
      {"process.basin_area", D::area, &p.basin_area, "of the surface of the basin, which falls; pour_head is measured from it", "", tiny, 100},
      {"process.piston_diameter", D::length, &p.piston_diameter, "of the plunger", "", 1e-4, 1},
      {"process.stroke", D::length, &p.stroke, "of the plunger, from where metal stands at the inlet", "", tiny, 10},
      {"process.slow_speed", D::speed, &p.slow_speed, "of the plunger against no pressure; against p it is less by sqrt(1 - p / pour_pressure)", "", tiny, 100},
      {"process.fast_speed", D::speed, &p.fast_speed, "after fast_stroke; default slow_speed", "", tiny, 100},
      {"process.fast_stroke", D::length, &p.fast_stroke, "where the fast speed begins", "", 0, 10},
      {"process.intensified_pressure", D::pressure, &p.intensified_pressure, "of the metal, once it has answered the plunger with nine tenths of pour_pressure; default none", "", tiny, 1e9},
      {"process.intensification_delay", D::time, &p.intensification_delay, "after that", "", 0, 10},
      {"gravity.acceleration", D::acceleration, &s.gravity.acceleration, "tool frame, z along the spin axis", ""},
      {"rotation.point", D::length, &s.rotation.point, "on the axis, tool frame", ""},
      {"rotation.axis", D::none, &s.rotation.axis, "direction of the axis", ""},
      {"rotation.speed", D::angular_speed, &s.rotation.speed, "of the frame; default process.speed and direction when spinning a drawing, else 0", ""},
      {"rotation.spin_up_time", D::time, &s.rotation.spin_up_time, "linear from rest, with rotation.speed", "", 0, 1e4},
      {"gas.pressure", D::pressure, &s.gas.pressure, "absolute: outside, and in the cavity at the start", "", 1, 1e8},
      {"gas.cavity_pressure", D::pressure, &s.gas.cavity_pressure, "absolute, in the cavity at the start (vacuum); default gas.pressure", "", 1, 1e8},
      {"gas.temperature", D::temperature, &s.gas.temperature, "at the start", "", 50, 3000},
      {"gas.gas_constant", D::gas_constant, &s.gas.gas_constant, "air by default", "", 1, 1e4},
      {"gas.heat_exponent", D::none, &s.gas.heat_exponent, "n of p V^n: 1 constant temperature, 1.4 adiabatic; default: compressed adiabatically, then takes the temperature of the walls as heat conduction in the pocket allows", "", 1, 1.67},
      {"porosity.gas_pressure", D::pressure, &s.porosity.gas_pressure, "absolute, of gas in the metal: pores open where unfed metal falls to it", "", 0, 1e8},
      {"porosity.pore_radius", D::length, &s.porosity.pore_radius, "of what pores start from: 2 surface_tension / radius is borne in addition; default without end (films and bubbles already there bear nothing)", "", 1e-9, 1},
  };
}

std::vector<SceneKey> cycle_keys(Scene::Cycle& c) {
  return {
      {"cycle.shots", D::none, &c.shots, "into one mould, the first into a mould of mould.temperature; 1 = none but the cast itself", "", 1, 100000},
      {"cycle.dwell", D::time, &c.dwell, "from the end of filling until the mould is opened; default until the parts' metal is under eject_temperature", "", 0, 1e6},
      {"cycle.eject_temperature", D::temperature, &c.eject_temperature, "of metal that may be taken out; default 150 degC from silicone, else 80 K under the solidus", "", 200, 4000},
      {"cycle.open", D::time, &c.open, "open in air while the casting is taken out", "", 0, 1e6},
      {"cycle.open_coefficient", D::heat_transfer_coefficient, &c.open_coefficient, "cavity walls to air: free convection 2 to 25 W/m2/K (Incropera & DeWitt, table 1.1)", "", 0, 1e6},
      {"cycle.open_emissivity", D::none, &c.open_emissivity, "of the cavity walls, which radiate to surroundings of air_temperature", "", 0, 1},
      {"cycle.air_temperature", D::temperature, &c.air_temperature, "", "", 200, 1000},
      {"cycle.spray", D::time, &c.spray, "after that: sprayed or talced", "", 0, 1e6},
      {"cycle.spray_coefficient", D::heat_transfer_coefficient, &c.spray_coefficient, "while sprayed; dry talc cools no more than air (10 W/m2/K), water-based spray 1e3 to 1e4 (handbook value, low confidence)", "", 0, 1e6},
      {"cycle.spray_temperature", D::temperature, &c.spray_temperature, "of spray or talc", "", 200, 1000},
      {"cycle.wait", D::time, &c.wait, "open in air after that; default until the cavity's walls are under close_temperature", "", 0, 1e6},
      {"cycle.close_temperature", D::temperature, &c.close_temperature, "of the cavity's walls, at most when the mould is closed; default of silicone 150 degC for zinc and brass, 120 degC for tin, else 220 degC", "", 200, 4000},
      {"cycle.good_temperature", D::temperature, &c.good_temperature, "of the cavity's walls, at least at a good shot; default of silicone 40 degC, else 160 degC", "", 200, 4000},
      {"cycle.close", D::time, &c.close, "shut, until metal comes", "", 0, 1e6},
      {"cycle.longest", D::time, &c.longest, "dwell or wait that is chosen ends then at the latest", "", 1e-3, 1e6},
      {"cycle.steady_change", D::temperature_difference, &c.steady_change, "the cycle is steady from the shot at whose start no place of the mould differs by more from the shot before", "", 1e-6, 1000},
      {"cycle.soldering_temperature", D::temperature, &c.soldering_temperature, "of a metal mould's walls above which the casting solders to it; default 0.9 of the liquidus in degC", "", 200, 4000},
      {"cycle.ageing", D::none, &c.ageing, "life of the rubber at its temperatures (engine/app/rubber_life.h); auto: where the mould is silicone", "auto|silicone|none"},
  };
}

std::vector<SceneKey> run_keys(Scene& s) {
  return {
      {"resolution.quality", D::none, &s.resolution.quality, "draft = a fifth of the plate, standard 0.15 mm, fine 0.1 mm; fitted so that levels fall on cells", "draft|standard|fine"},
      {"resolution.cell", D::length, &s.resolution.cell, "edge of a cell; default from quality", "", 1e-7, 10},
      {"output.pictures", D::none, &s.output.pictures, "in the report", ""},
      {"output.fields", D::none, &s.output.fields, "fields-*.vti for ParaView", ""},
      {"output.step", D::none, &s.output.step, "mould.step: part and mould halves as B-rep solids; auto: where none of them has more than 1000 faces; yes: up to 5000", "auto|yes|no"},
      {"output.interval", D::time, &s.output.interval, "simulated time between two sets of fields; default by share filled and frozen", "", tiny, inf},
      {"run.threads", D::none, &s.run.threads, "0 = all cores", "", 0, 1024},
      {"run.end_time", D::time, &s.run.end_time, "simulated; default when the parts are frozen", "", 0, inf},
      {"run.checkpoint_interval", D::time, &s.run.checkpoint_interval, "of the clock on the wall", "", 1, inf},
      {"run.memory_limit", D::bytes, &s.run.memory_limit, "default 80 % of the machine's memory", "", 1e6, inf},
      {"run.step_budget", D::none, &s.run.step_budget, "most time steps; a run that would take more while filling, or whose step falls under a millionth of the first, stops: its time step has collapsed", "", 1, 1e12},
      {"run.flow", D::none, &s.run.flow, "solve the flow", ""},
      {"run.heat", D::none, &s.run.heat, "solve heat and freezing", ""},
      {"run.feeding", D::none, &s.run.feeding, "solve shrinkage and its feeding", ""},
      {"run.through_flow", D::none, &s.run.through_flow, "a full cavity does not end the flow: metal runs through it until run.end_time", ""},
      {"case.name", D::none, &s.reference.name, "of a reference case", ""},
      {"case.kind", D::none, &s.reference.kind, "which observables are taken and compared", ""},
      {"case.quick_cell", D::length, &s.reference.quick_cell, "cell of `sprue validate`", "", tiny, 10},
      {"case.full_cell", D::length, &s.reference.full_cell, "cell of `sprue validate --full`", "", tiny, 10},
      {"case.motion", D::none, &s.reference.motion, "prescribed: rotation, vortex, deformation, shear", ""},
      {"case.courant", D::none, &s.reference.courant, "of a prescribed motion: largest face speed times step over cell; default 0.5", "", 1e-3, 1},
      {"case.period", D::time, &s.reference.period, "of a prescribed motion", "", tiny, inf},
      {"case.speed", D::speed, &s.reference.speed, "of a prescribed motion", ""},
      {"case.length", D::length, &s.reference.length, "by which the reference is scaled", "", tiny, inf},
      {"domain.origin", D::length, &s.domain.origin, "a corner of a cell lies here", ""},
      {"domain.sides", D::none, &s.domain.sides, "what closes the cavity at -x, +x, -y, +y of its bounding box", face_kinds},
      {"domain.widths", D::none, &s.domain.widths, "lines of [[shape]] under four cells are judged by the sub-grid closure, as those of a drawing always are", ""},
  };
}

std::vector<SceneKey> numerics_keys(Scene& s) {
  Numerics& n = s.numerics;
  return {
      {"numerics.courant", D::none, &n.courant, "largest |u| dt / cell over pressure cells, but for one in 4000", "", 1e-3, 1},
      {"numerics.capillary", D::none, &n.capillary, "dt in units of sqrt(rho h^3 / (4 pi sigma))", "", 1e-3, 2},
      {"numerics.pressure_tolerance", D::none, &n.pressure_tolerance, "true relative residual of the projection", "", 1e-15, 1e-2},
      {"numerics.pressure_iterations", D::none, &n.pressure_iterations, "at most", "", 1, 100000},
      {"numerics.heat_temperature_step", D::temperature_difference, &n.heat_temperature_step, "target of the largest change a step while freezing", "", 1e-6, 1000},
      {"numerics.heat_tolerance", D::none, &n.heat_tolerance, "", "", 1e-15, 1e-2},
      {"numerics.stall_time", D::time, &n.stall_time, "the front counts as stopped after this without progress, but at least stall_share of the pump's time", "", 0, 1e4},
      {"numerics.stall_share", D::none, &n.stall_share, "of the time the pump would take to fill the cavity", "", 0, 1e4},
      {"numerics.heat_interval", D::time, &n.heat_interval, "between two heat solves while metal flows", "", tiny, 1e6},
      {"numerics.stall_progress", D::none, &n.stall_progress, "progress: share of the cavity newly filled; filling ends when the parts are full but for this share", "", 0, 1},
  };
}

std::vector<SceneKey> shape_keys(Scene::Shape& s) {
  return {
      {"kind", D::none, &s.kind, "", "rectangle|circle|polygon|sphere"},
      {"centre", D::length, &s.centre, "x, y; z is added to low and high", ""},
      {"size", D::length, &s.size, "of a rectangle, x and y", ""},
      {"radius", D::length, &s.radius, "of a circle; of a sphere, which is a cavity by itself and reaches from low to high", "", 0, inf},
      {"sides", D::none, &s.sides, "of the polygon of equal area that stands for the circle", "", 3, 100000},
      {"points", D::length, &s.points, "of a polygon, around it", ""},
      {"turn", D::angle, &s.turn, "about the centre, counter-clockwise", ""},
      {"low", D::length, &s.low, "bottom", ""},
      {"high", D::length, &s.high, "top", ""},
      {"filled", D::none, &s.filled, "false cuts the shape out of earlier ones", ""},
      {"cavity", D::none, &s.cavity, "its number; 0 = feed system", "", 0, 10000},
      {"top", D::none, &s.top, "what closes it above", face_kinds},
      {"bottom", D::none, &s.bottom, "what closes it below", face_kinds},
  };
}

std::vector<SceneKey> initial_keys(Scene::Initial& i) {
  return {
      {"kind", D::none, &i.kind, "", "box|sphere|cylinder|half-space|paraboloid"},
      {"low", D::length, &i.low, "corner of a box", ""},
      {"high", D::length, &i.high, "opposite corner", ""},
      {"centre", D::length, &i.centre, "of a sphere; on the axis of a cylinder (along z); vertex of a paraboloid", ""},
      {"radius", D::length, &i.radius, "of a sphere or cylinder; of curvature at the vertex of a paraboloid", "", 0, inf},
      {"point", D::length, &i.point, "on the surface of a half-space", ""},
      {"normal", D::none, &i.normal, "out of the metal", ""},
      {"amplitude", D::length, &i.amplitude, "the surface is raised by amplitude cos(2 pi (x - point) / wavelength) of a half-space, amplitude cos(2 phi) of a cylinder, amplitude P2(cos of the angle from z) of a sphere", ""},
      {"wavelength", D::length, &i.wavelength, "of a half-space's wave", "", tiny, inf},
      {"temperature", D::temperature, &i.temperature, "default the pour temperature", "", 1, 5000},
      {"velocity", D::speed, &i.velocity, "in the frame of the domain", ""},
      {"filled", D::none, &i.filled, "false cuts the box out of the body before it", ""},
  };
}

std::vector<SceneKey> pin_keys(Scene::Pin& p) {
  return {
      {"file", D::none, &p.file, "the drawing, relative to the scene's folder", ""},
      {"width", D::length, &p.width, "overall width with its rim; default design.width", "", 0, 0.3},
      {"rim_width", D::length, &p.rim_width, "metal outline added around a drawing that has none; default design.rim_width", "", 0, 0.02},
      {"roles", D::none, &p.roles, "as design.roles, for this drawing alone", role_names()},
      {"cavities", D::none, &p.cavities, "pins of this design in the mould, beside mould.cavities of the first", "", 1, 200},
      {"turn", D::angle, &p.turn, "of the part in its cavity", ""},
  };
}

std::vector<SceneKey> vent_keys(Scene::Vent& v) {
  return {
      {"kind", D::none, &v.kind, "orifice: area; hole: diameter, length; slit: width, depth, length; parting-line: gap (depth) and land (length) along the outline of the cavity at the middle height of the box; permeable: wall in the box with permeability, length to the outside", "orifice|hole|slit|parting-line|permeable"},
      {"low", D::length, &v.low, "corner of a box: gas leaves from the cells of the cavity whose centres lie in it", ""},
      {"high", D::length, &v.high, "opposite corner", ""},
      {"area", D::area, &v.area, "of the opening of an orifice", "", 0, 1},
      {"diameter", D::length, &v.diameter, "of a hole", "", 0, 1},
      {"width", D::length, &v.width, "of a slit", "", 0, 10},
      {"depth", D::length, &v.depth, "of a slit; gap of a parting line", "", 0, 0.1},
      {"length", D::length, &v.length, "of the way out", "", 0, 10},
      {"permeability", D::area, &v.permeability, "of a porous mould (Darcy)", "", 0, 1e-6},
      {"discharge_coefficient", D::none, &v.discharge_coefficient, "of the opening; 0.6 has a sharp edge", "", 0, 1},
  };
}

std::vector<SceneKey> thermal_keys(Scene::Thermal& t) {
  return {
      {"side", D::none, &t.side, "of the grid", "-x|+x|-y|+y|-z|+z"},
      {"kind", D::none, &t.kind, "convective, with air and platen its usual cases", "adiabatic|fixed|convective|air|platen"},
      {"temperature", D::temperature, &t.temperature, "of what lies beyond", "", 1, 5000},
      {"heat_transfer_coefficient", D::heat_transfer_coefficient, &t.heat_transfer_coefficient, "of the outer surface, not of fixed; default (0) of air 5 W/m2/K (free convection of gases 2 to 25: Incropera & DeWitt, table 1.1), of platen 1000 W/m2/K (a joint pressed with 100 kPa, steel 400 to 1700: the same, table 3.1)", "", 0, 1e9},
      {"emissivity", D::none, &t.emissivity, "the outer surface also radiates to surroundings of that temperature; default 0, of air 0.9 (rubber 0.86 to 0.94, oxidised steel 0.8: Incropera & DeWitt, table A.11)", "", 0, 1},
      {"thickness", D::length, &t.thickness, "of mould between the grid and that surface: it conducts and has no mass", "", 0, 10},
  };
}

std::vector<SceneKey> channel_keys(Scene::Channel& c) {
  return {
      {"from", D::length, &c.from, "on the axis, tool frame", ""},
      {"to", D::length, &c.to, "other end of the axis", ""},
      {"diameter", D::length, &c.diameter, "of the bore", "", 1e-4, 1},
      {"temperature", D::temperature, &c.temperature, "of what flows in it", "", 1, 5000},
      {"heat_transfer_coefficient", D::heat_transfer_coefficient, &c.heat_transfer_coefficient, "at its wall", "", 0, 1e9},
  };
}

std::vector<SceneKey> probe_keys(Scene::Probe& p) {
  return {
      {"name", D::none, &p.name, "column of probes.csv; default probe-0, probe-1, ...", ""},
      {"place", D::length, &p.place, "in the metal or in the mould that is solved for heat (mould.band)", ""},
      {"cavity", D::none, &p.cavity, "place is in the frame of the part in that cavity (z = 0 at its back); 0 = tool frame", "", 0, 10000},
  };
}

std::vector<SceneKey> sliding_keys(Scene::Sliding& s) {
  return {
      {"side", D::none, &s.side, "of the cavity's bounding box", "-x|+x|-y|+y|-z|+z"},
      {"velocity", D::speed, &s.velocity, "in the plane of the wall", ""},
  };
}

std::vector<SceneKey> timed_pressure_keys(Scene::TimedPressure& p) {
  return {
      {"time", D::time, &p.time, "ascending from entry to entry", "", 0, 1e6},
      {"pressure", D::pressure, &p.pressure, "straight between entries, constant before the first and after the last", "", 0, 1e9},
  };
}

std::vector<SceneKey> filter_keys(Scene::Filter& f) {
  return {
      {"axis", D::none, &f.axis, "across the filter", "x|y|z"},
      {"low", D::length, &f.low, "corner, tool frame; along the axis the nearest plane between cells counts", ""},
      {"high", D::length, &f.high, "opposite corner", ""},
      {"loss_coefficient", D::none, &f.loss_coefficient, "K of a choke or screen: pressure drop K density u^2 / 2, u through the whole plane", "", 0, 1e6},
      {"permeability", D::area, &f.permeability, "of a porous filter: pressure drop viscosity thickness u / permeability; default none", "", 1e-18, 1},
      {"thickness", D::length, &f.thickness, "of a porous filter", "", 0, 1},
  };
}

std::vector<SceneKey> finish_keys(Scene::Finish& f) {
  return {
      {"step", D::none, &f.step, "", "polish|enamel|bake|fire|plate"},
      {"colour", D::none, &f.colour, "of the drawing that the step is for", ""},
      {"kind", D::none, &f.kind, "of enamel or plating", ""},
      {"thickness", D::length, &f.thickness, "removed or added on every face: the master is larger by what polishing takes less what plating builds; default 0.05 mm of polish, 0.02 mm of plate", "", 0, 1e-3},
      {"temperature", D::temperature, &f.temperature, "of a bake or fire", "", 200, 2000},
      {"time", D::time, &f.time, "of a bake or fire", "", 0, inf},
  };
}

template <class Entry>
SceneList list(const char* name, const char* doc, std::vector<Entry>& entries, std::vector<SceneKey> (*keys)(Entry&)) {
  return {name, doc, entries.size(), [&entries, keys](std::size_t i) { return keys(entries[i]); },
          [&entries] { entries.emplace_back(); return entries.size() - 1; }};
}

}  // namespace

std::vector<SceneKey> scene_keys(Scene& scene) {
  std::vector<SceneKey> all = design_keys(scene);
  add(all, material_keys(scene));
  add(all, mould_keys(scene.mould));
  add(all, process_keys(scene));
  add(all, cycle_keys(scene.cycle));
  add(all, run_keys(scene));
  add(all, numerics_keys(scene));
  return all;
}

std::vector<SceneList> scene_lists(Scene& scene) {
  return {
      list("pin", "a further design on a spin disc, beside that of [design]; [part], alloy and gates' rules are common to all", scene.pins, pin_keys),
      list("shape", "an extruded plane shape of the cavity; later ones lie over earlier ones", scene.shapes, shape_keys),
      list("initial", "where metal is at the start", scene.initials, initial_keys),
      list("vent", "gas leaves the cavity here, metal does not; shut when its cells are full of metal", scene.vents, vent_keys),
      list("thermal", "heat through a side of the grid", scene.thermals, thermal_keys),
      list("channel", "water or oil in a bore through the mould that is solved for heat (mould.band); cells whose centres lie in it", scene.channels, channel_keys),
      list("probe", "a thermocouple: probes.csv in the results folder holds its temperature against time, summary.json when its place froze and how fast it cooled then", scene.probes, probe_keys),
      list("sliding_wall", "aligned walls on a side of the cavity that slide in their plane", scene.sliding_walls, sliding_keys),
      list("inlet_pressure", "gauge pressure of the metal at the inlet over time (drive \"pressure\")", scene.inlet_pressures, timed_pressure_keys),
      list("vent_pressure", "absolute pressure behind the vents over time (vacuum); default gas.pressure", scene.vent_pressures, timed_pressure_keys),
      list("filter", "a filter or choke in the metal's way", scene.filters, filter_keys),
      list("finish", "steps after casting, in order; polish and plate give the master its size, heat is what pores are judged by, the rest is kept with the results", scene.finishes, finish_keys),
  };
}

std::string describe_kind(const SceneKey& key) {
  struct Describe {
    const SceneKey& key;
    std::string number() const {
      return key.dimension == D::none ? "a number" : std::string(name_of(key.dimension)) + " as text with unit (" + accepted_units(key.dimension) + ")";
    }
    std::string operator()(double*) const { return number(); }
    std::string operator()(std::optional<double>*) const { return number(); }
    std::string operator()(int*) const { return "a whole number"; }
    std::string operator()(std::optional<int>*) const { return "a whole number"; }
    std::string operator()(bool*) const { return "true or false"; }
    std::string operator()(std::string*) const { return key.choices.empty() ? "text" : key.choices; }
    std::string operator()(Vec3*) const { return "[x, y, z], each " + number(); }
    std::string operator()(std::vector<Vec2>*) const { return "[[x, y], ...], each " + number(); }
    std::string operator()(std::array<std::string, 4>*) const { return "four of " + key.choices; }
    std::string operator()(std::map<std::string, std::string>*) const { return "a table of " + key.choices; }
    std::string operator()(const PropertyTarget& t) const { return "a table of properties of an " + std::string(t.kind) + " as text with unit"; }
  };
  return std::visit(Describe{key}, key.target);
}

}  // namespace sprue
