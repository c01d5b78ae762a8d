/// The pictures of the report, section by section.
#pragma once

#include <string>
#include <vector>

#include "engine/app/report.h"

namespace sprue {

/// A finished pin as one would hold it: metal, and colour in the recesses. Empty without a part.
std::string part_picture(const ReportPin& pin, Rgb metal);
/// Each drawing with the findings that have a place, numbered in the order of `findings`.
std::string drawing_pictures(const ReportData& data, const std::vector<Finding>& findings);
std::string mould_pictures(const ReportData& data);    ///< both halves, whole and close
std::string filling_pictures(const ReportData& data);  ///< stages
std::string map_pictures(const ReportData& data);  ///< arrival, temperature, solidification, voids, section

}  // namespace sprue
