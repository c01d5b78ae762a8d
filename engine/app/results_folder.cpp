#include "engine/app/results_folder.h"

#include <fstream>

#include "engine/core/error.h"

namespace sprue {

namespace fs = std::filesystem;

namespace {

const char* const mark = ".sprue-partial";  // tells an unfinished folder of ours from anybody else's

bool has_checkpoint(const fs::path& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().stem() == "checkpoint") return true;
  return false;
}

fs::path without_slash(const fs::path& folder) {
  const fs::path whole = fs::absolute(folder).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

[[noreturn]] void cannot_write(const fs::path& folder, const std::error_code& error) {
  throw InputError("the results folder cannot be written: " + error.message(), folder.string(), "", "choose another place with -o");
}

}  // namespace

ResultsFolder::ResultsFolder(const fs::path& folder, bool force, bool resume)
    : final_(without_slash(folder)), partial_(final_.string() + ".partial") {
  std::error_code error;
  const bool exists = fs::exists(final_, error), started = fs::exists(partial_, error);
  if (started && !fs::exists(partial_ / mark, error))
    throw InputError("this folder is in the way and not ours", partial_.string(), "", "rename it, or choose another place with -o");
  if (resume) {
    if (started && has_checkpoint(partial_)) return;
    if (!exists || !has_checkpoint(final_)) throw InputError("nothing to resume: no checkpoint", final_.string(), "", "run without --resume");
    fs::rename(final_, partial_, error);
    if (error) cannot_write(partial_, error);
    std::ofstream(partial_ / mark) << "resumed\n";
    was_whole_ = true;
    return;
  }
  const bool ours = fs::exists(final_ / "summary.json", error) || has_checkpoint(final_) || (fs::is_directory(final_, error) && fs::is_empty(final_, error));
  if (exists && !force && !fs::is_empty(final_, error))
    throw InputError("the results folder exists already", final_.string(), "", "give --force to replace it, or another folder with -o");
  if (exists && !ours) throw InputError("not a results folder, so it is not replaced", final_.string(), "", "choose another folder with -o");
  fs::remove_all(partial_, error);
  fs::create_directories(partial_, error);
  if (error) cannot_write(partial_, error);
  if (!(std::ofstream(partial_ / mark) << "being written\n")) throw InputError("the results folder cannot be written", partial_.string(), "", "choose another place with -o");
}

ResultsFolder::~ResultsFolder() {
  std::error_code ignored;
  if (published_) return;
  if (was_whole_) {
    fs::remove(partial_ / mark, ignored);
    fs::rename(partial_, final_, ignored);
  } else if (!has_checkpoint(partial_)) {
    fs::remove_all(partial_, ignored);
  }
}

void ResultsFolder::publish() {
  std::error_code error;
  for (const char* passing : {mark, live_progress, live_picture}) fs::remove(partial_ / passing, error);
  if (fs::exists(final_, error)) fs::remove_all(final_, error);
  fs::rename(partial_, final_, error);
  if (error) cannot_write(final_, error);
  published_ = true;
}

}  // namespace sprue
