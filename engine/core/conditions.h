/// What is done to the casting: drive, inlet, gas, interfaces, times. Plain numbers in SI units, resolved from a scene.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/vec.h"
#include "engine/core/wall_contact.h"

namespace sprue {

/// The tool turns about an axis; the domain's frame turns with it (centrifugal, Coriolis and Euler forces).
struct Rotation {
  Vec3 point{};            ///< on the axis, m, tool frame
  Vec3 axis{0, 0, 1};      ///< unit vector; positive sense by the right hand
  double speed = 0;        ///< rad/s at the end of spin-up; sign is the sense
  double spin_up_time = 0; ///< s, linear from rest; 0 = at speed from the start
};

/// A quantity over time: straight lines between the points, constant before the first and after the last. Times ascend strictly.
struct Curve {
  struct Point {
    double time = 0, value = 0;
  };
  std::vector<Point> points;
  bool empty() const { return points.empty(); }
  double at(double time) const;   ///< not for an empty curve
  double largest() const;         ///< not for an empty curve
};

enum class DriveKind : std::uint8_t { pump, basin, pressure, plunger };

/// Metal source behind the faces of kind inlet; the laws are in solvers/drive.h. Pressures are gauge, against the outside gas.
struct Inlet {
  double flow_rate = 0;    ///< m3/s against no pressure (pump)
  double head = 0;         ///< Pa at which the flow stops; > 0 (pump, basin at the start, plunger before intensification)
  double temperature = 0;  ///< K
  double shut_time = std::numeric_limits<double>::infinity();  ///< s, metal stops here
  double start_time = 0;   ///< s, no metal before
  DriveKind kind = DriveKind::pump;
  double volume = std::numeric_limits<double>::infinity();     ///< m3 that the ladle, basin or shot sleeve holds
  double loss = 0;         ///< K of the choke in front of the inlet: head - p = (1 + K) rho u^2 / 2 (basin, pressure)
  double head_fall = 0;    ///< Pa per m3 poured: rho g / area of the basin
  Curve pressure{};        ///< Pa over time (pressure)
  double piston_area = 0;  ///< m2 (plunger)
  double slow_speed = 0, fast_speed = 0;  ///< m/s of the piston against no pressure, before and after fast_stroke
  double fast_stroke = 0;  ///< m of stroke
  double intensified = 0;  ///< Pa, head once the cavity has answered with nine tenths of `head`; 0 = none
  double intensification_delay = 0;       ///< s after that
};

/// A filter or choke, flat in the grid, that metal passes at a price. Pressure drop (Pa) for the speed u (m/s) through the whole plane:
/// viscosity * thickness / permeability * u + loss * density / 2 * u^2 (Darcy-Forchheimer).
struct Filter {
  int axis = 2;            ///< across it
  Vec3 low, high;          ///< m, tool frame; along the axis the nearest plane of faces to their middle
  double loss = 0;
  double permeability = std::numeric_limits<double>::infinity();  ///< m2
  double thickness = 0;    ///< m
};

struct Gas {
  double pressure = 101325;      ///< Pa absolute: outside, and in the cavity at t = 0
  double temperature = 293.15;   ///< K, at t = 0
  double gas_constant = 287.05;  ///< J/kg/K (air)
  std::optional<double> heat_exponent{};  ///< n of p V^n: 1 = constant temperature, 1.4 = adiabatic; empty = takes the walls' temperature with time
  std::optional<double> cavity_pressure{};  ///< Pa absolute in the cavity at t = 0, where it is not open; empty = pressure
  Curve vent_pressure{};         ///< Pa absolute behind the vents over time (vacuum); empty = pressure
  double behind_vents(double time) const { return vent_pressure.empty() ? pressure : vent_pressure.at(time); }
  double wall_temperature = 293.15;     ///< K, of walls that lie on cell planes (cut cells have their mould's)
  double offgas_rate = 0;        ///< kg/m2/s given off by walls beside a pocket that metal has reached
  double exponent() const { return heat_exponent.value_or(1.4); }  ///< at once, before the walls answer
};

/// Angles (rad, measured in the metal) at which a contact line moves: it advances at the larger, recedes at the smaller, and is held by any
/// angle between them.
struct ContactAngles {
  double receding, advancing;
  ContactAngles(double both) : receding(both), advancing(both) {}
  ContactAngles(double back, double forth) : receding(back), advancing(forth) {}
  bool hold() const { return receding < advancing; }
  /// The angle that acts where the surface stands at `present`.
  double at(double present) const { return present < receding ? receding : present > advancing ? advancing : present; }
};

/// Metal against one mould material.
struct Interface {
  double contact_angle = 2.44;              ///< rad, measured in the metal
  double heat_transfer_coefficient = 2000;  ///< W/m2/K
  std::optional<double> receding_angle{}, advancing_angle{};  ///< rad; contact_angle if empty
  std::optional<WallContact> opening{};     ///< layers of which the coefficient is made, where a gap may open (solvers/wall_gaps.h); empty = closed always
  double skin_yield = 0;                    ///< Pa, of metal just frozen: what keeps the gap open against the liquid behind
  ContactAngles angles() const { return {receding_angle.value_or(contact_angle), advancing_angle.value_or(contact_angle)}; }
};

/// Walls on one side of the cavity's bounding box slide in their own plane (the lid of a driven cavity, a belt). Aligned walls only.
struct SlidingWall {
  int axis = 0;       ///< of the side's normal
  bool high = false;  ///< the side towards +axis
  Vec3 velocity{};    ///< m/s; what it has along the axis does not count
};

/// Where pores open in metal that lacks feed: at the pressure of gas in them less what the surface of the smallest bears.
struct Pores {
  double gas_pressure = 0;   ///< Pa absolute
  double radius = std::numeric_limits<double>::infinity();  ///< m, of what they start from; infinite: films and gas already there bear no tension
};

/// Walls that metal does not cover give heat to air or spray (an open mould).
struct BareWalls {
  double heat_transfer_coefficient = 0;  ///< W/m2/K
  double emissivity = 0;                 ///< 0..1: they radiate to surroundings of `temperature`
  double temperature = 293.15;           ///< K
};

struct CastingConditions {
  Vec3 gravity{0, 0, -9.81};   ///< m/s2
  Rotation rotation;
  Inlet inlet;
  Gas gas;
  Pores pores;
  std::vector<Filter> filters;
  std::vector<Interface> interfaces;   ///< by Domain::mould_index
  std::vector<SlidingWall> sliding_walls;
  bool eddy_viscosity = false;         ///< of motion below the grid (solvers/eddy_viscosity.h)
  double mould_temperature = 293.15;   ///< K, at t = 0
  std::optional<BareWalls> bare_walls{};   ///< empty: walls that metal does not cover exchange nothing
  bool flow = true, heat = true, feeding = true;  ///< which physics runs
  bool through_flow = false;           ///< a full cavity does not end the flow: metal runs through it until end_time
  double end_time = std::numeric_limits<double>::infinity();  ///< s
};

/// The one [numerics] block of all scenes. A validation case may set resolution and end time, nothing else.
struct Numerics {
  double courant = 0.9;               ///< largest sum |u| dt / cell over pressure cells (volume is kept at any)
  double capillary = 1.25;            ///< dt in units of sqrt(rho h^3 / (4 pi sigma))
  double pressure_tolerance = 1e-8;   ///< true relative residual of the projection
  int pressure_iterations = 200;
  double heat_temperature_step = 2;   ///< K, target of the largest change a step while freezing
  double heat_tolerance = 1e-4;        ///< of each Newton correction; energy is conserved to round-off whatever it is
  double heat_interval = 5e-3;        ///< s between two heat solves while metal flows (flow steps are far shorter)
  double stall_time = 5e-3;           ///< s without progress after which the front counts as stopped, but at least
  double stall_share = 0.15;          ///< this share of the time the pump would take to fill the cavity
  double stall_progress = 2e-3;       ///< progress: share of the cavity's volume newly filled
};

}  // namespace sprue
