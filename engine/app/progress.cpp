#include "engine/app/progress.h"

#include <cmath>
#include <cstdio>

#include <unistd.h>

namespace sprue {

Progress::Progress(bool quiet) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (line_open_) std::fputc('\n', stderr);
}

void Progress::stage(const std::string& name) {
  stage_ = name;
  shown_.clear();
  if (line_open_) std::fputc('\n', stderr);
  line_open_ = false;
  if (!quiet_) show(0, -1);
}

void Progress::update(double fraction, double simulated_time) {
  if (quiet_) return;
  const std::chrono::duration<double> since = Clock::now() - last_;
  if (since.count() >= (terminal_ ? 0.1 : 1.0)) show(fraction, simulated_time);
}

/// By the pace of the last minute (a stage slows down as metal meets resistance); negative = not known yet.
double Progress::seconds_left(double fraction) {
  const auto age = [&](const auto& then) { return std::chrono::duration<double>(last_ - then.first).count(); };
  shown_.push_back({last_, fraction});
  while (age(shown_.front()) > 60) shown_.pop_front();
  const double gained = fraction - shown_.front().second;
  return age(shown_.front()) > 2 && gained > 0 ? age(shown_.front()) * (1 - fraction) / gained : -1;
}

void Progress::show(double fraction, double simulated_time) {
  last_ = Clock::now();
  char text[160];
  int n = std::snprintf(text, sizeof text, "%-8s %3.0f %%", stage_.c_str(), 100 * fraction);
  const auto append = [&](const char* format, double value) {
    if (n > 0 && n < static_cast<int>(sizeof text)) n += std::snprintf(text + n, sizeof text - static_cast<std::size_t>(n), format, value);
  };
  if (simulated_time >= 0) append("  t = %.4g s", simulated_time);
  if (const double left = seconds_left(fraction); left >= 0) append("  %.0f s left", std::ceil(left));
  if (terminal_) std::fprintf(stderr, "\r\033[K%s", text);
  else std::fprintf(stderr, "%s\n", text);
  line_open_ = terminal_;
  std::fflush(stderr);
}

}  // namespace sprue
