#include "engine/core/conditions.h"

#include <algorithm>

namespace sprue {

double Curve::at(double time) const {
  const auto next = std::upper_bound(points.begin(), points.end(), time, [](double t, const Point& p) { return t < p.time; });
  if (next == points.begin()) return points.front().value;
  if (next == points.end()) return points.back().value;
  const Point &a = *(next - 1), &b = *next;
  return a.value + (b.value - a.value) * (time - a.time) / (b.time - a.time);
}

double Curve::largest() const {
  return std::max_element(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.value < b.value; })->value;
}

}  // namespace sprue
