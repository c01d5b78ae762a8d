/// A PNG file made of fuzzed bytes whose check sums are right, so that what is in it is read and not only refused; a whole PNG file is taken as it is.
///
/// Bytes: width, height, depth of bits, kind of colour, flags (1 interlaced, 2 pHYs, 4 tRNS), threshold; then the scan lines with their filter bytes, 0 from where
/// the input ends. A palette takes the lines' first 48 bytes.
#pragma once

#include <zlib.h>

#include <algorithm>
#include <string>

#include "tests/fuzz/fuzz.h"

namespace sprue::fuzz {

class HeightPicture {
 public:
  HeightPicture(const std::uint8_t* data, std::size_t size, unsigned most_pixels) {
    if (size > 1 && data[0] == 0x89 && data[1] == 'P') {
      bytes_.assign(data, data + size);
      return;
    }
    const auto at = [&](std::size_t n) { return n < size ? data[n] : std::uint8_t{0}; };
    const unsigned width = 1 + at(0) % most_pixels, height = 1 + at(1) % most_pixels, depth = 1u << at(2) % 5, colour = "\0\2\3\4\6"[at(3) % 5], channels = "\1\3\1\2\4"[at(3) % 5];
    threshold_ = at(5) / 256.0;
    std::string header = number(width) + number(height), lines;
    for (const unsigned part : {depth, colour, 0u, 0u, at(4) & 1u}) header += static_cast<char>(part);
    const std::size_t passes = at(4) & 1 ? 8 : 1;   // interlaced lines are shorter and more: enough for either
    for (std::size_t n = 0; n < passes * height * (1 + (width * channels * depth + 7) / 8); ++n) lines += static_cast<char>(at(6 + n));
    bytes_ = "\x89PNG\r\n\x1a\n" + chunk("IHDR", header);
    if (at(4) & 2) bytes_ += chunk("pHYs", number(1u << at(5) % 20) + number(1u << at(5) % 20) + '\1');
    if (colour == 3) bytes_ += chunk("PLTE", (lines + std::string(48, '\0')).substr(0, 48));
    if (at(4) & 4) bytes_ += chunk("tRNS", lines.substr(0, colour == 3 ? 5 : colour == 2 ? 6 : 2));
    std::string packed(compressBound(lines.size()), '\0');
    uLongf length = packed.size();
    compress2(reinterpret_cast<Bytef*>(packed.data()), &length, reinterpret_cast<const Bytef*>(lines.data()), lines.size(), 1);
    bytes_ += chunk("IDAT", packed.substr(0, length)) + chunk("IEND", "");
  }
  const std::filesystem::path& in(const InputFile& file) const { return file.with(reinterpret_cast<const std::uint8_t*>(bytes_.data()), bytes_.size()); }
  double threshold() const { return threshold_; }

 private:
  static std::string number(std::uint32_t v) { return {static_cast<char>(v >> 24), static_cast<char>(v >> 16 & 255), static_cast<char>(v >> 8 & 255), static_cast<char>(v & 255)}; }
  static std::string chunk(const std::string& kind, const std::string& content) {
    const std::string both = kind + content;
    return number(static_cast<std::uint32_t>(content.size())) + both + number(static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(both.data()), static_cast<uInt>(both.size()))));
  }
  std::string bytes_;
  double threshold_ = 0;
};

}  // namespace sprue::fuzz
