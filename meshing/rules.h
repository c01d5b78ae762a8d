/// Design rules of pins: can the drawing be made at all? Limits and sources: rule_table.h, docs/rules.md.
///
/// What is checked is the finished part: limits of makers are inspection limits after finishing. Each rule says the worst place of an element and how many there
/// are. Undercut needs no rule: a part is one interval of z over each point of the plan (planar_map.h, Layer), so both halves of a mould part from it straight up
/// and down, and walls lean outwards towards the parting plane or not at all (a draft below 0 is refused where the scene is read).
#pragma once

#include <set>
#include <string>
#include <vector>

#include "meshing/part.h"

namespace sprue {

struct RuleOptions {
  PartOptions part{};
  bool rigid_mould = false;         ///< of metal: walls need draft; rubber gives way, plaster is broken off
  std::set<std::string> fired{};      ///< colours of recesses that take fired enamel; "" = ground that no element draws
  std::set<std::string> open_plated{};  ///< colours of recesses that are plated before enamel fills them
  const LayeredMap* body = nullptr;   ///< the finished part where a height image or a solid says its heights: measured instead of reckoned from `part`
  double curve_tolerance = 2e-6;    ///< m, chord error of the drawing's curves (DesignOptions): smaller kinks are curves
};

/// Appends what breaks a rule, in an order that depends on the drawing alone.
void check_rules(const Design& design, const RuleOptions& options, std::vector<Finding>& findings);

}  // namespace sprue
