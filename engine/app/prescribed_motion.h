/// Velocities given as formulas, for the reference cases that move metal without solving for the flow.
///
/// rotation     solid body about the axis along z through the middle of the square, one turn a period
/// vortex       psi = edge^2 / pi sin^2(pi x) sin^2(pi y) cos(pi t / T), x and y in units of edge (Rider & Kothe, J. Comput. Phys. 141 (1998) 112)
/// deformation  LeVeque, SIAM J. Numer. Anal. 33 (1996) 627; Enright et al., J. Comput. Phys. 183 (2002) 83
/// shear        vortex in x, y and (1 - r / R)^2 along z, R = edge / 2 (Liovic et al., Comput. Fluids 35 (2006) 1011)
/// All but rotation swing back: the field is that at t = 0 times cos(pi t / T), and metal returns after T.
/// Face values have no discrete divergence: differences of the stream function in the plane, elsewhere fields whose point values have none.
#pragma once

#include <string>

#include "engine/core/domain.h"

namespace sprue {

struct PrescribedMotion {
  enum class Kind { rotation, vortex, deformation, shear } kind = Kind::deformation;
  double edge = 1;    ///< m, of the square (cube) with a corner at the origin
  double period = 1;  ///< s

  bool planar() const { return kind == Kind::rotation || kind == Kind::vortex; }
  /// Velocities of all open faces at t = 0, m/s.
  FaceField<double> velocity(const Domain& domain) const;
  /// What they are multiplied by at time t, s.
  double amplitude(double t) const;
};

/// Throws InputError for an unknown name.
PrescribedMotion::Kind motion_kind(const std::string& name, const std::string& where);

}  // namespace sprue
