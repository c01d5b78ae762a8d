#include "meshing/trace.h"

#include <potracelib.h>

#include <climits>
#include <memory>
#include <string>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr int word_bits = sizeof(potrace_word) * CHAR_BIT;

struct Free {
  void operator()(potrace_param_t* p) const { potrace_param_free(p); }
  void operator()(potrace_state_t* s) const { potrace_state_free(s); }
};

std::vector<TracedStep> steps_of(const potrace_curve_t& curve) {
  const auto vec = [](const potrace_dpoint_t& p) { return Vec2{p.x, p.y}; };
  std::vector<TracedStep> steps;
  for (int i = 0; i < curve.n; ++i) {
    const auto& c = curve.c[i];
    if (curve.tag[i] == POTRACE_CORNER) {
      steps.push_back({{}, {}, vec(c[1]), true});
      steps.push_back({{}, {}, vec(c[2]), true});
    } else {
      steps.push_back({vec(c[0]), vec(c[1]), vec(c[2]), false});
    }
  }
  return steps;
}

void refuse_noise(const std::vector<char>& set, std::size_t width, const std::filesystem::path& file) {
  std::size_t sides = 0;
  for (std::size_t n = 0; n < set.size(); ++n) {
    const bool left = n % width > 0 && set[n - 1], below = n >= width && set[n - width], own = set[n];
    sides += (own != left) + (own != below);
  }
  if (sides > most_traced_sides)
    throw InputError("the picture is too ragged to trace", file.string(), std::to_string(sides) + " sides of pixels on outlines",
                     "at most " + std::to_string(most_traced_sides) + ": take the noise out of it, or scale it down");
}

}  // namespace

std::vector<TracedArea> trace(const std::vector<char>& set, int width, int height, const std::filesystem::path& file) {
  SPRUE_ASSERT(width > 0 && height > 0 && set.size() == static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  refuse_noise(set, static_cast<std::size_t>(width), file);
  const int words = (width + word_bits - 1) / word_bits;
  std::vector<potrace_word> map(static_cast<std::size_t>(words) * static_cast<std::size_t>(height), 0);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      if (!set[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)]) continue;
      const auto row = static_cast<std::size_t>(height - 1 - y) * static_cast<std::size_t>(words);
      map[row + static_cast<std::size_t>(x / word_bits)] |= potrace_word{1} << (word_bits - 1 - x % word_bits);
    }
  }
  const potrace_bitmap_t bitmap{width, height, words, map.data()};
  const std::unique_ptr<potrace_param_t, Free> parameters(potrace_param_default());
  SPRUE_ASSERT(parameters);
  const std::unique_ptr<potrace_state_t, Free> state(potrace_trace(parameters.get(), &bitmap));
  SPRUE_ASSERT(state && state->status == POTRACE_STATUS_OK);
  std::vector<TracedArea> areas;
  for (const potrace_path_t* path = state->plist; path; path = path->next) {  // holes follow their outer border
    if (path->sign == '+') areas.emplace_back();
    SPRUE_ASSERT(!areas.empty());
    areas.back().push_back(steps_of(path->curve));
  }
  return areas;
}

}  // namespace sprue
