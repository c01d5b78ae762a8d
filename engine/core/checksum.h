/// A 64-bit sum of bytes that any change alters, at memory speed. Against accidents, not against attackers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace sprue {

inline constexpr std::uint64_t sum_start = 14695981039346656037ull;

/// FNV-1a over 8-byte words, tail bytewise: one pass at memory speed.
inline std::uint64_t add_to_sum(std::uint64_t sum, const void* data, std::size_t bytes) {
  const auto* p = static_cast<const unsigned char*>(data);
  for (; bytes >= 8; p += 8, bytes -= 8) {
    std::uint64_t word;
    std::memcpy(&word, p, 8);
    sum = (sum ^ word) * 1099511628211ull;
    sum ^= sum >> 29;
  }
  for (; bytes > 0; ++p, --bytes) sum = (sum ^ *p) * 1099511628211ull;
  return sum;
}

}  // namespace sprue
