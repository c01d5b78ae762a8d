/// The design rules of pins as one table: what is measured, limits, where the numbers come from. The checks, docs/rules.md and its test read the same rows.
///
/// Limits are inspection limits after finishing. Two independent makers stand behind those of lines and plates; single sources or handbook values behind the rest,
/// and each row says so.
#pragma once

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "engine/core/finding.h"

namespace sprue {

struct Rule {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const char* kind;      ///< of the finding
  const char* measured;  ///< as sentences and docs name it: "raised metal line"
  const char* unit;      ///< of limits and value, "" for a ratio
  double reject, warn, preferred;  ///< none where the rule has no such limit
  const char* cause;
  const char* remedy;    ///< before the limit: "Widen it"
  const char* source;
  const char* confidence;
  bool at_most = false;                    ///< limits hold from above
  Severity doubtful = Severity::warn;      ///< beyond `warn`

  bool beyond(double value, double limit) const;  ///< by more than what rounding of a drawing does (0.2 %)
  bool broken(double value) const { return beyond(value, reject) || beyond(value, warn); }
  double limit(double value) const { return beyond(value, reject) ? reject : warn; }  ///< that the value breaks
};

namespace rule {

constexpr double none = Rule::none;
constexpr const char* zhecraft = "zhecraft.com (enamel pin failures, specification traps)";
constexpr const char* handbook = "handbook value, not tied to a source";
constexpr const char* medium = "medium: pin makers agree";
constexpr const char* low = "low: handbook value";

constexpr Rule thin_line{"thin-line", "raised metal line", "mm", 0.20, 0.25, 0.30, "A raised line this narrow fills badly and does not survive polishing.", "Widen it",
                         "zhecraft.com (three pages), wemkr.ai; 0.20 mm is a handbook value", medium};
constexpr Rule thin_wall{"thin-wall", "wall between two colours", "mm", 0.25, 0.30, 0.50, "Over a wall this narrow one enamel runs into the other.", "Widen it", "wemkr.ai (design for manufacturability)",
                         "medium: one pin maker"};
constexpr Rule narrow_recess{"narrow-recess", "recess", "mm", 0.25, 0.50, 0.60, "The mould's web that forms it is too slender, and enamel hardly enters.", "Make it metal, or widen it", zhecraft, "medium: one pin maker"};
constexpr Rule acute_tip{"acute-tip", "opening of a tip of a recess", "deg", none, 28, none, "The mould's web that forms it runs out to nothing: it does not stand, and enamel does not enter.", "Round it by 0.25 mm, or open it",
                         "geometry: from 28 deg down more than 0.5 mm of it is under 0.25 mm wide, where narrow-recess rejects", "low: the limit is derived, not a maker's"};
constexpr Rule small_cell{"small-cell", "area of an enamel cell", "mm2", 0.15, 0.30, 0.50, "A needle cannot dose so little enamel: it stays empty or runs over.", "Make it metal, or enlarge it", handbook, low};
constexpr Rule small_island{"small-island", "island of metal within a recess", "mm", 0.20, 0.45, none, "So small an island breaks off in polishing, and its hole in the mould traps gas.", "Leave it out, or enlarge it",
                            "zhecraft.com (islands under 0.45 mm are removed); 0.20 mm as a raised line", "medium: one pin maker"};
constexpr Rule soft_depth{"shallow-recess", "depth of recesses for soft enamel", "mm", 0.25, 0.35, 0.40, "Enamel this thin chips off its floor and looks pale.", "Set part.recess_depth", handbook, low};
constexpr Rule hard_depth{"shallow-recess", "depth of recesses for hard enamel", "mm", 0.35, 0.45, 0.50, "Grinding takes 0.05 to 0.15 mm of it; what is left chips off and looks pale.", "Set part.hard_enamel_depth", handbook, low};
constexpr Rule fired_depth{"shallow-recess", "depth of recesses for fired enamel", "mm", 0.30, none, 0.40, "Glass this thin burns through to the metal.", "Set part.recess_depth", handbook, low};
constexpr Rule plate{"plate-thickness", "plate of a pin up to 38 mm", "mm", 0.70, 1.20, 1.20, "A plate this thin freezes before it fills, and bends.", "Set part.plate", "cheappins.com, zhecraft.com", "medium: two pin makers"};
constexpr Rule large_plate{"plate-thickness", "plate of a pin over 38 mm", "mm", 0.70, 1.50, 1.50, "A plate this thin freezes before it fills, and a pin this large bends.", "Set part.plate", "cheappins.com, zhecraft.com",
                           "medium: two pin makers"};
constexpr Rule floor{"floor-thickness", "floor under the recesses", "mm", 0.50, 0.70, 0.80, "Metal this thin below a recess misruns and shows the recess on the back.", "With a thicker plate or a shallower recess bring it",
                     handbook, low};
constexpr Rule fired_floor{"floor-thickness", "floor under fired enamel", "mm", 0.50, 0.80, 0.80, "Glass contracts less than metal: it warps a floor this thin and chips off.", "With a thicker plate or enamel on the back too, bring it",
                           "shop.koolleh.com; below 0.50 mm as any floor (handbook value)", "medium: one maker"};
constexpr Rule thin_body{"floor-thickness", "thinnest metal of a height image or a solid", "mm", 0.50, 0.70, 0.80, "Metal this thin misruns, bends, and shows the front on the back.",
                         "With a thicker plate or body, or a lesser relief, bring it", handbook, low};
constexpr Rule solid_plate{"plate-thickness", "thickest metal of a solid up to 38 mm", "mm", 0.70, 1.20, 1.20, "A plate this thin freezes before it fills, and bends.", "Thicken it where it was drawn", "cheappins.com, zhecraft.com",
                           "medium: two pin makers"};
constexpr Rule large_solid_plate{"plate-thickness", "thickest metal of a solid over 38 mm", "mm", 0.70, 1.50, 1.50, "A plate this thin freezes before it fills, and a pin this large bends.", "Thicken it where it was drawn",
                                 "cheappins.com, zhecraft.com", "medium: two pin makers"};
constexpr Rule cutout{"narrow-cutout", "cutout", "mm", 0.80, 1.00, 1.50, "The mould's pin that forms it is too slender: it bends or tears off.", "Close it, or widen it", handbook, low};
constexpr Rule web{"narrow-web", "web of metal at a cutout", "mm", 0.60, 0.80, 1.00, "A web this narrow misruns or breaks.", "Widen it", handbook, low};
constexpr Rule text{"small-text", "height of the tallest letter of a text", "mm", 0.80, 1.20, 1.50, "Letters this small fill with enamel or polish away: nobody can read them.", "Enlarge it",
                    "wemkr.ai (under 5 to 6 pt on a pin of 25 mm unreadable); the millimetres are handbook values", "low: handbook value"};
constexpr Rule inside_corner{"sharp-corner", "radius of inside corners", "mm", none, 0.10, 0.15, "Neither metal nor enamel fills a sharp inside corner; in service cracks start there.", "Round them", handbook, low};
constexpr Rule outside_corner{"sharp-edge", "radius of outside corners", "mm", none, 0.10, 0.10, "Plating builds up twice at a sharp corner and polishing rounds it by itself.", "Round them", handbook, low, false, Severity::info};
constexpr Rule draft{"draft", "draft of the walls", "deg", 0, 2, 3, "A rigid mould does not let so steep a wall go: the casting sticks or is scored.", "Set part.draft", handbook, low};
constexpr Rule throwing{"plating-throw", "depth over width of recesses that are plated open", "", 1.0, 0.5, none, "Current hardly reaches the floor of a deep, narrow recess: its plating is a third to a half as thick, or none.",
                        "Widen the recess or make it shallower", "Mouton (throwing power), optiforms.com; the ratios are handbook values", low, true};
constexpr Rule post_edge{"post-edge", "distance of a post from the edge", "mm", 0, 2.5, none, "So near to the edge a post shows and breaks out.", "Move it inwards", handbook, low};
constexpr Rule post_floor{"post-floor", "floor over a post", "mm", none, 1.0, none, "Metal this thin over a post sinks and shows it on the front.", "Under raised metal, or with a thicker plate, bring it",
                          "zhecraft.com (two pages)", "medium: one pin maker"};
constexpr Rule post_spacing{"post-spacing", "distance of two posts", "mm", none, 12, 15, "Posts so near to each other let the pin turn.", "Move them apart", "zhecraft.com", "medium: one pin maker"};
constexpr Rule post_spread{"post-spacing", "spread of two posts", "mm", none, 18, 15, "Posts so far apart pull the cloth.", "Move them nearer", "zhecraft.com", "medium: one pin maker", true};
constexpr Rule single_post{"single-post", "width of a pin on one post", "mm", 38, 30, none, "On one post a pin this wide turns.", "Give it two posts 12 to 18 mm apart, or narrow it", "zhecraft.com",
                           "medium: one pin maker", true};
constexpr Rule stamp_line{"backstamp-line", "line of the backstamp", "mm", 0.20, none, 0.25, "A line this narrow does not fill, or is polished and plated away.", "Widen it", handbook, low};
constexpr Rule stamp_depth{"backstamp-depth", "depth or height of the backstamp", "mm", 0.10, 0.15, 0.15, "A backstamp this shallow is polished and plated away.", "Set part.backstamp_depth", handbook, low};
constexpr Rule stamp_deep{"backstamp-depth", "depth or height of the backstamp", "mm", none, 0.30, 0.30, "A backstamp this deep shows on the front.", "Set part.backstamp_depth", handbook, low, true};
constexpr Rule stamp_opposite{"backstamp-opposite", "area of the backstamp opposite recesses", "mm2", none, 0, none, "Between a recess and the stamp the metal is thin and shows the stamp in the enamel's floor.",
                              "Under raised metal bring it", handbook, low, true};
constexpr Rule touching{"touching-colours", "metal between two colours", "mm", none, 0.30, 0.50, "Two enamel colours without metal between them run into each other.", "Draw a metal line between them and widen it",
                        "wemkr.ai (design for manufacturability)", "high: the drawing"};
constexpr Rule pieces{"detached-part", "pieces of the metal", "", 1, none, none, "Cutouts part this piece from the rest.", "Join them by webs of at least 0.8 mm", "the drawing", "high: counted", true};

}  // namespace rule

/// Every row above, in the order of docs/rules.md.
const std::vector<const Rule*>& pin_rules();

/// The table of docs/rules.md.
std::string rules_reference();

/// "0.25 mm"; a ratio has no unit.
std::string with_unit(double value, const char* unit);

/// Where a rule is broken.
struct RuleBreak {
  double value = 0;     ///< in the rule's unit
  Vec3 where;           ///< m, part frame
  std::string element;  ///< empty: no element of the drawing
  int places = 1;       ///< of this element, `value` being the worst
  double extent = 0;    ///< m
};

/// The finding with its sentences: what was measured against which limit, why it matters, what to draw instead. `rule.broken(value)` is asserted.
Finding finding_of(const Rule& rule, const RuleBreak& found);

/// Worst break of a rule for each element, places counted: nothing is said twice.
class RuleBreaks {
 public:
  void add(const Rule& rule, const RuleBreak& found);  ///< ignored unless it breaks the rule; `found.places` are added up
  void report(std::vector<Finding>& findings) const;   ///< in the order in which rule and element first came

 private:
  struct Entry {
    const Rule* rule;
    RuleBreak worst;
  };
  std::vector<Entry> entries_;
  std::map<std::pair<const Rule*, std::string>, std::size_t> number_;  ///< of an entry
};

}  // namespace sprue
