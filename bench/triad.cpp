#include "bench/triad.h"

#include <algorithm>
#include <ctime>
#include <map>
#include <vector>

#include "engine/core/parallel.h"

namespace sprue::bench {

namespace {

double seconds(bool wall) {
  timespec t{};
  clock_gettime(wall ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

}  // namespace

double measured_triad(int threads, bool wall) {
  constexpr std::size_t count = 10'000'000, grain = 1 << 16;  // 3 arrays of 80 MB
  const ThreadLimit limit(threads);
  std::vector<double> a(count, 0.0), b(count, 1.0), c(count, 2.0);
  double best = 1e30;
  for (int pass = 0; pass < 8; ++pass) {
    const double start = seconds(wall || threads > 1);
    parallel_chunks(count, grain, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) a[i] = b[i] + 3.0 * c[i];
    });
    best = std::min(best, seconds(wall || threads > 1) - start);
  }
  return 24.0 * count / best;
}

double triad_bandwidth(int threads) {
  static std::map<int, double> known;
  const auto [it, is_new] = known.emplace(threads, 0.0);
  if (is_new) it->second = measured_triad(threads);
  return it->second;
}

}  // namespace sprue::bench
