#include "meshing/gas_traps.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace sprue {

namespace {

constexpr double samples_per_clearance = 3;
constexpr double most_samples = 4e6;

/// The plan of a part on a square lattice, a rim of empty samples around it.
class Plan {
 public:
  Plan(const LayeredMap& part, double pitch) {
    double high_x = -HUGE_VAL, high_y = -HUGE_VAL;
    low_ = {HUGE_VAL, HUGE_VAL};
    for (const Vec2& v : part.map.vertices) {
      low_ = {std::min(low_.x, v.x), std::min(low_.y, v.y)};
      high_x = std::max(high_x, v.x), high_y = std::max(high_y, v.y);
    }
    pitch_ = std::max(pitch, std::sqrt((high_x - low_.x) * (high_y - low_.y) / most_samples));
    low_ = low_ - Vec2{1.5 * pitch_, 1.5 * pitch_};
    columns_ = static_cast<int>((high_x - low_.x) / pitch_) + 3;
    rows_ = static_cast<int>((high_y - low_.y) / pitch_) + 3;
    filled_.assign(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_), 0);
    for (std::size_t f = 0; f < part.layers.size(); ++f)
      if (part.layers[f].filled) fill(part.map, part.map.faces[f]);
  }

  double pitch() const { return pitch_; }
  std::size_t size() const { return filled_.size(); }
  int columns() const { return columns_; }
  bool filled(std::size_t n) const { return filled_[n] != 0; }
  Vec2 place(std::size_t n) const {
    const auto i = static_cast<double>(n % static_cast<std::size_t>(columns_)), j = static_cast<double>(n / static_cast<std::size_t>(columns_));
    return low_ + pitch_ * Vec2{i, j};
  }
  /// All samples within `distance` of n are part.
  bool clear(std::size_t n, double distance) const {
    const int reach = static_cast<int>(std::ceil(distance / pitch_));
    const int i0 = static_cast<int>(n % static_cast<std::size_t>(columns_)), j0 = static_cast<int>(n / static_cast<std::size_t>(columns_));
    for (int j = j0 - reach; j <= j0 + reach; ++j)
      for (int i = i0 - reach; i <= i0 + reach; ++i) {
        if (std::hypot(i - i0, j - j0) * pitch_ > distance) continue;
        if (i < 0 || j < 0 || i >= columns_ || j >= rows_ || !filled_[index(i, j)]) return false;
      }
    return true;
  }

 private:
  std::size_t index(int i, int j) const { return static_cast<std::size_t>(j) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(i); }

  /// Even-odd along each row of samples.
  void fill(const PlanarMap& map, const PlanarFace& face) {
    std::vector<std::vector<double>> crossings(static_cast<std::size_t>(rows_));
    for (const auto& loop : face.loops)
      for (std::size_t m = 0; m < loop.size(); ++m) {
        Vec2 a = map.vertices[loop[m]], b = map.vertices[loop[(m + 1) % loop.size()]];
        if (a.y > b.y) std::swap(a, b);
        const int first = static_cast<int>(std::ceil((a.y - low_.y) / pitch_)), last = static_cast<int>(std::ceil((b.y - low_.y) / pitch_));
        for (int j = first; j < last; ++j)
          crossings[static_cast<std::size_t>(j)].push_back(a.x + (low_.y + j * pitch_ - a.y) / (b.y - a.y) * (b.x - a.x));
      }
    for (int j = 0; j < rows_; ++j) {
      auto& row = crossings[static_cast<std::size_t>(j)];
      std::sort(row.begin(), row.end());
      for (std::size_t k = 0; k + 1 < row.size(); k += 2)
        for (int i = static_cast<int>(std::ceil((row[k] - low_.x) / pitch_)); low_.x + i * pitch_ < row[k + 1]; ++i) filled_[index(i, j)] = 1;
    }
  }

  Vec2 low_;
  double pitch_ = 0;
  int columns_ = 0, rows_ = 0;
  std::vector<std::uint8_t> filled_;
};

struct Basin {
  double begin = 0;                    // radius of its innermost sample
  std::size_t samples = 0, vent = SIZE_MAX;
};

}  // namespace

std::vector<GasTrap> gas_traps(const LayeredMap& part, double clearance) {
  const Plan plan(part, clearance / samples_per_clearance);
  const double pitch = plan.pitch();
  std::vector<std::size_t> order;
  for (std::size_t n = 0; n < plan.size(); ++n)
    if (plan.filled(n)) order.push_back(n);
  std::vector<double> radius(plan.size());
  for (const std::size_t n : order) radius[n] = norm(plan.place(n));
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return radius[a] != radius[b] ? radius[a] < radius[b] : a < b; });

  std::vector<std::size_t> parent(plan.size(), SIZE_MAX);   // union-find; SIZE_MAX = not flooded yet
  const auto root = [&](std::size_t n) {
    while (parent[n] != n) n = parent[n] = parent[parent[n]];
    return n;
  };
  std::vector<Basin> basin(plan.size());
  std::vector<GasTrap> pieces, traps;
  const auto keep = [&](const Basin& b, std::vector<GasTrap>& list) {
    const double area = static_cast<double>(b.samples) * pitch * pitch;
    if (b.vent != SIZE_MAX && area >= 4 * clearance * clearance) list.push_back({plan.place(b.vent), area});
  };
  const auto columns = static_cast<std::ptrdiff_t>(plan.columns());
  for (const std::size_t n : order) {
    parent[n] = n;
    basin[n].begin = radius[n];
    for (const std::ptrdiff_t step : {-columns - 1, -columns, -columns + 1, std::ptrdiff_t{-1}, std::ptrdiff_t{1}, columns - 1, columns, columns + 1}) {
      const auto beside = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(n) + step);
      if (parent[beside] == SIZE_MAX) continue;
      std::size_t a = root(beside), b = root(n);
      if (a == b) continue;
      if (basin[b].begin < basin[a].begin) std::swap(a, b);   // b meets a, which began nearer to the axis
      if (radius[n] - basin[b].begin >= clearance) keep(basin[b], traps);
      parent[b] = a;
      basin[a].samples += basin[b].samples;
      if (basin[a].vent == SIZE_MAX) basin[a].vent = basin[b].vent;
    }
    Basin& own = basin[root(n)];
    ++own.samples;
    if (own.vent == SIZE_MAX && plan.clear(n, clearance)) own.vent = n;
  }
  for (const std::size_t n : order)
    if (root(n) == n) keep(basin[n], pieces);
  const auto larger = [](const GasTrap& a, const GasTrap& b) { return a.area > b.area; };
  std::stable_sort(pieces.begin(), pieces.end(), larger);
  std::stable_sort(traps.begin(), traps.end(), larger);
  pieces.insert(pieces.end(), traps.begin(), traps.end());
  return pieces;
}

}  // namespace sprue
