/// Moments of a tool: what is needed for balance and forces. Exact for prisms with level or sloping ends: integrands are quadratic over each triangle (apex at
/// the origin, a signed fan), where the rule of the three edge midpoints is exact.
#pragma once

#include "meshing/tooling.h"

namespace sprue {

Vec2 first_moment(const LayeredMap& solid);        ///< m4, of x and y over its volume

struct PlanMoments {
  double area = 0;       ///< m2 of what is filled
  Vec2 first;            ///< m3
  double polar = 0;      ///< m4, of x^2 + y^2
};
PlanMoments plan_moments(const LayeredMap& solid);

}  // namespace sprue
