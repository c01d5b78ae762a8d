// The input is damage to a fresh checkpoint: place (two bytes) and new value, one after the other; an odd byte at the end cuts the file there.
#include <sstream>

#include "engine/core/checkpoint.h"
#include "tests/fuzz/fuzz.h"

namespace {

std::vector<std::uint8_t> fresh_checkpoint(const std::filesystem::path& file) {
  sprue::Checkpoint checkpoint;
  checkpoint.scene = "[alloy]\nname = \"zamak3\"\n";
  checkpoint.domain = 1;
  for (auto* field : {&checkpoint.state.metal, &checkpoint.state.pressure, &checkpoint.state.enthalpy}) field->assign(512, 0.5);
  checkpoint.attachments["totals"] = "abc";
  write_checkpoint(file, checkpoint);
  std::ostringstream bytes;
  bytes << std::ifstream(file, std::ios::binary).rdbuf();
  const std::string all = bytes.str();
  return {all.begin(), all.end()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const sprue::fuzz::InputFile file("input.h5");
  static const std::vector<std::uint8_t> whole = fresh_checkpoint(file.with(nullptr, 0));
  std::vector<std::uint8_t> damaged = whole;
  std::size_t at = 0;
  for (; at + 3 <= size; at += 3) damaged[std::size_t(data[at] << 8 | data[at + 1]) % damaged.size()] = data[at + 2];
  if (at < size) damaged.resize(damaged.size() * data[at] / 256);
  return sprue::fuzz::refused_or([&] { sprue::read_checkpoint(file.with(damaged.data(), damaged.size())); });
}
