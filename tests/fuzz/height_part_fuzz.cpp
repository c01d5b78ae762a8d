#include "tests/fuzz/height_picture.h"
#include "tests/fuzz/part_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const sprue::fuzz::InputFile file("input.png");
  const sprue::fuzz::HeightPicture picture(data, size, 12);   // every pixel may be a corner of the relief
  sprue::DesignOptions options;
  options.height_image = true, options.height_threshold = picture.threshold(), options.width = 10e-3;
  options.curve_tolerance = 50e-6, options.relief_tolerance = 20e-6;
  sprue::PartOptions part;
  part.walls.draft = 0.05;
  return sprue::fuzz::refused_or([&] { sprue::fuzz::expect_closed(sprue::make_part(sprue::read_design(picture.in(file), options), part)); });
}
