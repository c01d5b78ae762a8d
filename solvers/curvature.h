/// Curvature of the metal surface from a surface fitted to PLIC facets, contact angle as slope rows at the contact line.
///
/// Scheme:  in whole cells height functions (height_function.h): the metal of 3x3 columns, carried on at the contact angle beyond aligned walls beside
///          them. They have a discrete equilibrium, so what should be at rest comes to rest. Where a column ends at a wall, meets a cut cell
///          or a second surface, a fit to the planes: per mixed cell a quadratic with quartic correction (surface_fit.h) through the centroids of the PLIC facets in 5x5x5 that
///          are connected with it and face the same way, weights area * exp(-r^2 / (2 * 0.8 h^2)). A wider window has the wrong sign
///          for waves of 2.5 cells and grows them. The contact angle enters the fit only as slope rows (contact_line.h, weight 0.5);
///          PLIC normals are never overwritten. Near walls (two cells) the facets may be moved ahead by tau u_n, which keeps contact
///          lines stable at small viscosity (tau about 0.3 ... 0.6 sqrt(rho h^3 / sigma)).
/// Order:   second for smooth surfaces, of radius above some four cells for the fit. Sphere, 25.6 cells across: mean 2.2e-4, at worst 7e-3.
/// Guard:   |kappa| <= 2 / h, counted.
/// Closure: a feature under four cells wide (Domain::feature_width) is not resolved: there kappa is that of the meniscus of a slot of
///          its width w, -2 cos(theta) / w (positive, resisting the metal, for theta > 90 degrees), theta the advancing one. Limits: right for long lines filled
///          along or into their width; holes and line ends (up to twice as much) and the meniscus that spills out of the feature are
///          not told apart; theta is that of the cell's own mould. Between a full cell and an empty one of such a feature,
///          where no surface is seen, the projection takes it too: metal on the floor that the feature starts from is kept out of it.
#pragma once

#include <vector>

#include "engine/core/conditions.h"
#include "solvers/volume_of_fluid.h"

namespace sprue {

struct CurvatureReport {
  int clamped = 0;      ///< |kappa| was cut at 2 / h
  int sub_grid = 0;     ///< cells on the closure
  int columns = 0;      ///< cells whose curvature is that of height functions
  int unresolved = 0;   ///< too few facets around: the fit leaves unseen directions flat
};

/// Sum of principal curvatures, 1/m, positive for a drop of metal, per mixed cell; 0 elsewhere. Size flow_slots().
/// contact_angle by mould index: within it the present angle of the surface acts, so that the line is held. tau: interface predicted by tau * u_n near walls (s). rim_only: fits only the cells
/// the projection asks, those at an open face between a pressure cell and one without; `curvature` is then as this function left it after the reconstruct()
/// before (or empty).
CurvatureReport surface_curvature(const Domain& domain, const CastingState& state, const VolumeOfFluid& surface,
                                  const std::vector<ContactAngles>& contact_angle, double tau, Field<double>& curvature, bool rim_only = false);

/// Curvature (1/m) of the closure in a cell of a feature under four cells wide, whether the metal has reached it or not; 0 elsewhere.
double closure_curvature(const Domain& domain, const std::vector<ContactAngles>& contact_angle, Slot s);

}  // namespace sprue
