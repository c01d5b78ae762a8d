/// The words and numbers on the drawing sheet of a tool.
#pragma once

#include "engine/app/maker_files.h"
#include "meshing/formats/drawing_sheet.h"

namespace sprue {

DrawingSheet tool_sheet(const Scene& resolved_scene, const Stages& stages, const SceneMaterials& materials, const MakerFiles& made);

/// "12.5": to so many digits after the point, without zeros at the end.
std::string rounded(double value, int digits);
std::string newtons(double force);   ///< "812.5 N", "3.2 kN"

}  // namespace sprue
