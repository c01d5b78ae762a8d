#include "engine/app/picture.h"

#include <png.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"

namespace sprue {

namespace {

std::uint8_t byte_of(double v) {
  return static_cast<std::uint8_t>(std::lround(std::clamp(v, 0.0, 1.0) * 255));
}

// Ten equidistant colours of the matplotlib maps by Smith, van der Walt and Firing (released as CC0); between
// them, straight lines.
constexpr std::array<std::uint32_t, 10> viridis = {0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e,
                                                   0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725};
constexpr std::array<std::uint32_t, 10> inferno = {0x000004, 0x1b0c41, 0x4a0c6b, 0x781c6d, 0xa52c60,
                                                   0xcf4446, 0xed6925, 0xfb9b06, 0xf7d13d, 0xfcffa4};

Rgb from_code(std::uint32_t c) {
  return {static_cast<double>(c >> 16 & 255) / 255, static_cast<double>(c >> 8 & 255) / 255,
          static_cast<double>(c & 255) / 255};
}

}  // namespace

void Picture::set(int x, int y, Rgb c, double alpha) {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  std::uint8_t* p =
      &rgba[(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) *
            4];
  p[0] = byte_of(c.r);
  p[1] = byte_of(c.g);
  p[2] = byte_of(c.b);
  p[3] = byte_of(alpha);
}

Rgb colour_of(ColourMap map, double t) {
  const auto& table = map == ColourMap::viridis ? viridis : inferno;
  const double start =
      map == ColourMap::inferno ? 0.1 : 0.0;  // its first tenth is black, lost on a dark page
  const double at = (start + (1 - start) * std::clamp(std::isfinite(t) ? t : 0.0, 0.0, 1.0)) *
                    static_cast<double>(table.size() - 1);
  const std::size_t i = std::min(static_cast<std::size_t>(at), table.size() - 2);
  const double f = at - static_cast<double>(i);
  const Rgb a = from_code(table[i]), b = from_code(table[i + 1]);
  return {a.r + f * (b.r - a.r), a.g + f * (b.g - a.g), a.b + f * (b.b - a.b)};
}

std::string hex(Rgb c) {
  static const char* digits = "0123456789abcdef";
  std::string text = "#";
  for (double v : {c.r, c.g, c.b}) {
    const std::uint8_t b = byte_of(v);
    text += digits[b >> 4];
    text += digits[b & 15];
  }
  return text;
}

Rgb parse_hex(const std::string& text, Rgb fallback) {
  if (text.size() != 7 || text[0] != '#' ||
      text.find_first_not_of("0123456789abcdefABCDEF", 1) != std::string::npos)
    return fallback;
  return from_code(static_cast<std::uint32_t>(std::stoul(text.substr(1), nullptr, 16)));
}

std::string png(const Picture& picture) {
  SPRUE_ASSERT(picture.width > 0 && picture.height > 0);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = PNG_FORMAT_RGBA;
  png_alloc_size_t size = 0;
  SPRUE_ASSERT(png_image_write_to_memory(&image, nullptr, &size, 0, picture.rgba.data(), 0, nullptr));
  std::string bytes(size, '\0');
  SPRUE_ASSERT(png_image_write_to_memory(&image, bytes.data(), &size, 0, picture.rgba.data(), 0, nullptr));
  bytes.resize(size);
  return bytes;
}

std::string base64(const std::string& bytes) {
  static const char* letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t word = 0;
    for (std::size_t k = 0; k < 3; ++k)
      word = word << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k)
      out += i + k > bytes.size() ? '=' : letters[word >> (18 - 6 * k) & 63];
  }
  return out;
}

std::string png_data_uri(const Picture& picture) { return "data:image/png;base64," + base64(png(picture)); }

}  // namespace sprue
