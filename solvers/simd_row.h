/// Rows of eight cells as vectors of the compiler (no intrinsics: any processor). x-shifts take one value
/// from the neighbour row.
#pragma once

#include <cstring>

namespace sprue::simd {

typedef float FloatRow __attribute__((vector_size(32)));
typedef double DoubleRow __attribute__((vector_size(64)));

template <class Row, class T>
inline Row load(const T* p) {
  Row r;
  std::memcpy(&r, p, sizeof r);
  return r;
}
template <class Row, class T>
inline void store(T* p, const Row& r) {
  std::memcpy(p, &r, sizeof r);
}

/// The eight values left by one of `row`: last of `before`, then the first seven.
template <class Row>
inline Row from_below(const Row& before, const Row& row) {
  return __builtin_shufflevector(before, row, 7, 8, 9, 10, 11, 12, 13, 14);
}
/// The eight values right by one: the last seven of `row`, then the first of `after`.
template <class Row>
inline Row from_above(const Row& row, const Row& after) {
  return __builtin_shufflevector(row, after, 1, 2, 3, 4, 5, 6, 7, 8);
}

}  // namespace sprue::simd
