#include "meshing/png_file.h"

#include <png.h>

#include <cmath>
#include <string>

#include "engine/core/error.h"
#include "meshing/drawing_file.h"

namespace sprue {

namespace {

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t k = 0; k < 4; ++k) value = value << 8 | static_cast<unsigned char>(bytes[at + k]);
  return value;
}

}  // namespace

double png_pixel_size(const std::string& bytes) {
  for (std::size_t at = 8; at + 12 <= bytes.size();) {
    const std::size_t length = big_endian(bytes, at);
    const std::string kind = bytes.substr(at + 4, 4);
    if (kind == "IDAT" || length > bytes.size()) return 0;
    if (kind == "pHYs" && length == 9 && at + 17 <= bytes.size()) {
      const std::uint32_t x = big_endian(bytes, at + 8), y = big_endian(bytes, at + 12);
      return bytes[at + 16] == 1 && x > 0 && x == y ? 1.0 / x : 0;
    }
    at += 12 + length;
  }
  return 0;
}

PngPicture read_png(const std::filesystem::path& file) {
  const std::string bytes = drawing_bytes(file);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  const auto refuse = [&](const std::string& what) {
    const std::string said = image.message;
    png_image_free(&image);
    throw InputError(what, file.string(), said, "save the picture again as PNG");
  };
  if (!png_image_begin_read_from_memory(&image, bytes.data(), bytes.size())) refuse("not a PNG picture that can be read");
  const std::size_t pixels = static_cast<std::size_t>(image.width) * image.height;
  if (pixels > max_pixels) {
    const std::string size = std::to_string(image.width) + " x " + std::to_string(image.height);
    png_image_free(&image);
    throw InputError("the picture has more than 16 million pixels", file.string(), size, "scale it down");
  }
  image.format = PNG_FORMAT_RGBA;
  PngPicture picture;
  picture.width = static_cast<int>(image.width);
  picture.height = static_cast<int>(image.height);
  picture.rgba.resize(4 * pixels);
  if (!png_image_finish_read(&image, nullptr, picture.rgba.data(), 0, nullptr)) refuse("the PNG picture is damaged");
  picture.pixel = png_pixel_size(bytes);
  return picture;
}

}  // namespace sprue
