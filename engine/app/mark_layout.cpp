#include "engine/app/mark_layout.h"

#include <cmath>
#include <cstdint>
#include <map>
#include <numbers>

namespace sprue {

namespace {

/// Points in square bins, to ask whether any is near.
class Bins {
 public:
  explicit Bins(double size) : size_(size) {}
  void add(Vec2 p) { bins_[key(p)].push_back(p); }
  bool any_within(Vec2 p, double distance) const {  // distance <= size
    const auto [i, j] = key(p);
    for (int b = -1; b <= 1; ++b)
      for (int a = -1; a <= 1; ++a)
        if (const auto bin = bins_.find({i + a, j + b}); bin != bins_.end())
          for (const Vec2 q : bin->second)
            if (norm(q - p) < distance) return true;
    return false;
  }

 private:
  std::pair<int, int> key(Vec2 p) const { return {static_cast<int>(std::floor(p.x / size_)), static_cast<int>(std::floor(p.y / size_))}; }
  double size_;
  std::map<std::pair<int, int>, std::vector<Vec2>> bins_;
};

}  // namespace

std::vector<Vec2> number_places(const std::vector<Vec2>& places, Vec2 middle, double radius) {
  constexpr double apart = 2.2, off_places = 1.25, first_ring = 1.7, ring_step = 0.6;  // radii
  const double size = apart * radius;
  Bins marked(size), taken(size);
  for (const Vec2 p : places) marked.add(p);
  std::vector<Vec2> out;
  for (const Vec2 p : places) {
    const Vec2 away = p - middle;
    const double outwards = norm(away) > 0 ? std::atan2(away.y, away.x) : 0.5 * std::numbers::pi;
    bool found = false;
    for (double ring = first_ring; !found; ring += ring_step) {
      const int spots = static_cast<int>(6 * ring);
      for (int n = 0; n < spots && !found; ++n) {  // alternately to both sides of the way outwards
        const double angle = outwards + (n % 2 ? 1 : -1) * ((n + 1) / 2) * 2 * std::numbers::pi / spots;
        const Vec2 spot = p + ring * radius * Vec2{std::cos(angle), std::sin(angle)};
        if (taken.any_within(spot, apart * radius) || marked.any_within(spot, off_places * radius)) continue;
        found = true;
        taken.add(spot);
        out.push_back(spot);
      }
    }
  }
  return out;
}

}  // namespace sprue
