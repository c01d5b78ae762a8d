/// Shrinkage and its feeding: contraction is drawn from free metal that can get there, else it opens a void.
///
/// Contraction of a slot: metal * v(h) shrinks while the metal cools down to the solidus, v = reference density / density (solid that
/// cools further contracts as a whole: that is the pattern's shrink, not a void). Filling counts metal at the reference density: what the
/// cavities held when flow retired is taken as their true volume, so that all voids together are V (1 - rho then / rho at the solidus).
/// Pools: liquid below the feeding limit, connected, levels by itself (mass feeding): what leaves it is taken from the top of the effective
/// potential (gravity and centrifugal: highest, innermost), equal heights alike. Donors give liquid only: solid stays where it froze.
/// Mush above the limit is fed through its arms by Darcy's law (darcy_feeding.h): from open pools (in touch with gas or with a feed under
/// pressure), and from pools and mush where the pressure has fallen to that of opening, gas pressure of the pores - 2 sigma / radius: there
/// voids grow. Cells where a front passes (isothermal reaction to the end of freezing) count by the state ahead of it and the share still open.
/// Metal and enthalpy are conserved to round-off; what reaches a slot has the mean enthalpy of what its part of the network gave.
/// Limits: quasi-static; rigid mould and shell; the last 0.5 % of liquid in mush is not fed.
#pragma once

#include <memory>

#include "engine/core/conditions.h"
#include "engine/core/materials.h"
#include "engine/core/record.h"
#include "solvers/darcy_feeding.h"

namespace sprue {

struct FeedingReport {
  double shrinkage = 0;    ///< contraction of this step, units of a cell
  double fed = 0;          ///< of it made good by metal that moved
  int liquid_regions = 0, cut_off_regions = 0;   ///< pools; those that hold no cell of the feed system
  DarcyReport darcy;
};

class Feeding {
 public:
  Feeding(const Domain& domain, const CastingConditions& conditions, const AlloyCurve& alloy);
  ~Feeding();

  /// Flow retires: what the metal occupies now is its skin.
  void begin(CastingState& state) const;
  /// After a heat step of dt (s): contraction since the last call is fed or left as void (state.shrinkage, record.shrinkage_void).
  FeedingReport advance(CastingState& state, Record& record, double dt);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sprue
