#include "meshing/painted.h"

#include "engine/core/error.h"
#include "meshing/drawing_file.h"
#include "meshing/dxf.h"
#include "meshing/picture_page.h"
#include "meshing/svg.h"

namespace sprue {

void refuse_too_many(std::size_t vertices, const std::filesystem::path& file) {
  if (vertices <= max_drawing_vertices) return;
  throw InputError("the drawing has more than 200000 vertices", file.string(),
                   std::to_string(vertices) + " vertices",
                   "simplify its paths, or raise the curve tolerance");
}

std::unique_ptr<DrawnPage> open_page(const std::filesystem::path& file, const DesignOptions& options) {
  const std::string kind = drawing_kind(file);
  if (kind == ".svg") return std::make_unique<SvgPage>(file);
  if (kind == ".dxf") return std::make_unique<DxfPage>(file, options.join_tolerance, options.pen_width);
  if (kind == ".png") return std::make_unique<PicturePage>(file);
  throw InputError("not a drawing that can be read", file.string(), kind, "give an .svg, .dxf or .png file");
}

}  // namespace sprue
