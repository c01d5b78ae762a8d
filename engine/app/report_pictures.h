/// The pictures of the report, section by section.
#pragma once

#include <string>
#include <vector>

#include "engine/app/figure.h"
#include "engine/app/report.h"

namespace sprue {

/// A finished pin as one would hold it: metal, and colour in the recesses. Without content where there is no part.
Figure part_figure(const ReportPin& pin, Rgb metal);
/// Each drawing with the findings that have a place, numbered in the order of `findings`.
std::vector<Figure> drawing_figures(const ReportData& data, const std::vector<Finding>& findings);
std::vector<Figure> mould_figures(const ReportData& data);    ///< both halves, whole and close
std::vector<Figure> filling_figures(const ReportData& data);  ///< stages, the scale last
std::vector<Figure> map_figures(const ReportData& data);      ///< arrival, temperature, solidification, voids, section

}  // namespace sprue
