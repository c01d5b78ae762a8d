#include "meshing/height_image.h"

#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

#include "engine/core/error.h"
#include "meshing/drawing_file.h"
#include "meshing/png_file.h"

namespace sprue {

namespace {

constexpr double grey_within = 0.02;  // of white: what colour management and JPEG leave on grey

struct Bytes {
  const std::string& all;
  std::size_t at = 0;
};

/// What libpng says and where it returns to on errors; plain data, as it is jumped over.
struct Failure {
  std::jmp_buf back;
  char said[200] = {};
};

void fail(png_structp png, png_const_charp message) {
  auto* failure = static_cast<Failure*>(png_get_error_ptr(png));
  std::snprintf(failure->said, sizeof failure->said, "%s", message);
  std::longjmp(failure->back, 1);
}
void ignore(png_structp, png_const_charp) {}

void read_some(png_structp png, png_bytep out, std::size_t count) {
  auto* bytes = static_cast<Bytes*>(png_get_io_ptr(png));
  if (count > bytes->all.size() - bytes->at) png_error(png, "the file ends early");
  std::memcpy(out, bytes->all.data() + bytes->at, count);
  bytes->at += count;
}

/// RGBA of 16 bits, whatever the file has.
struct DeepPicture {
  std::uint32_t width = 0, height = 0;
  int bits = 0;
  std::vector<std::uint16_t> rgba;
  std::vector<png_bytep> rows;
};

/// False on damage, with `failure.said`. No object with a destructor is made between setjmp and a jump.
bool unpack(png_structp png, png_infop info, Failure& failure, DeepPicture& picture) {
  if (setjmp(failure.back)) return false;
  png_read_info(png, info);
  picture.width = png_get_image_width(png, info), picture.height = png_get_image_height(png, info), picture.bits = png_get_bit_depth(png, info);
  const std::uint64_t pixels = std::uint64_t{picture.width} * picture.height;
  if (pixels > max_pixels) png_error(png, "more than 16 million pixels: scale it down");
  png_set_expand_16(png);
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xffff, PNG_FILLER_AFTER);
  png_set_swap(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  picture.rgba.resize(4 * pixels);
  picture.rows.resize(picture.height);
  for (std::uint32_t y = 0; y < picture.height; ++y) picture.rows[y] = reinterpret_cast<png_bytep>(&picture.rgba[std::size_t{4} * y * picture.width]);
  png_read_image(png, picture.rows.data());
  png_read_end(png, nullptr);
  return true;
}

DeepPicture unpacked(const std::string& bytes, const std::filesystem::path& file) {
  Failure failure;
  DeepPicture picture;
  Bytes source{bytes};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &failure, fail, ignore);
  png_infop info = png ? png_create_info_struct(png) : nullptr;
  SPRUE_ASSERT(info);
  png_set_read_fn(png, &source, read_some);
  const bool whole = unpack(png, info, failure, picture);
  png_destroy_read_struct(&png, &info, nullptr);
  if (!whole) throw InputError("not a PNG picture that can be read", file.string(), failure.said, "save the picture again as PNG");
  return picture;
}

[[noreturn]] void refuse_colour(const std::filesystem::path& file, std::size_t x, std::size_t y, const std::uint16_t* p) {
  char value[120];
  std::snprintf(value, sizeof value, "#%02x%02x%02x at pixel %zu, %zu", p[0] >> 8, p[1] >> 8, p[2] >> 8, x, y);
  throw InputError("the height image has colours: grey alone says how high", file.string(), value, "save it as grey, or let it be traced: design.image = \"trace\"");
}

}  // namespace

HeightImage read_height_image(const std::filesystem::path& file, double threshold) {
  SPRUE_ASSERT(threshold >= 0 && threshold < 1);
  const std::string bytes = drawing_bytes(file);
  const DeepPicture picture = unpacked(bytes, file);
  HeightImage image;
  image.width = static_cast<int>(picture.width), image.height = static_cast<int>(picture.height), image.bits = picture.bits;
  image.pixel = png_pixel_size(bytes);
  const std::size_t pixels = std::size_t{picture.width} * picture.height;
  image.share.resize(pixels), image.inside.resize(pixels);
  for (std::size_t n = 0; n < pixels; ++n) {
    const std::uint16_t* p = &picture.rgba[4 * n];
    const bool seen = p[3] >= 0x8000;
    const auto [low, high] = std::minmax({p[0], p[1], p[2]});
    if (seen && high - low > grey_within * 0xffff) refuse_colour(file, n % picture.width, n / picture.width, p);
    image.share[n] = static_cast<float>((double(p[0]) + p[1] + p[2]) / (3.0 * 0xffff));
    image.inside[n] = seen && image.share[n] >= threshold;
  }
  if (std::none_of(image.inside.begin(), image.inside.end(), [](char in) { return in; }))
    throw InputError("nothing of the height image lies inside the part", file.string(), threshold > 0 ? "threshold " + std::to_string(threshold) : "all pixels are transparent",
                     "lower design.height_threshold, or make the part opaque");
  return image;
}

}  // namespace sprue
