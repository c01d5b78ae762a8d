/// Files that are whole or absent: written under a temporary name beside the target, then renamed.
#pragma once

#include <filesystem>
#include <fstream>

namespace sprue {

/// A binary output file that appears under its name only by commit(). Left uncommitted it is removed.
class AtomicFile {
 public:
  /// Throws InputError when the folder cannot be written.
  explicit AtomicFile(std::filesystem::path target);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  std::ofstream& stream() { return stream_; }
  /// Where it is written until commit(): for libraries that open files themselves (close stream() first).
  const std::filesystem::path& temporary() const { return temporary_; }
  /// Closes and renames. Throws InputError when the disk did not take everything.
  void commit();

 private:
  std::filesystem::path target_, temporary_;
  std::ofstream stream_;
  bool committed_ = false;
};

/// Writes `text` to `file`, whole or not at all.
void write_text_file(const std::filesystem::path& file, const std::string& text);

}  // namespace sprue
