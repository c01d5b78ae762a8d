/// What the libFuzzer targets share: one target reads bytes as a user's file, which must be read or refused with one InputError; whatever else is
/// thrown, and any assertion, ends the fuzzer with the input kept.
///
/// tests/fuzz/run says how long each runs and within which limits of time and memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/core/error.h"

namespace sprue::fuzz {

/// The input as a file, in memory where the system has such a place. `name` decides who reads it.
class InputFile {
 public:
  explicit InputFile(const char* name) {
    const bool in_memory = std::filesystem::is_directory("/dev/shm");
    std::string folder = ((in_memory ? "/dev/shm" : std::filesystem::temp_directory_path()) / "sprue-fuzz-XXXXXX").string();
    if (!mkdtemp(folder.data())) std::abort();
    folder_ = folder;
    file_ = folder_ / name;
  }
  ~InputFile() { std::filesystem::remove_all(folder_); }
  const std::filesystem::path& with(const std::uint8_t* data, std::size_t size) const {
    std::ofstream(file_, std::ios::binary | std::ios::trunc).write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    return file_;
  }

 private:
  std::filesystem::path folder_, file_;
};

/// Runs `read`; a refusal is as good as a result.
template <class Read>
int refused_or(const Read& read) {
  try {
    read();
  } catch (const InputError&) {
  }
  return 0;
}

}  // namespace sprue::fuzz
