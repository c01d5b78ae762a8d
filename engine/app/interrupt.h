/// Signals that stop a run (SIGINT, SIGTERM). First: finish the step, save, stop. Second: the system's own way, at once.
#pragma once

#include <csignal>

namespace sprue {

/// Listens while it lives; one at a time.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  static constexpr int signals[2] = {SIGINT, SIGTERM};
  struct sigaction before_[2];
};

bool interrupted();   ///< a signal came since the last guard was made

}  // namespace sprue
