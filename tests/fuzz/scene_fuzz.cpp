// A scene that is read is written back as text that reads to the same scene.
#include "engine/app/scene.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const sprue::fuzz::InputFile file("input.toml");
  return sprue::fuzz::refused_or([&] {
    const std::string text = sprue::to_toml(sprue::load_scene(file.with(data, size)));
    std::string again;
    try {
      again = sprue::to_toml(sprue::parse_scene(text, "dump"));
    } catch (const sprue::InputError& e) {
      std::fprintf(stderr, "the dump is refused: %s\n", e.what());
    }
    SPRUE_ASSERT(again == text);
  });
}
