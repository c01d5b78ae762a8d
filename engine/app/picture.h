/// Small raster pictures: colour maps that are perceptually uniform and safe for the colour-blind, PNG, data
/// URIs.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace sprue {

struct Rgb {
  double r = 0, g = 0, b = 0;  ///< sRGB, 0..1
};

/// Pixels by row from the top, 4 bytes each (sRGB and alpha); transparent at first.
struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;

  Picture() = default;
  Picture(int w, int h)
      : width(w), height(h), rgba(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 4, 0) {}
  void set(int x, int y, Rgb colour, double alpha = 1);
};

enum class ColourMap {
  viridis,  ///< for times and shares
  inferno,  ///< for temperatures
};

/// Colour at t; outside 0..1 the end colours.
Rgb colour_of(ColourMap map, double t);

/// "#rrggbb".
std::string hex(Rgb colour);
/// Of "#rrggbb"; `fallback` for anything else.
Rgb parse_hex(const std::string& text, Rgb fallback);

/// A PNG file as bytes.
std::string png(const Picture& picture);
/// "data:image/png;base64,..."
std::string png_data_uri(const Picture& picture);
std::string base64(const std::string& bytes);

}  // namespace sprue
