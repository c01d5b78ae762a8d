/// What the report's scripts draw: the tool's surfaces, the fields of the metal cell by cell, the film of the filling, the findings' places.
///
/// Places are in the tool's frame, mm. Surfaces carry corners in 16 bits over their box (at most half of `step_mm` off in each direction), fields in 16 bits over their
/// range (at most half a `quantum` off): both are said in the page. Cells are runs along x of the cells that hold a cavity.
#pragma once

#include <string>

#include "engine/app/report.h"

namespace sprue {

struct ViewerData {
  std::string head;     ///< JSON; arrays are named by their place (array_pack.h)
  std::string arrays;   ///< base64 of a zlib stream
};

/// Empty where `data` has neither surfaces nor snapshots.
ViewerData viewer_data(const ReportData& data, const std::vector<Finding>& ranked_findings);

}  // namespace sprue
