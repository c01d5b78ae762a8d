/// Fields on a block grid: one value a slot (cells), or one value a slot and axis (faces).
///
/// A face value belongs to the LOW face of its slot: velocity[0][s] sits at the face between s and its neighbour
/// at x - 1. The high face of s is the low face of its neighbour at x + 1; the grid's builders guarantee that this
/// neighbour exists for every cell with a cavity.
#pragma once

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

}  // namespace sprue
