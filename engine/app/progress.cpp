#include "engine/app/progress.h"

#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "engine/core/atomic_file.h"

namespace sprue {

Progress::Progress(Style style) : style_(style), terminal_(style == Style::text && isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (line_open_) std::fputc('\n', stderr);
}

void Progress::stage(const std::string& name) {
  stage_ = name;
  shown_.clear();
  if (line_open_) std::fputc('\n', stderr);
  line_open_ = false;
  if (!silent()) show({});
}

void Progress::update(const Advance& advance) {
  if (silent()) return;
  const std::chrono::duration<double> since = Clock::now() - last_;
  if (since.count() >= (terminal_ ? 0.1 : 1.0)) show(advance);
}

/// By the pace of the last minute (a stage slows down as metal meets resistance); negative = not known yet.
double Progress::seconds_left(double fraction) {
  const auto age = [&](const auto& then) { return std::chrono::duration<double>(last_ - then.first).count(); };
  shown_.push_back({last_, fraction});
  while (age(shown_.front()) > 60) shown_.pop_front();
  const double gained = fraction - shown_.front().second;
  return age(shown_.front()) > 2 && gained > 0 ? age(shown_.front()) * (1 - fraction) / gained : -1;
}

std::string Progress::text(const Advance& a, double left) const {
  char words[160];
  int n = std::snprintf(words, sizeof words, "%-8s %3.0f %%", stage_.c_str(), 100 * a.fraction);
  const auto append = [&](const char* format, double value) {
    if (n > 0 && n < static_cast<int>(sizeof words)) n += std::snprintf(words + n, sizeof words - static_cast<std::size_t>(n), format, value);
  };
  if (a.simulated_time >= 0) append("  t = %.4g s", a.simulated_time);
  if (a.metal >= 0) append("  %.3g g in", a.metal);
  if (left >= 0) append("  %.0f s left", std::ceil(left));
  return words;
}

std::string Progress::json(const Advance& a, double left) const {
  nlohmann::ordered_json line = {{"stage", stage_}, {"fraction", a.fraction}};
  if (a.simulated_time >= 0) line["simulated_s"] = a.simulated_time;
  if (a.metal >= 0) line["metal_g"] = a.metal;
  if (left >= 0) line["left_s"] = std::ceil(left);
  return line.dump();
}

void Progress::show(const Advance& advance) {
  last_ = Clock::now();
  const double left = seconds_left(advance.fraction);
  if (style_ == Style::json) std::fprintf(stderr, "%s\n", json(advance, left).c_str());
  else if (style_ == Style::text) std::fprintf(stderr, terminal_ ? "\r\033[K%s" : "%s\n", text(advance, left).c_str());
  line_open_ = terminal_;
  std::fflush(stderr);
  if (!file_.empty()) write_text_file(file_, json(advance, left));
}

}  // namespace sprue
