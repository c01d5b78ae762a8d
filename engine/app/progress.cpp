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
  stage_start_ = Clock::now();
  if (line_open_) std::fputc('\n', stderr);
  line_open_ = false;
  if (!quiet_) show(0, -1);
}

void Progress::update(double fraction, double simulated_time) {
  if (quiet_) return;
  const std::chrono::duration<double> since = Clock::now() - last_;
  if (since.count() >= (terminal_ ? 0.1 : 1.0)) show(fraction, simulated_time);
}

void Progress::show(double fraction, double simulated_time) {
  last_ = Clock::now();
  const double spent = std::chrono::duration<double>(last_ - stage_start_).count();
  char text[160];
  int n = std::snprintf(text, sizeof text, "%-8s %3.0f %%", stage_.c_str(), 100 * fraction);
  const auto append = [&](const char* format, double value) {
    if (n > 0 && n < static_cast<int>(sizeof text)) n += std::snprintf(text + n, sizeof text - static_cast<std::size_t>(n), format, value);
  };
  if (simulated_time >= 0) append("  t = %.4g s", simulated_time);
  if (fraction > 0.01 && spent > 2) append("  %.0f s left", std::ceil(spent * (1 - fraction) / fraction));
  if (terminal_) std::fprintf(stderr, "\r\033[K%s", text);
  else std::fprintf(stderr, "%s\n", text);
  line_open_ = terminal_;
  std::fflush(stderr);
}

}  // namespace sprue
