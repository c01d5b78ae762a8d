/// Eddy viscosity of motion below the grid: the sigma model.
///
/// Equation:  nu_t = (C h)^2 s3 (s1 - s2) (s2 - s3) / s1^2,  s1 >= s2 >= s3 the singular values of the velocity gradient, C = 1.35
/// Laminar:   0 by construction in plane and axisymmetric flow, plain shear, solid rotation and pure strain or dilation; falls with the cube
///            of the distance from a wall without damping. Laminar cases are therefore not touched.
/// Scheme:    gradients at the centres of cells more than half full, from means of the faces; beyond a wall the velocity mirrored to no slip,
///            beyond the surface that of the cell itself. Added to the viscosity of the metal (viscosity.h).
/// Limits:    stands for eddies of the size of a cell in metal that fills cells: flow of a die gate (Re 1e4 to 1e5) whose jet is at least
///            four cells thick. No wall function: wall friction is that of the resolved profile, too small where the boundary layer is
///            thinner than a cell, so pressure losses of long turbulent runners are a lower bound. No atomisation: spray stays metal at
///            the size of a cell, its finer drops and the gas between them are not modelled. Off unless asked for (process.turbulence).
/// Citation:  Nicoud, Baya Toda, Cabrit, Bose & Lee, Phys. Fluids 23 (2011) 085106.
#pragma once

#include <array>

#include "solvers/flow_context.h"

namespace sprue {

/// s3 (s1 - s2) (s2 - s3) / s1^2 of a velocity gradient (rows: components), 1/s.
double sigma_rate(const std::array<Vec3, 3>& gradient);

class EddyViscosity {
 public:
  explicit EddyViscosity(const FlowContext& context) : c_(context) {}

  /// Adds nu_t (m2/s) to `viscosity` (flow slots); nothing unless the conditions ask for it.
  void add(const CastingState& state, Field<double>& viscosity) const;

 private:
  Vec3 velocity(const CastingState& state, Slot s) const;
  Vec3 velocity_beside(const CastingState& state, Slot s, int d, int by, const Vec3& own) const;
  const FlowContext& c_;
};

}  // namespace sprue
