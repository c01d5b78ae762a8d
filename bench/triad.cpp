#include "bench/triad.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <vector>

#include "engine/core/parallel.h"

namespace sprue::bench {

double measured_triad(int threads) {
  constexpr std::size_t count = 10'000'000, grain = 1 << 16;  // 3 arrays of 80 MB
  const ThreadLimit limit(threads);
  std::vector<double> a(count, 0.0), b(count, 1.0), c(count, 2.0);
  double best = 1e30;
  for (int pass = 0; pass < 8; ++pass) {
    const auto start = std::chrono::steady_clock::now();
    parallel_chunks(count, grain, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) a[i] = b[i] + 3.0 * c[i];
    });
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
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
