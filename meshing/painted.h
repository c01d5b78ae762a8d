/// What a drawing's reader hands to the design, whatever the file: painted shapes on a page.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "meshing/design.h"

namespace sprue {

/// One painted fill or stroke, in page units (x right, y down).
struct PaintedShape {
  std::string element;  ///< the file's own id, else kind plus running number in document order: "path12"
  std::string colour;   ///< "#rrggbb"
  std::vector<std::string> layers;  ///< names of the layers it is on, innermost first
  bool stroke = false;
  PlanarShape shape;
  Vec2 text_up{};  ///< of outlines of text: unit vector, upwards along its letters; 0 of anything else
};

struct DrawingNotes {
  std::vector<DroppedElement> dropped;
  std::vector<std::string> guesses;
};

/// A drawing read and checked, not yet flattened. Its longer side is some 4096 page units.
class DrawnPage {
 public:
  virtual ~DrawnPage() = default;

  double unit = 0;               ///< m per page unit by the file's own size
  std::string size_basis;        ///< where that comes from: "as the file states"
  std::set<std::string> layers;  ///< every layer of the file, empty ones too

  /// Curves flattened to `tolerance` page units, strokes widened, in painter's order. Throws InputError beyond the
  /// limit of vertices.
  virtual std::vector<PaintedShape> shapes(double tolerance, DrawingNotes& notes) const = 0;
};

constexpr double page_units = 4096;
constexpr std::size_t max_drawing_vertices = 200000;

/// Throws InputError where a drawing has more vertices than that.
void refuse_too_many(std::size_t vertices, const std::filesystem::path& file);

/// The reader by the file's extension (.svg, .dxf, .png). Throws InputError: no such file, not a drawing, see the readers.
std::unique_ptr<DrawnPage> open_page(const std::filesystem::path& file, const DesignOptions& options);

}  // namespace sprue
