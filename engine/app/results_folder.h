/// The results folder: written as DIR.partial, renamed to DIR when it is whole. Nothing is written outside the two.
#pragma once

#include <filesystem>

namespace sprue {

class ResultsFolder {
 public:
  /// Throws InputError where DIR exists and neither `force` nor `resume` is given; with `force`, where DIR holds
  /// something else than results of this program (no summary.json); with `resume`, where there is nothing to resume.
  ResultsFolder(const std::filesystem::path& folder, bool force, bool resume);
  /// If nothing was published: a folder that was whole before --resume and in which nothing has begun gets its name back, one with a
  /// checkpoint stays DIR.partial, anything else is removed.
  ~ResultsFolder();
  ResultsFolder(const ResultsFolder&) = delete;
  ResultsFolder& operator=(const ResultsFolder&) = delete;

  const std::filesystem::path& path() const { return partial_; }  ///< write here
  const std::filesystem::path& final_path() const { return final_; }

  /// Call before anything in it changes: a folder that was whole before --resume is so again only by publish().
  void begin() { was_whole_ = false; }

  /// Makes it DIR; an older DIR is replaced.
  void publish();

  /// What `sprue view` reads while a run lasts; gone when it is whole.
  static constexpr const char* live_progress = ".live.json";
  static constexpr const char* live_picture = ".live.png";

 private:
  std::filesystem::path final_, partial_;
  bool published_ = false, was_whole_ = false;
};

}  // namespace sprue
