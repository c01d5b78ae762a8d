#include "meshing/dxf_colours.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace sprue {

std::string colour_of_rgb(int rgb) {
  char text[16];
  std::snprintf(text, sizeof text, "#%06x", static_cast<unsigned>(rgb) & 0xffffffu);
  return text;
}

std::string colour_of_index(int index) {
  static constexpr int named[] = {0x000000, 0xff0000, 0xffff00, 0x00ff00, 0x00ffff,
                                  0x0000ff, 0xff00ff, 0x000000, 0x808080, 0xc0c0c0};
  static constexpr int greys[] = {0x333333, 0x505050, 0x696969, 0x828282, 0xbebebe, 0xffffff};
  static constexpr int values[] = {255, 189, 129, 104, 79};
  if (index < 10 || index > 255) return colour_of_rgb(index >= 0 && index < 10 ? named[index] : 0);
  if (index >= 250) return colour_of_rgb(greys[index - 250]);
  const double hue = ((index - 10) / 10) * 0.25;  // in sixths of the circle
  const int value = values[index % 10 / 2];
  const double least = index % 2 ? value * 2.0 / 3 : 0;
  const auto channel = [&](double shift) {
    const double away = std::abs(std::remainder(hue - shift, 6.0));  // 0 at the channel's own hue
    return static_cast<int>(least + (value - least) * std::clamp(2 - away, 0.0, 1.0));
  };
  return colour_of_rgb(channel(0) << 16 | channel(2) << 8 | channel(4));
}

}  // namespace sprue
