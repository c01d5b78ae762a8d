/// Shrinkage and its feeding: contraction is drawn from the free metal of the same liquid region, else it opens a void.
///
/// Contraction of a slot: metal * (rho_ref / rho(h)) shrinks while the metal cools from the liquidus to the solidus (solid that cools
/// further contracts as a whole: that is the pattern's shrink, not a void; a superheated liquid is counted at the liquidus).
/// Liquid regions: connected slots whose solid fraction is below the feeding limit. Mush above the limit is fed by a region it touches
/// (one cell of mush resists little); deeper mush opens dispersed voids. Donors are taken from the top of the effective potential
/// (gravity and centrifugal: highest, innermost), each giving its liquid share, and carry their enthalpy to the receivers. Total metal
/// and enthalpy are conserved to round-off. A region without a slot of the feed system is cut off: it feeds itself, its top empties.
/// Assumptions: quasi-static, no Darcy pressure loss beyond one cell, rigid mould.
#pragma once

#include <memory>

#include "engine/core/conditions.h"
#include "engine/core/materials.h"
#include "engine/core/record.h"

namespace sprue {

struct FeedingReport {
  double shrinkage = 0;    ///< contraction of this step, units of a cell
  double fed = 0;          ///< of it made good by metal that moved
  int liquid_regions = 0, cut_off_regions = 0;
};

class Feeding {
 public:
  Feeding(const Domain& domain, const CastingConditions& conditions, const AlloyCurve& alloy);
  ~Feeding();

  /// Flow retires: what the metal occupies now is its skin.
  void begin(CastingState& state) const;
  /// After a heat step: contraction since the last call is fed or left as void (state.shrinkage, record.shrinkage_void).
  FeedingReport advance(CastingState& state, Record& record);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sprue
