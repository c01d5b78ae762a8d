/// A drawing as far as its painted shapes: the reader by itself, thousands of files a second.
#pragma once

#include "meshing/painted.h"
#include "tests/fuzz/fuzz.h"

namespace sprue::fuzz {

inline void read_page(const std::filesystem::path& file) {
  const DesignOptions options;
  DrawingNotes notes;
  constexpr double coarse = 2;  // page units, as the first look at a drawing's size takes
  open_page(file, options)->shapes(coarse, notes);
}

}  // namespace sprue::fuzz
