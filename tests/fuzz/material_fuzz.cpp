#include "engine/core/materials.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const sprue::fuzz::InputFile file("input.toml");
  return sprue::fuzz::refused_or([&] { sprue::load_material(file.with(data, size).string()); });
}
