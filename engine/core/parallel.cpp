#include "engine/core/parallel.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

namespace sprue {

struct ThreadLimit::Impl {
  explicit Impl(std::size_t n) : control(tbb::global_control::max_allowed_parallelism, n) {}
  tbb::global_control control;
};

ThreadLimit::ThreadLimit(int threads) {
  if (threads > 0) impl_ = std::make_unique<Impl>(static_cast<std::size_t>(threads));
}
ThreadLimit::~ThreadLimit() = default;

namespace detail {
void run_chunks(std::size_t count, std::size_t grain, void (*body)(void*, std::size_t, std::size_t),
                void* context) {
  const std::size_t chunks = (count + grain - 1) / grain;
  if (chunks <= 1) {
    if (count > 0) body(context, 0, count);
    return;
  }
  tbb::parallel_for(std::size_t{0}, chunks, [&](std::size_t c) {
    body(context, c * grain, std::min(count, (c + 1) * grain));
  }, tbb::static_partitioner());
}
}  // namespace detail

}  // namespace sprue
