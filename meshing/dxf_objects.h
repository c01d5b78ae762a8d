/// A DXF document's entities with every block followed: objects with their layer and colour.
#pragma once

#include "meshing/dxf.h"
#include "meshing/dxf_document.h"

namespace sprue {

/// What is not used is told in `notes`, once per kind and layer. Throws InputError: blocks that contain themselves, more than
/// 20,000 objects once every block is followed, numbers that are none.
std::vector<DxfPage::Object> drawn_objects(const DxfDocument& document, DrawingNotes& notes);

}  // namespace sprue
