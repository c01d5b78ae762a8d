#include "tests/fuzz/height_picture.h"

#include "meshing/height_image.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const sprue::fuzz::InputFile file("input.png");
  const sprue::fuzz::HeightPicture picture(data, size, 64);
  return sprue::fuzz::refused_or([&] { sprue::read_height_image(picture.in(file), picture.threshold()); });
}
