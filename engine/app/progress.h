/// Progress on stderr: one line redrawn on a terminal, a plain line a second otherwise, nothing when quiet.
#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <utility>

namespace sprue {

class Progress {
 public:
  explicit Progress(bool quiet);
  ~Progress();  ///< ends the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// A new stage, shown at once: "mesh", "fill", "freeze".
  void stage(const std::string& name);

  /// How far the stage is (0..1) and the simulated time (s, negative = none); shown when a line is due.
  void update(double fraction, double simulated_time = -1);

 private:
  using Clock = std::chrono::steady_clock;
  void show(double fraction, double simulated_time);
  double seconds_left(double fraction);

  const bool quiet_, terminal_;
  bool line_open_ = false;
  std::string stage_;
  Clock::time_point last_;
  std::deque<std::pair<Clock::time_point, double>> shown_;  // of the present stage: when, fraction; the last minute
};

}  // namespace sprue
