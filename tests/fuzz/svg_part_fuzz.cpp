#include "tests/fuzz/part_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const sprue::fuzz::InputFile file("input.svg");
  return sprue::fuzz::refused_or([&] { sprue::fuzz::make_part(file.with(data, size)); });
}
