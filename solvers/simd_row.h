/// Rows of eight cells as vectors of the compiler (no intrinsics: any processor). x-shifts take one value
/// from the neighbour row.
#pragma once

#include <cstring>

namespace sprue::simd {

typedef float FloatRow __attribute__((vector_size(32)));
typedef float FloatRows __attribute__((vector_size(64)));  // two rows
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

/// The same shifts in two rows at once.
inline FloatRows two_from_below(const FloatRows& before, const FloatRows& rows) {
  return __builtin_shufflevector(before, rows, 7, 16, 17, 18, 19, 20, 21, 22, 15, 24, 25, 26, 27, 28, 29, 30);
}
inline FloatRows two_from_above(const FloatRows& rows, const FloatRows& after) {
  return __builtin_shufflevector(rows, after, 1, 2, 3, 4, 5, 6, 7, 16, 9, 10, 11, 12, 13, 14, 15, 24);
}
/// Two rows that do not lie together.
inline FloatRows join(const float* first, const float* second) {
  return __builtin_shufflevector(load<FloatRow>(first), load<FloatRow>(second), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
                                 10, 11, 12, 13, 14, 15);
}

typedef long long LaneMask __attribute__((vector_size(64)));   // of a DoubleRow: -1 or 0 a lane

/// Lanes whose bit is set.
inline LaneMask lanes(unsigned bits) {
  const LaneMask bit = {1, 2, 4, 8, 16, 32, 64, 128};
  return (bit & static_cast<long long>(bits)) != 0;
}
/// A bit for each lane that is set.
inline unsigned bits(const LaneMask& mask) {
  unsigned found = 0;
  for (unsigned l = 0; l < 8; ++l) found |= mask[l] ? 1u << l : 0u;
  return found;
}
inline double largest(const DoubleRow& row) {
  double most = row[0];
  for (int l = 1; l < 8; ++l) most = row[l] > most ? row[l] : most;
  return most;
}
inline double sum(const DoubleRow& row) { return ((row[0] + row[1]) + (row[2] + row[3])) + ((row[4] + row[5]) + (row[6] + row[7])); }
inline DoubleRow magnitude(const DoubleRow& row) { return row < 0 ? -row : row; }

/// Sum of a b over count values (a multiple of 8) in fp64, eight lanes joined in lane order.
template <class A, class B>
inline double product_sum(const A* a, const B* b, int count) {
  double lane[8] = {};
  for (int i = 0; i < count; i += 8)
    for (int l = 0; l < 8; ++l) lane[l] += static_cast<double>(a[i + l]) * static_cast<double>(b[i + l]);
  return ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
}

}  // namespace sprue::simd
