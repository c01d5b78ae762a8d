/// Figures of the report: a field map as a picture inside SVG axes with ticks in millimetres, and its colour
/// bar.
#pragma once

#include <optional>
#include <string>
#include <vector>

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

/// A picture of the report: vector or pixels, with its words.
struct Figure {
  std::string name;           ///< of its file: "arrival"
  std::string title, caption;
  std::string svg;            ///< without a name space, as it stands in a page; empty: `picture`
  Picture picture;
  std::string alt;            ///< of `picture`
};

/// <figure> for a page; empty for one without content.
std::string figure_html(const Figure& figure);
std::string figures_html(const std::vector<Figure>& figures);
/// A PNG file as bytes, white below, vectors at twice their size. Throws InputError where the renderer (librsvg) fails.
std::string figure_png(const Figure& figure);

struct MapStyle {
  double stretch = 1;                 ///< of the vertical axis; said in the axis when not 1
  bool bar = true;                    ///< colour bar below
  const FieldMap* under = nullptr;    ///< drawn grey below, same grid: e.g. the cavity
  const FieldMap* opacity = nullptr;  ///< 0..1 per sample
  bool small = false;                 ///< axes without labels
};

/// <svg> of a field map with axes in millimetres; empty for an empty map.
std::string map_svg(const FieldMap& map, const Scale& scale, const MapStyle& style, const std::string& alt);
/// A colour bar by itself.
std::string bar_svg(const Scale& scale, double width);

/// Round step for about `count` ticks over a length.
double tick_step(double length, int count);

}  // namespace sprue
