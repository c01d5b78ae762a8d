/// The dimensioned drawing of a tool on one A3 sheet (ISO 216, 420 x 297 mm), as SVG and PDF by cairo.
///
/// Plan of the lower half as seen when the upper one is taken off, the part from the front, a section through the first cavity along
/// its gate, a table of sizes, a title block. Each view at the largest scale of ISO 5455 (and 1:2.5, 2.5:1) that has room, stated below it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "meshing/tooling.h"

namespace sprue {

struct SheetLine {
  std::string name, value;   ///< UTF-8; cut where too long for its column
};

struct DrawingSheet {
  std::string title;
  std::vector<SheetLine> head;    ///< title block: alloy, mould, shrink allowance, ... at most 8
  std::vector<SheetLine> sizes;   ///< table: at most 30
  struct Part {
    std::string name;                 ///< empty of the only one
    const LayeredMap* map = nullptr;  ///< cold casting, part frame
    bool drawn = true;                ///< false: as the one before, but for its number
  };
  std::vector<Part> parts;            ///< by CavityPlacement::pin; of those to be drawn the first four are
  const Tooling* tooling = nullptr;
};

/// Both are written to a temporary name, then renamed; no date in them, so the same drawing gives the same bytes. Throws InputError
/// when a file cannot be written.
void write_drawing_sheet(const DrawingSheet& sheet, const std::filesystem::path& svg, const std::filesystem::path& pdf);

}  // namespace sprue
