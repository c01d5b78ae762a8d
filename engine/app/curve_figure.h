/// Plots of curves y(x) as one stand-alone SVG: small panels with axes, ticks, units and a caption each.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace sprue {

struct PlottedCurve {
  std::string name;                               ///< in the legend; empty = none
  std::vector<std::pair<double, double>> points;  ///< ascending in x; equal x = a vertical piece
  bool dashed = false;
};

struct CurvePanel {
  std::string title, x_label, y_label, caption;
  std::vector<PlottedCurve> curves;
  double band_low = 0, band_high = 0;   ///< relative interval about the first curve, shaded (0.9, 1.1); 0, 0 = none
};

/// The panels two beside one another under a heading. Points that are not finite are left out.
std::string curve_sheet(const std::string& heading, const std::vector<CurvePanel>& panels);

}  // namespace sprue
