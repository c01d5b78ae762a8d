/// A predicted defect or a broken rule. Geometry rules (meshing) and field criteria (solvers) append to one list.
#pragma once

#include <string>
#include <vector>

#include "engine/core/vec.h"

namespace sprue {

enum class Severity { info, warn, reject };

struct Finding {
  std::string kind;     ///< of the drawing: docs/rules.md; of the choice: alloy-mould, zinc-fume, process, assumption; of the casting: misrun, trapped-gas, pin-hole, short-post, cold-shut, cold-flow,
                        ///< shrinkage-void, dispersed-porosity, blister, hot-tear, unfilled-detail, hot-spot; of the tool: die-soldering, mould-life,
                        ///< cold-cycle, imbalance, uneven-filling
  Severity severity = Severity::info;
  std::string pin;      ///< which of several designs on one disc; empty where there is one, and of the tool
  int cavity = 0;       ///< 0 = the design itself or the feed system
  Vec3 where;           ///< m, part frame (z = 0 at the back, x right, y up as drawn)
  std::string element;  ///< id in the drawing; empty if none
  double size = 0;      ///< m, extent
  double volume = 0;    ///< m3
  double value = 0, limit = 0;
  std::string unit;     ///< of value and limit, as shown to the user ("mm", "kPa", "degC", "mm3")
  std::string evidence, cause, advice;
  std::string confidence;  ///< high, medium, low (and why, after a colon)
  std::string source;      ///< where the limit comes from; empty where the evidence says it
};

const char* to_string(Severity severity);

}  // namespace sprue
