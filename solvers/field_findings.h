/// Field findings: what a cast pin will show, read from the fields of a finished casting.
///
/// Criteria (thresholds with sources in judge.h):
///   misrun           connected cavity left without metal, in the open
///   creeping-front   metal still came in when the flow was no longer followed, and stayed liquid: at its last rate more of the parts fills
///   trapped-gas      connected cavity left without metal because a closed gas pocket holds it, and pockets that vanished under pressure; pin-hole where it is at most 0.1 mm3
///   short-post       either of them in a post, behind the back
///   cold-shut        fronts that met below the liquidus: solid fraction at the meeting temperature
///   cold-flow        wall that metal reached as cold, without a second front
///   shrinkage-void   connected cells left empty by contraction; depth below the face decides
///   unfilled-detail  drawn elements with a large share unfilled; and, for lines under four cells, the sub-grid closure: capillary entry pressure
///                    2 sigma |cos theta| / w against the static head, and freezing time against the time to run along
///   dispersed-porosity  what mush was not fed with in pores smaller than cells, one finding a cavity
///   blister          gas of a closed pore against the strength of the skin above it in a bake (blister.h)
///   hot-tear         Clyne and Davies' ratio (hot_tear.h)
///   hot-spot         metal still liquid when its pool lost the feed
/// Limits: nothing is judged in the feed system (cavity 0) except that it ran. One finding a connected
/// region, small ones of a kind merged.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/core/conditions.h"
#include "engine/core/finding.h"
#include "engine/core/materials.h"
#include "engine/core/record.h"
#include "solvers/blister.h"

namespace sprue {

/// How the part lies in the tool: part frame -> tool frame, row major 4 x 4, metres (carries the shrink
/// scale).
struct CavityFrame {
  int cavity = 1;
  std::array<double, 16> to_tool{};
  Vec3 to_part(Vec3 tool) const;  ///< the inverse
};

/// Appends findings. `elements`: ids in the drawing by Domain::element. Call when filling has ended, best
/// when all is solid.
void field_findings(const Domain& domain, const CastingState& state, const Record& record,
                    const CastingConditions& conditions, const AlloyCurve& alloy,
                    const std::vector<CavityFrame>& frames, const std::vector<std::string>& elements,
                    std::vector<Finding>& findings, const Finishing& finishing = {});

/// Sub-grid closure of a line of width w (m), see above.
struct LineEntry {
  double needed = 0;    ///< Pa, capillary entry pressure; 0 where metal wets
  double freezing = 0;  ///< s from metal at `temperature` (K) to the end of flow (solid fraction 0.5)
};
LineEntry line_entry(double width, double temperature, double mould_temperature, const Interface& interface,
                     const AlloyCurve& alloy);

/// Pressure of metal at rest at x (Pa, gauge) under gravity and rotation, fed through the inlet faces at
/// their head; 0 without inlet.
class StaticHead {
 public:
  StaticHead(const Domain& domain, const CastingConditions& conditions, double density);
  double at(Vec3 x) const;
  bool fed() const { return fed_; }
  double potential(Vec3 x) const;   ///< J/kg; falls where gravity and rotation pull

 private:
  const CastingConditions& conditions_;
  double density_, inlet_potential_ = 0;
  bool fed_ = false;
};

}  // namespace sprue
