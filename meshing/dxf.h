/// DXF to painted shapes.
///
/// Lines of one layer and colour are joined end to end to closed contours; contours within others on the same layer and colour
/// are holes, islands in holes, ... (even-odd). What stays open is drawn with the pen asked for, or dropped with its place. Contours are painted from the
/// largest to the smallest, hatches, solids and lines with a width over them. Blocks are followed wherever they are inserted
/// (arrays, scales, mirrors); what is drawn on layer 0 of a block is on the layer of its insertion.
#pragma once

#include <string>
#include <vector>

#include "meshing/curves.h"
#include "meshing/painted.h"

namespace sprue {

class DxfPage : public DrawnPage {
 public:
  /// `join_tolerance`, `pen_width` (m, at the drawing's own size): ends this near are joined; open lines are drawn this wide, with round ends and corners, or dropped
  /// (0). Throws InputError: see read_dxf_document; blocks that contain themselves, more than 20,000 objects once every block is followed.
  DxfPage(const std::filesystem::path& file, double join_tolerance, double pen_width);

  std::vector<PaintedShape> shapes(double tolerance, DrawingNotes& notes) const override;

  /// A drawn object in the file's own coordinates.
  struct Object {
    std::string id, layer, colour;
    std::vector<std::vector<CurvePiece>> loops;  ///< one, or of a hatch as many as it has
    bool closed = false, area = false;
    double width = 0;
  };

 private:
  std::filesystem::path file_;
  std::vector<Object> objects_;
  DrawingNotes notes_;
  double join_ = 0, pen_ = 0;   // own units
  double scale_ = 1;  // page units per own unit
  Vec2 low_;          // corner of the drawing, own units
  double height_ = 0;
};

}  // namespace sprue
