/// The SVG file before rendering: refused or cleaned of what cannot become metal, and marked element by
/// element.
///
/// In front of each drawable element goes a marker rectangle whose fill colour is the element's number and
/// whose opacity is `marker_opacity`: the renderer keeps painter's order, so whatever it paints belongs to
/// the last marker seen.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "meshing/design.h"

namespace sprue {

constexpr double marker_opacity = 3.0 / 255;

/// Behind each <use> stands a second marker that ends it: what is drawn between the two is its content.
struct SvgMarker {
  std::string id;
  std::vector<std::string> layers;  ///< ids and labels (Inkscape) of the groups around the element, innermost first
  bool is_use = false;
  int ends_use = -1;                ///< number of the marker of the <use> that ends here
  bool text_frame = false;          ///< a second marker before a <text>, in the text's own frame: its left edge runs down as the letters do
};

struct SvgDocument {
  std::string xml;                 ///< cleaned and marked
  std::vector<SvgMarker> markers;  ///< by number
  std::set<std::string> layers;    ///< ids and labels of all groups
  std::string stated_width;        ///< of the root, as written
  std::vector<DroppedElement> dropped;
  std::vector<std::string> guesses;
};

/// Throws InputError: file missing or unreadable, larger than 16 MB, not SVG, entity declarations, deeper
/// than 200 elements, more than 20,000 drawn objects once every `use` is followed.
SvgDocument read_svg_document(const std::filesystem::path& file);

}  // namespace sprue
