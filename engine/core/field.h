/// Fields on a block grid: one value a slot (cells), or one value a slot and axis (faces).
///
/// A face value belongs to the LOW face of its slot: velocity[0][s] sits at the face between s and its neighbour
/// at x - 1. The high face of s is the low face of its neighbour at x + 1; the grid's builders guarantee that this
/// neighbour exists for every cell with a cavity.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "engine/core/block_grid.h"

namespace sprue {

template <class T>
using Field = std::vector<T>;  // size grid.flow_slots() (metal) or grid.slots() (mould)

template <class T>
using FaceField = std::array<Field<T>, 3>;

template <class T>
FaceField<T> make_face_field(std::size_t slots, T value = T{}) {
  return {Field<T>(slots, value), Field<T>(slots, value), Field<T>(slots, value)};
}

/// Whether all values of a block are 0.
template <class T>
bool zero_in_block(const Field<T>& field, std::size_t block) {
  const T* v = field.data() + block * block_cells;
  for (int row = 0; row < block_cells; row += 64) {   // a row at a time without branches: a vector loop
    bool found = false;
    for (int i = 0; i < 64; ++i) found |= v[row + i] != 0;
    if (found) return false;
  }
  return true;
}

template <class T>
void copy_block(const Field<T>& from, Field<T>& to, std::size_t block) {
  std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(block * block_cells), block_cells, to.begin() + static_cast<std::ptrdiff_t>(block * block_cells));
}

template <class T>
void fill_block(Field<T>& field, std::size_t block, T value) {
  std::fill_n(field.begin() + static_cast<std::ptrdiff_t>(block * block_cells), block_cells, value);
}

}  // namespace sprue
