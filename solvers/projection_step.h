/// Arguments of one projection, shared by its sources.
#pragma once

#include "solvers/projection.h"

namespace sprue {

constexpr double full_theta = 0.5;   ///< of a cell full of metal: the surface is not nearer than its face

struct Projection::Step {
  CastingState& state;
  double dt;
  const BodyForce& force;
  const VolumeOfFluid& surface;
  const Field<double>& curvature;
  const GasPockets& gas;
  const Field<double>& drag;
  double unit;  // dt / (rho h), m/s per Pa

  bool pressure(Slot s) const { return s != no_slot && surface.pressure_cell()[s] != 0; }
};

}  // namespace sprue
