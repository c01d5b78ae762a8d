/// Progress on stderr: one line redrawn on a terminal, a plain line a second otherwise, one JSON object a line for machines, nothing when quiet. The same goes to a file
/// that `sprue view` reads.
#pragma once

#include <chrono>
#include <deque>
#include <filesystem>
#include <string>
#include <utility>

namespace sprue {

/// How far a stage is.
struct Advance {
  double fraction = 0;         ///< 0..1 of the stage
  double simulated_time = -1;  ///< s; negative = none
  double metal = -1;           ///< g in the mould; negative = none
};

class Progress {
 public:
  enum class Style { quiet, text, json };
  explicit Progress(Style style);
  ~Progress();  ///< ends the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Writes every line to this file too, as JSON, whole at any time.
  void also_to(const std::filesystem::path& file) { file_ = file; }

  /// A new stage, shown at once: "mesh", "fill", "freeze".
  void stage(const std::string& name);

  /// Shown when a line is due.
  void update(const Advance& advance);

 private:
  using Clock = std::chrono::steady_clock;
  bool silent() const { return style_ == Style::quiet && file_.empty(); }
  void show(const Advance& advance);
  double seconds_left(double fraction);
  std::string text(const Advance& advance, double left) const;
  std::string json(const Advance& advance, double left) const;

  const Style style_;
  const bool terminal_;
  bool line_open_ = false;
  std::string stage_;
  std::filesystem::path file_;
  Clock::time_point last_;
  std::deque<std::pair<Clock::time_point, double>> shown_;  // of the present stage: when, fraction; the last minute
};

}  // namespace sprue
