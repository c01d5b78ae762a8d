/// The coupled step, as one list. Filling: surface, momentum, pressure, gas, heat. When the parts are full or the front has
/// stopped, flow retires and the run goes on with heat and quasi-static feeding at steps set by temperature accuracy alone.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "engine/core/conditions.h"
#include "engine/core/materials.h"
#include "engine/core/record.h"
#include "solvers/curvature.h"
#include "solvers/feeding.h"
#include "solvers/flow.h"
#include "solvers/heat.h"

namespace sprue {

struct StepReport {
  double dt = 0;
  const char* limited_by = "";   ///< who asked for a step no longer than dt
  const char* failed_operator = nullptr;  ///< who met a value that is not finite; null = none
  Slot failed_cell = no_slot;             ///< where first
  AdvectionReport advection;
  CurvatureReport curvature;
  FlowReport flow;
  GasReport gas;
  HeatReport heat;
  FeedingReport feeding;
};

class Casting {
 public:
  /// Starts from `state` (fresh from make_casting_state with initial metal and enthalpy set, or read from a checkpoint).
  Casting(const Domain& domain, const CastingConditions& conditions, const Numerics& numerics, const AlloyCurve& alloy,
          std::vector<MouldProperties> moulds, CastingState state, Record record);
  ~Casting();

  /// One time step; never throws for numerical reasons. Where an operator met a value that is not finite the step ends there: the
  /// report names it, time and step stay, and the state is lost (start again from a checkpoint). No step may follow.
  StepReport step();
  bool finished() const;  ///< frozen, at the end time, or failed
  bool failed() const;
  const StepReport& last() const;   ///< of the last step()
  const Domain& domain() const;

  const CastingState& state() const;
  const Record& record() const;
  const Heat& heat() const;
  const VolumeOfFluid& surface() const;
  /// Counters of everything that had to be guarded, by name.
  const std::map<std::string, std::int64_t>& guards() const;
  /// Wall seconds spent by this object in each operator, by name.
  std::map<std::string, double> seconds() const;
  double frozen_fraction() const;  ///< solid share of the parts' metal (of all metal where there are no parts)
  double fill_fraction() const;  ///< metal in the parts / their volume (of everything where there are no parts)
  double shot_fraction() const;  ///< metal / volume of everything, feed system included

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sprue
