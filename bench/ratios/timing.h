/// CPU and wall seconds of a piece of work, best of several repeats: others may load the machine.
#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>

namespace sprue::bench {

struct Times {
  double cpu = 1e300, wall = 1e300;  ///< s
  void keep_best(const Times& o) { cpu = std::min(cpu, o.cpu), wall = std::min(wall, o.wall); }
};

inline Times time_of(const std::function<void()>& work) {
  const auto cpu = [] {
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
  };
  const auto start = std::chrono::steady_clock::now();
  const double before = cpu();
  work();
  return {cpu() - before, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()};
}

}  // namespace sprue::bench
