/// A scene: everything one run needs, as plain data in SI units (m, kg, s, K, Pa, rad).
///
/// Read from TOML (every dimensional value is text with its unit) or made of defaults around a bare drawing. The table of
/// keys in scene_schema.cpp is the one list that reading, `--set key=value`, the dump of a resolved scene and the
/// documentation go through. An empty optional means "chosen from the rest"; resolve() of pipeline.h fills them.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/conditions.h"

namespace sprue {

using PropertyValues = std::map<std::string, double>;  ///< property name -> SI value

struct Scene {
  struct Design {
    std::string file;                          ///< as written; relative to the scene's own folder
    double width = 25e-3;
    std::map<std::string, std::string> roles;  ///< element id, layer or colour -> a name of role_names()
    double rim_width = 0.6e-3, divider_width = 0.4e-3, curve_tolerance = 2e-6, join_tolerance = 0.05e-3, pen_width = 0;
    std::string image = "trace";
    double height_threshold = 0;
    std::string unit = "auto", up = "+z";
    double parting = 0;
  } design;
  struct Pin {                                 ///< a further design on the disc; what it does not say is as [design] has it
    std::string file;
    std::optional<double> width, rim_width;
    std::map<std::string, std::string> roles;  ///< none are taken from [design]
    int cavities = 1;
    double turn = 0;
  };
  std::vector<Pin> pins;
  struct Part {
    double plate = 1.5e-3, recess_depth = 0.5e-3;
    std::optional<double> hard_enamel_depth;
    std::string posts = "none";
    double post_diameter = 1.2e-3, post_height = 8e-3, backstamp_depth = 0.2e-3;
    std::string backstamp;
    double backstamp_height = 1.5e-3;
    Vec3 backstamp_place;
    int serial_start = 1;
    std::optional<double> draft;
    double fillet = 0;
    double dome = 0, relief_tolerance = 10e-6;
    std::optional<double> relief_depth;
  } part;
  struct Alloy {
    std::string name = "zamak3";               ///< shipped, a path, or "custom"
    std::optional<double> pour_temperature;
    PropertyValues properties;                 ///< replace those of the material
  } alloy;
  struct Mould {
    std::string material;                      ///< shipped, a path, or "custom"; empty = usual_mould()
    std::optional<double> temperature;
    PropertyValues properties;
    int cavities = 1;
    bool sector = false;
    std::optional<double> disc_diameter, disc_thickness;
    std::optional<double> radius;
    double turn = 0;
    std::optional<double> sprue_diameter, sprue_top_width, sprue_height, sprue_length;
    std::string runners = "spider";
    std::optional<double> runner_width, runner_depth, runner_length;
    std::optional<double> gate_width, gate_depth, gate_length;
    std::optional<double> cavity_wall, rim_wall;
    std::optional<double> parting_gap;
    std::optional<double> riser_width, riser_height, overflow_share;
    std::optional<double> vent_width, vent_depth;
    std::optional<int> vents_per_cavity, drilled_vents;
    std::optional<double> drilled_vent_diameter;
    std::optional<int> keys, ejectors;
    std::optional<double> key_diameter, key_height, key_clearance, ejector_diameter;
    std::vector<Vec2> ejector_places;
    std::optional<double> casting_shrink, mould_shrink;  ///< linear, share of length
    std::optional<double> mould_shrink_tangential, mould_shrink_radial, mould_shrink_thickness;   ///< instead of mould_shrink in that direction
    double finishing_allowance = 0;
    double band = 3e-3;
  } mould;
  struct Interface {
    std::optional<double> contact_angle, heat_transfer_coefficient;
    std::optional<double> receding_angle, advancing_angle;
    std::string coating;
    std::optional<double> coating_thickness, coating_conductivity, gas_conductivity, emissivity, skin_yield;
    bool gap = true;
  } interface;
  struct Process {
    std::string kind = "spin";
    std::optional<double> speed;
    double spin_pressure = 20e3;
    std::string direction = "counter-clockwise";
    double spin_up_time = 0;
    std::optional<double> pour_rate, fill_time, gate_speed;
    double pour_head = 36e-3;
    std::optional<double> pour_pressure, pour_time;
    std::string turbulence = "auto";
    std::string drive = "auto";
    double pour_start = 0, choke_loss = 0;
    std::optional<double> pour_volume, basin_area;
    std::optional<double> piston_diameter, slow_speed, fast_speed, stroke;
    double fast_stroke = 0;
    std::optional<double> intensified_pressure;
    double intensification_delay = 0;
  } process;
  struct Cycle {                               ///< many shots into one mould (engine/app/mould_cycle.h)
    int shots = 1;
    std::optional<double> dwell, eject_temperature, wait, close_temperature, good_temperature, soldering_temperature;
    double open = 20, spray = 0, close = 5, longest = 1800;
    double air_temperature = 298.15, open_coefficient = 10, open_emissivity = 0.9;
    double spray_temperature = 298.15, spray_coefficient = 1000;
    double steady_change = 1;
    std::string ageing = "auto";
  } cycle;
  struct Resolution {
    std::string quality = "draft";
    std::optional<double> cell;
  } resolution;
  struct Output {
    bool pictures = true, fields = true;
    std::string step = "auto";
    std::optional<double> interval;
  } output;
  struct Run {
    int threads = 0;
    std::optional<double> end_time;
    double checkpoint_interval = 60;
    std::optional<double> memory_limit;
    double step_budget = 1e6;
    bool flow = true, heat = true, feeding = true, through_flow = false;
  } run;
  struct Case {
    std::string name, kind, motion;
    std::optional<double> quick_cell, full_cell, period, courant, speed, length;
  } reference;
  struct DomainFrame {
    Vec3 origin;
    std::array<std::string, 4> sides = {"wall", "wall", "wall", "wall"};
    bool widths = false;
  } domain;
  struct Gravity {
    Vec3 acceleration{0, 0, -9.80665};
  } gravity;
  struct Rotation {
    Vec3 point, axis{0, 0, 1};
    std::optional<double> speed;
    double spin_up_time = 0;
  } rotation;
  Gas gas;
  struct Porosity {
    double gas_pressure = 0;
    std::optional<double> pore_radius;
  } porosity;
  Numerics numerics;

