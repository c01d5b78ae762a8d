/// Arrays of numbers for the page's scripts: one run of bytes, deflated, as text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sprue {

/// Little-endian arrays one after another, each at a multiple of four bytes; a script finds one by the entry that add() returned.
class ArrayPack {
 public:
  struct Entry {
    std::size_t at = 0, count = 0;   ///< bytes from the start, numbers
    const char* type = "u8";         ///< u8, u16, u32
    bool differences = false;        ///< each number is what is to be added to the one before it (modulo the type's size)
  };
  Entry add(const std::vector<std::uint8_t>& values);
  /// Smooth rows of numbers deflate to half when written as differences.
  Entry add(std::vector<std::uint16_t> values, bool differences);
  Entry add(const std::vector<std::uint32_t>& values);

  /// All of it: base64 of a zlib stream.
  std::string text() const;
  std::size_t size() const { return bytes_.size(); }

 private:
  template <class T>
  Entry append(const std::vector<T>& values, const char* type);
  std::string bytes_;
};

/// Numbers in 16 bits over their range; what is not finite is `nothing`.
struct Quantised {
  static constexpr std::uint16_t nothing = 65535;
  double low = 0, quantum = 0;   ///< value = low + quantum * q, off by at most half a quantum
  std::vector<std::uint16_t> q;
};
Quantised quantised(const std::vector<double>& values);

}  // namespace sprue
