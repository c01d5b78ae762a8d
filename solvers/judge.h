/// What the criteria of the field findings share: thresholds, and the casting they look at. Private to
/// solvers/*_findings.cpp.
#pragma once

#include <algorithm>
#include <cstdarg>
#include <cstdio>

#include "engine/core/error.h"
#include "solvers/field_findings.h"
#include "solvers/region.h"

namespace sprue {

/// Every threshold of the field criteria, with where it comes from (process.md of the project's references,
/// sections D and E).
struct Thresholds {
  double ignored_cells = 3;  // smaller regions are the grid's rounding of a corner
  double misrun_reject =
      0.2e-9;  // m3: 0.2 mm3 is a dot of 0.6 mm on a 0.5 mm relief, seen at arm's length (house rule)
  double gas_reject = 0.1e-9;      // m3: E10, isolated pocket > 0.1 mm3 in a face is an error
  double gas_warn = 0.01e-9;       // m3: a tenth of it
  double cold_warn_solid = 0.05;   // E9: warn at solid fraction 0.05 where fronts meet
  double cold_reject_solid = 0.2;  // E9: error at 0.2
  double post_depth = 0.2e-3;      // m below the back: what lies deeper is a post (backs are flat to less)
  double cold_margin = 5;          // K below the liquidus: E9 for Zamak
  double void_warn = 0.02e-9;      // m3: a pore of 0.34 mm
  double void_reject = 0.1e-9;     // m3, open or within `skin` of the face (as E10)
  double void_share = 0.02;        // of the cell: less is microporosity
  double pore_share = 1e-4;        // of the cell: less is the rounding of the feeding solve
  double skin = 0.3e-3;            // m: D3, pores within 0.3 mm of a polished or plated face
  double blister_info = 0.25;      // of the yield strength (house rule)
  double blister_warn = 0.5;       // of it: E15 calls 69 of 80 MPa marginal
  double tear_suspicious = 1;      // E12
  double tear_room = 0.5;          // of a cell: smaller ones freeze with their neighbours
  double detail_warn = 0.05;       // share of an element's volume unfilled (house rule)
  double detail_reject = 0.25;
  double resolved_cells = 4;        // DESIGN 4.1: a line under four cells wide is not resolved
  double hot_spot_volume = 0.5e-9;  // m3: less shrinks by under 0.02 mm3
  double hot_spot_ratio = 1.5;      // E3: thick boss > 1.5 x wall
  std::size_t most_of_a_kind = 8;   // of the small ones; the rest is merged into one finding
};
inline constexpr Thresholds thresholds;

[[gnu::format(printf, 1, 2)]] inline std::string text(const char* format, ...) {
  char buffer[512];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  return buffer;
}

inline constexpr double mm3 = 1e9, mm = 1e3;
inline double celsius(double kelvin) { return kelvin - 273.15; }

struct Judge {
  const Domain& domain;
  const CastingState& state;
  const Record& record;
  const CastingConditions& conditions;
  const AlloyCurve& alloy;
  const std::vector<CavityFrame>& frames;
  const std::vector<std::string>& elements;
  std::vector<Finding>& findings;
  const Finishing& finishing;
  StaticHead head{domain, conditions, alloy.reference_density()};

  double cavity_share(Slot s) const { return domain.cavity_fraction[s]; }
  bool in_part(Slot s) const { return domain.cavity[s] > 0; }
  /// Not half of it was full when the filling ended, whether metal had been there or not; what contraction emptied does not count.
  bool unfilled(Slot s) const {
    const double cavity = domain.cavity_fraction[s];
    return in_part(s) && cavity > 0.02 && state.metal[s] + record.shrinkage_void[s] * cavity < 0.5 * cavity;
  }
  std::string element_id(std::int32_t e) const {
    return e >= 0 && static_cast<std::size_t>(e) < elements.size() ? elements[static_cast<std::size_t>(e)]
                                                                   : "";
  }
  Vec3 part_place(int cavity, Vec3 tool) const {
    for (const CavityFrame& f : frames)
      if (f.cavity == cavity) return f.to_part(tool);
    return tool;
  }
  const GasPocket* pocket_of(Slot s) const {
    for (const GasPocket& p : state.pockets)
      if (p.id != 0 && p.id == state.pocket[s]) return &p;
    return nullptr;
  }
  const Interface& interface_at(Slot s) const {
    const std::size_t m = domain.mould_index[s] == no_mould ? 0 : domain.mould_index[s];
    SPRUE_ASSERT(!conditions.interfaces.empty());
    return conditions.interfaces[std::min(m, conditions.interfaces.size() - 1)];
  }
  Finding start(const char* kind, Severity severity, const Region& r) const {
    Finding f;
    f.kind = kind;
    f.severity = severity;
    f.cavity = r.cavity;
    f.where = part_place(r.cavity, domain.grid.centre(r.middle));
    f.element = element_id(r.element);
    f.size = r.extent;
    f.volume = r.volume;
    return f;
  }
  bool big_enough(const Region& r) const {
    return r.volume > thresholds.ignored_cells * domain.cell_volume();
  }
  void keep(std::vector<Finding> list) const;
};

void cold_flow_marks(Judge& judge);   ///< surface_findings.cpp
void unfilled_details(Judge& judge);  ///< detail_findings.cpp
void frozen_or_empty_feed(Judge& judge);  ///< feed_findings.cpp
void creeping_front(Judge& judge);        ///< feed_findings.cpp
void vanished_pockets(Judge& judge);      ///< pore_findings.cpp
void shrinkage_voids(Judge& judge);
void dispersed_porosity(Judge& judge);
void hot_tears(Judge& judge);             ///< tear_findings.cpp

}  // namespace sprue
