/// The colour index of DXF files as "#rrggbb".
#pragma once

#include <string>

namespace sprue {

/// 1 to 9 the named colours, 10 to 249 twenty-four hues in five values, even ones full and odd ones tinted by two thirds, 250 to
/// 255 greys. 7, which is white on a black screen and black on paper, is black; so is every other number.
std::string colour_of_index(int index);

std::string colour_of_rgb(int rgb);  ///< 0xrrggbb

}  // namespace sprue
