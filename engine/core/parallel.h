/// Deterministic parallel loops and reductions over TBB.
///
/// Work is cut into chunks whose borders depend on the count alone, never on the number of threads; partial
/// sums are joined in chunk order. A result is therefore the same, bit for bit, for 1, 2 or 8 threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <vector>

namespace sprue {

/// Upper bound on worker threads while alive; 0 means all cores. The outermost one counts.
class ThreadLimit {
 public:
  explicit ThreadLimit(int threads);
  ~ThreadLimit();
  ThreadLimit(const ThreadLimit&) = delete;
  ThreadLimit& operator=(const ThreadLimit&) = delete;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

namespace detail {
/// Calls body(context, begin, end) for each chunk [begin, end) of [0, count), chunk borders at multiples of grain.
void run_chunks(std::size_t count, std::size_t grain, void (*body)(void*, std::size_t, std::size_t),
                void* context);
}  // namespace detail

/// f(begin, end) over [0, count) in chunks of `grain`, in parallel. f must not write what another chunk reads.
template <class F>
void parallel_chunks(std::size_t count, std::size_t grain, F&& f) {
  using Body = std::remove_reference_t<F>;
  detail::run_chunks(
      count, grain, [](void* c, std::size_t b, std::size_t e) { (*static_cast<Body*>(c))(b, e); },
      const_cast<void*>(static_cast<const void*>(&f)));
}

/// f(i) for i in [0, count), in parallel; meant for blocks (each i is some hundred cells of work).
template <class F>
void parallel_for(std::size_t count, F&& f) {
  parallel_chunks(count, 4, [&](std::size_t b, std::size_t e) {
    for (std::size_t i = b; i < e; ++i) f(i);
  });
}

/// Sum of f(i) over [0, count), joined in index order.
template <class T = double, class F>
T parallel_sum(std::size_t count, F&& f) {
  constexpr std::size_t grain = 4;
  std::vector<T> partial((count + grain - 1) / grain, T{});
  parallel_chunks(count, grain, [&](std::size_t b, std::size_t e) {
    T sum{};
    for (std::size_t i = b; i < e; ++i) sum += f(i);
    partial[b / grain] = sum;
  });
  T total{};
  for (const T& p : partial) total += p;
  return total;
}

/// Largest f(i) over [0, count), at least `floor`.
template <class T = double, class F>
T parallel_max(std::size_t count, T floor, F&& f) {
  constexpr std::size_t grain = 4;
  std::vector<T> partial((count + grain - 1) / grain, floor);
  parallel_chunks(count, grain, [&](std::size_t b, std::size_t e) {
    for (std::size_t i = b; i < e; ++i) partial[b / grain] = std::max(partial[b / grain], f(i));
  });
  for (const T& p : partial) floor = std::max(floor, p);
  return floor;
}

}  // namespace sprue
