/// Wall seconds by name, for "where does the time go". Not part of any state.
#pragma once

#include <chrono>
#include <map>
#include <string>

namespace sprue {

class Stopwatch {
 public:
  void start() { last_ = Clock::now(); }
  /// Books the time since start() or the last lap.
  void lap(const char* name) {
    const auto now = Clock::now();
    seconds_[name] += std::chrono::duration<double>(now - last_).count();
    last_ = now;
  }
  const std::map<std::string, double>& seconds() const { return seconds_; }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point last_ = Clock::now();
  std::map<std::string, double> seconds_;
};

}  // namespace sprue
