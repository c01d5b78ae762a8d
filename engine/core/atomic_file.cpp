#include "engine/core/atomic_file.h"

#include "engine/core/error.h"

namespace sprue {

AtomicFile::AtomicFile(std::filesystem::path target) : target_(std::move(target)), temporary_(target_) {
  temporary_ += ".part";
  stream_.open(temporary_, std::ios::binary | std::ios::trunc);
  if (!stream_)
    throw InputError("cannot write file", target_.string(), "",
                     "check that the folder exists and may be written");
}

AtomicFile::~AtomicFile() {
  if (committed_) return;
  stream_.close();
  std::error_code ignored;
  std::filesystem::remove(temporary_, ignored);
}

void AtomicFile::commit() {
  if (stream_.is_open()) {
    stream_.close();
    if (!stream_)
      throw InputError("file could not be written to the end", target_.string(), "",
                       "free space on the disk");
  }
  std::error_code error;
  std::filesystem::rename(temporary_, target_, error);
  if (error)
    throw InputError("cannot rename the finished file", target_.string(), error.message(),
                     "check the folder's rights");
  committed_ = true;
}

void write_text_file(const std::filesystem::path& file, const std::string& text) {
  AtomicFile out(file);
  out.stream().write(text.data(), static_cast<std::streamsize>(text.size()));
  out.commit();
}

}  // namespace sprue
