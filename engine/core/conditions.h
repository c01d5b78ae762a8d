/// What is done to the casting: drive, inlet, gas, interfaces, times. Plain numbers in SI units, resolved from a scene.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "engine/core/vec.h"

namespace sprue {

/// The tool turns about an axis; the domain's frame turns with it (centrifugal, Coriolis and Euler forces).
struct Rotation {
  Vec3 point{};            ///< on the axis, m, tool frame
  Vec3 axis{0, 0, 1};      ///< unit vector; positive sense by the right hand
  double speed = 0;        ///< rad/s at the end of spin-up; sign is the sense
  double spin_up_time = 0; ///< s, linear from rest; 0 = at speed from the start
};

/// Metal source behind the faces of kind inlet: a linear pump curve. Velocity u = u_free * (1 - p / head) with
/// u_free = flow_rate / open inlet area, never more: pours at flow_rate into the open, holds p = head when the feed is full.
struct Inlet {
  double flow_rate = 0;    ///< m3/s against no pressure
  double head = 0;         ///< Pa at which the flow stops; > 0
  double temperature = 0;  ///< K
  double shut_time = std::numeric_limits<double>::infinity();  ///< s, metal stops here
};

struct Gas {
  double pressure = 101325;      ///< Pa absolute: outside, and in the cavity at t = 0
  double temperature = 293.15;   ///< K, at t = 0
  double gas_constant = 287.05;  ///< J/kg/K (air)
  double heat_exponent = 1.0;    ///< n of p V^n: 1 = at wall temperature, 1.4 = adiabatic
};

/// Metal against one mould material.
struct Interface {
  double contact_angle = 2.44;              ///< rad, measured in the metal
  double heat_transfer_coefficient = 2000;  ///< W/m2/K
};

/// Walls on one side of the cavity's bounding box slide in their own plane (the lid of a driven cavity, a belt). Aligned walls only.
struct SlidingWall {
  int axis = 0;       ///< of the side's normal
  bool high = false;  ///< the side towards +axis
  Vec3 velocity{};    ///< m/s; what it has along the axis does not count
};

struct CastingConditions {
  Vec3 gravity{0, 0, -9.81};   ///< m/s2
  Rotation rotation;
  Inlet inlet;
  Gas gas;
  std::vector<Interface> interfaces;   ///< by Domain::mould_index
  std::vector<SlidingWall> sliding_walls;
  bool eddy_viscosity = false;         ///< of motion below the grid (solvers/eddy_viscosity.h)
  double mould_temperature = 293.15;   ///< K, at t = 0
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
