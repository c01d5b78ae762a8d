/// Figures of the report: a field map as a picture inside SVG axes with ticks in millimetres, and its colour
/// bar.
#pragma once

#include <optional>
#include <string>

#include "engine/app/field_map.h"
#include "engine/app/picture.h"

namespace sprue {

struct Scale {
  ColourMap map = ColourMap::viridis;
  double low = 0, high = 1;  ///< value at the ends
  std::string unit;          ///< as shown
};

/// Scale over the values of a map, from its smallest to its largest.
Scale scale_of(const FieldMap& map, ColourMap colours, std::string unit);

struct Figure {
  std::string title, caption, alt;
  double stretch = 1;                 ///< of the vertical axis; said in the axis when not 1
  bool bar = true;                    ///< colour bar below
  const FieldMap* under = nullptr;    ///< drawn grey below, same grid: e.g. the cavity
  const FieldMap* opacity = nullptr;  ///< 0..1 per sample
  bool small = false;                 ///< axes without labels
};

/// <figure> with inline SVG.
std::string map_figure(const FieldMap& map, const Scale& scale, const Figure& figure);
/// <figure> with a rendered picture.
std::string picture_figure(const Picture& picture, const std::string& title, const std::string& caption,
                           const std::string& alt);
/// A colour bar by itself.
std::string bar_svg(const Scale& scale, double width);

/// Round step for about `count` ticks over a length.
double tick_step(double length, int count);

}  // namespace sprue
