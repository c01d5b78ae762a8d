/// PNG to painted shapes: its flat colours, each traced.
///
/// Colours are painted from the largest area to the smallest, each traced together with all that are smaller: what lies above
/// covers it, so no gaps open where two colours meet. Paper (flat_colours.h) is left out.
#pragma once

#include <string>
#include <vector>

#include "meshing/painted.h"
#include "meshing/trace.h"

namespace sprue {

class PicturePage : public DrawnPage {
 public:
  /// Throws InputError: see read_png; no flat colours (a photograph), more than 20,000 areas.
  explicit PicturePage(const std::filesystem::path& file);

  std::vector<PaintedShape> shapes(double tolerance, DrawingNotes& notes) const override;

 private:
  struct Area {
    std::string id, colour;
    TracedArea outline;  ///< pixels
  };

  std::filesystem::path file_;
  std::vector<Area> areas_;
  DrawingNotes notes_;
  int height_ = 0;
  double scale_ = 1;  // page units per pixel
};

}  // namespace sprue
