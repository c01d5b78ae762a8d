/// The few flat colours of a picture, and which of them each pixel is meant to be.
///
/// Pixels like their four neighbours (8 of 255 in each channel) are flat. Their colours, most frequent first, make the palette;
/// one within 40 of 255 (distance in RGB) of an earlier one is that one. A pixel that is not flat lies on a blurred edge: it takes
/// the nearest of the colours that are flat within two pixels, so that the blend of two colours never becomes a third.
#pragma once

#include <cstdint>
#include <vector>

#include "meshing/png_file.h"

namespace sprue {

constexpr int bare = -1;

struct FlatColours {
  std::vector<int> colours;          ///< 0xrrggbb
  std::vector<std::int16_t> label;   ///< per pixel: number of its colour; bare where transparent or paper
  int paper = -1;                    ///< 0xrrggbb of what is left out as paper; -1 = transparent
  std::size_t left_out = 0;          ///< further colours that were too many or too small; their pixels take the nearest
};

/// Where nothing is transparent, the colour along most of the picture's edge is paper, inside too.
FlatColours flat_colours(const PngPicture& picture);

}  // namespace sprue
