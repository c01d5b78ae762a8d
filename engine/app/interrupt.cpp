#include "engine/app/interrupt.h"

namespace sprue {

namespace {

volatile std::sig_atomic_t signalled = 0;

}  // namespace

InterruptGuard::InterruptGuard() {
  signalled = 0;
  struct sigaction action {};
  action.sa_handler = [](int) { signalled = 1; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (int i = 0; i < 2; ++i) sigaction(signals[i], &action, &before_[i]);
}

InterruptGuard::~InterruptGuard() {
  for (int i = 0; i < 2; ++i) sigaction(signals[i], &before_[i], nullptr);
}

bool interrupted() { return signalled != 0; }

}  // namespace sprue
