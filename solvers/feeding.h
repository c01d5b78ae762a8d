/// Shrinkage and its feeding: contraction is drawn from the free metal of the same liquid region, else it opens a void.
///
/// Liquid regions: connected slots with solid fraction below the feeding limit. A region that holds an inlet or a free surface is fed from
/// its highest (against the effective gravity: centrifugally innermost) metal; one that is cut off feeds itself the same way, leaving a void
/// there; slots above the limit open dispersed voids. Metal moves with its enthalpy; total metal is conserved exactly.
#pragma once

#include "engine/core/conditions.h"
#include "engine/core/materials.h"
#include "engine/core/record.h"
#include "solvers/volume_of_fluid.h"

namespace sprue {

struct FeedingReport {
  double shrinkage = 0;    ///< contraction of this step, units of a cell
  double fed = 0, void_opened = 0;
  int liquid_regions = 0, cut_off_regions = 0;
};

class Feeding {
 public:
  Feeding(const Domain& domain, const CastingConditions& conditions, const AlloyCurve& alloy);
  FeedingReport advance(CastingState& state, Record& record);

 private:
  const Domain& domain_;
  CastingConditions conditions_;
  const AlloyCurve& alloy_;
};

}  // namespace sprue