  struct Shape {                               ///< an extruded plane shape; later ones lie over earlier ones
    std::string kind = "rectangle";
    Vec3 centre;                               ///< x, y; z is added to low and high
    Vec3 size;                                 ///< x, y of a rectangle
    double radius = 0;
    int sides = 256;                           ///< of the polygon that stands for a circle
    std::vector<Vec2> points;
    double turn = 0;
    double low = 0, high = 0;
    bool filled = true;
    int cavity = 1;
    std::string top = "wall", bottom = "wall";
  };
  std::vector<Shape> shapes;

  struct Initial {                             ///< where metal is at t = 0
    std::string kind = "box";
    Vec3 low, high;
    Vec3 centre;
    double radius = 0;
    Vec3 point, normal{0, 0, 1};               ///< half-space: metal where (x - point) . normal <= 0
    double amplitude = 0, wavelength = 1;      ///< deviation of the surface, see MetalBody
    std::optional<double> temperature;         ///< the pour temperature if empty
    Vec3 velocity;
    bool filled = true;                        ///< false: a box cut out of the body before it
  };
  std::vector<Initial> initials;

  struct Vent {                                ///< gas leaves through cells of the cavity (Domain::vents)
    std::string kind = "orifice";
    Vec3 low, high;                            ///< box; the cells of the cavity whose centres lie in it
    double area = 0;                           ///< of the opening of an orifice, m2
    double discharge_coefficient = 0.6;
    double diameter = 0, width = 0, depth = 0, length = 0;  ///< of a hole, of a slit or gap; length: the way out
    double permeability = 0;                   ///< of a porous wall, m2
  };
  std::vector<Vent> vents;

  struct Thermal {                             ///< heat through a side of the grid
    std::string side = "-x", kind = "adiabatic";
    double temperature = 293.15, heat_transfer_coefficient = 0, thickness = 0;
    std::optional<double> emissivity;
  };
  std::vector<Thermal> thermals;

  struct Channel {                             ///< a bore through the mould with water or oil in it
    Vec3 from, to;                             ///< on its axis, tool frame
    double diameter = 8e-3, temperature = 293.15, heat_transfer_coefficient = 5000;
  };
  std::vector<Channel> channels;

  struct Probe {                               ///< a thermocouple
    std::string name;
    Vec3 place;
    int cavity = 0;                            ///< place is in that part's frame; 0 = tool frame
  };
  std::vector<Probe> probes;

  struct Sliding {                             ///< a side of the cavity's bounding box whose walls slide in their plane
    std::string side = "+z";
    Vec3 velocity;
  };
  std::vector<Sliding> sliding_walls;

  struct TimedPressure {
    double time = 0, pressure = 0;
  };
  std::vector<TimedPressure> inlet_pressures;  ///< gauge, for the drive "pressure"
  std::vector<TimedPressure> vent_pressures;   ///< absolute, behind the vents

  struct Filter {                              ///< Darcy-Forchheimer loss on a plane of the grid
    std::string axis = "z";
    Vec3 low, high;
    double loss_coefficient = 0, thickness = 0;
    std::optional<double> permeability;
  };
  std::vector<Filter> filters;

  struct Finish {
    std::string step = "polish", colour, kind;
    std::optional<double> thickness;
    double temperature = 293.15, time = 0;
  };
  std::vector<Finish> finishes;

  std::filesystem::path folder;                ///< of the scene file
  std::string source;                          ///< the file as given on the command line

  std::filesystem::path drawing() const { return folder / design.file; }
  bool drawn() const { return !design.file.empty(); }
};

struct KeyValue {
  std::string key, value, where;  ///< where: "--width", "--set part.plate"
};

/// A scene (.toml) or a bare drawing (.svg) with defaults; then each of `settings` in order, as text with unit; then checked as a
/// whole. Throws InputError with file, line and column (or the option) for anything unknown, of the wrong kind or out of range.
Scene load_scene(const std::filesystem::path& input, const std::vector<KeyValue>& settings = {});

/// The same from text; `name` stands for the file in messages.
Scene parse_scene(const std::string& toml_text, const std::string& name);

/// Sets one key ("process.speed", "initial.0.temperature", "alloy.properties.viscosity_liquid"); quotes may be left out.
void set_key(Scene& scene, const KeyValue& setting);

/// What no single key can say: something to cast, a recess that leaves a floor, an axis with a direction.
void check_scene(const Scene& scene);

/// The scene as a TOML document that reads back to the same scene; empty optionals stand as comments.
std::string to_toml(const Scene& scene);

/// Every key with kind, default and meaning as Markdown tables: the second half of docs/scenes.md.
std::string scene_reference();

}  // namespace sprue
