// ASCII as it stands; else records of 50 bytes, put behind a head that suits their number; behind 0xff a whole binary file.
#include <cstring>

#include "meshing/formats/solid_reader.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const sprue::fuzz::InputFile file("input.stl");
  std::vector<std::uint8_t> bytes;
  const bool ascii = size > 0 && (data[0] == 's' || data[0] == ' ' || data[0] == '\n');
  if (ascii) bytes.assign(data, data + size);
  else if (size > 0 && data[0] == 0xff) bytes.assign(data + 1, data + size);
  else {
    const auto count = static_cast<std::uint32_t>(size / 50);
    bytes.resize(84);
    std::memcpy(&bytes[80], &count, 4);
    bytes.insert(bytes.end(), data, data + 50 * count);
  }
  return sprue::fuzz::refused_or([&] { sprue::read_solid(file.with(bytes.data(), bytes.size())); });
}
