/// A height image: a PNG file whose grey says how high the relief stands.
///
/// Grey is read as it stands in the file, at the file's own depth (1 to 16 bits), without gamma: half the range is half the height.
#pragma once

#include <filesystem>
#include <vector>

namespace sprue {

struct HeightImage {
  int width = 0, height = 0;
  std::vector<float> share;  ///< 0 black to 1 white, rows from the top
  std::vector<char> inside;  ///< 1 where the part is: opaque by half or more, and not darker than the threshold
  int bits = 8;              ///< of the file
  double pixel = 0;          ///< m per pixel by the file's pHYs chunk; 0 = not stated

  std::size_t index(int x, int y) const { return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x); }
};

/// `threshold`: share of white, 0 to under 1. Throws InputError: file missing or unreadable, larger than 16 MB, no PNG, damaged, more than 16 million pixels, coloured
/// by more than 2 % of white, nothing inside.
HeightImage read_height_image(const std::filesystem::path& file, double threshold);

}  // namespace sprue
