#include "meshing/border_index.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "meshing/box.h"

namespace sprue {

BorderIndex::BorderIndex(const Rings& rings) {
  Box box;
  for (const auto& ring : rings)
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Vec2 a = ring[i], b = ring[(i + 1) % ring.size()];
      box.add(a);
      if (norm(b - a) > 0) segments_.push_back({a, b});
    }
  if (segments_.empty()) return;
  low_ = box.low;
  const double longest = std::max(box.width(), box.height());
  size_ = longest / std::clamp(std::sqrt(static_cast<double>(segments_.size())), 16.0, 512.0);
  nx_ = 1 + static_cast<int>(box.width() / size_), ny_ = 1 + static_cast<int>(box.height() / size_);
  bins_.resize(static_cast<std::size_t>(nx_) * static_cast<std::size_t>(ny_));
  for (std::uint32_t s = 0; s < segments_.size(); ++s) {
    const auto [a, b] = segments_[s];
    const int pieces = 1 + static_cast<int>(norm(b - a) / size_);
    for (int n = 0; n < pieces; ++n) {  // the box of each piece is at most two by two bins
      const Vec2 from = a + (double(n) / pieces) * (b - a), to = a + (double(n + 1) / pieces) * (b - a);
      const auto index = [&](double v, double low, int count) { return std::clamp(static_cast<int>((v - low) / size_), 0, count - 1); };
      for (int j = index(std::min(from.y, to.y), low_.y, ny_); j <= index(std::max(from.y, to.y), low_.y, ny_); ++j)
        for (int i = index(std::min(from.x, to.x), low_.x, nx_); i <= index(std::max(from.x, to.x), low_.x, nx_); ++i) {
          auto& here = bins_[bin(i, j)];
          if (here.empty() || here.back() != s) here.push_back(s);
        }
    }
  }
}

Vec2 BorderIndex::nearest_on(std::uint32_t segment, Vec2 p) const {
  const Vec2 a = segments_[segment].a, along = segments_[segment].b - a;
  return a + std::clamp(dot(p - a, along) / dot(along, along), 0.0, 1.0) * along;
}

void BorderIndex::look(int i, int j, Vec2 p, Nearest& best) const {
  if (i < 0 || j < 0 || i >= nx_ || j >= ny_) return;
  for (const std::uint32_t s : bins_[bin(i, j)]) {
    const Vec2 q = nearest_on(s, p);
    const double d = norm(p - q);
    if (d < best.distance) best = {d, q};
  }
}

BorderIndex::Nearest BorderIndex::nearest(Vec2 p) const {
  Nearest best{std::numeric_limits<double>::infinity(), p};
  if (segments_.empty()) return best;
  const int i = std::clamp(static_cast<int>(std::floor((p.x - low_.x) / size_)), 0, nx_ - 1), j = std::clamp(static_cast<int>(std::floor((p.y - low_.y) / size_)), 0, ny_ - 1);
  const Vec2 own{low_.x + (i + 0.5) * size_, low_.y + (j + 0.5) * size_};  // p may lie outside the bins
  const double off = std::max(std::abs(p.x - own.x), std::abs(p.y - own.y));
  for (int ring = 0; ring <= std::max(nx_, ny_); ++ring) {
    if (best.distance < (ring - 0.5) * size_ - off) break;  // a bin of this ring is no nearer
    for (int b = -ring; b <= ring; ++b)
      for (int a = -ring; a <= ring; a += std::abs(b) == ring || ring == 0 ? 1 : 2 * ring) look(i + a, j + b, p, best);
  }
  return best;
}

InscribedCircle BorderIndex::inscribed(Vec2 p, double at_most) const {
  const Nearest start = nearest(p);
  if (!(start.distance > 0) || !std::isfinite(start.distance)) return {p, p, 0};
  const Vec2 normal = (1 / start.distance) * (p - start.at);
  double inside = start.distance, outside = std::max(at_most, 2 * start.distance);
  for (int n = 0; n < 30; ++n) {
    const double r = 0.5 * (inside + outside);
    (nearest(start.at + r * normal).distance > r * (1 - 1e-6) ? inside : outside) = r;
  }
  return {start.at, start.at + inside * normal, inside};
}

Vec2 BorderIndex::other_touch(const InscribedCircle& circle) const {
  const double reach = circle.radius * (1 + 1e-4);
  const Vec2 first = (1 / circle.radius) * (circle.touch - circle.centre);
  Vec2 best = first;
  const auto index = [&](double v, double low, int count) { return std::clamp(static_cast<int>(std::floor((v - low) / size_)), 0, count - 1); };
  for (int j = index(circle.centre.y - reach, low_.y, ny_); j <= index(circle.centre.y + reach, low_.y, ny_); ++j)
    for (int i = index(circle.centre.x - reach, low_.x, nx_); i <= index(circle.centre.x + reach, low_.x, nx_); ++i)
      for (const std::uint32_t s : bins_[bin(i, j)]) {
        const Vec2 to = nearest_on(s, circle.centre) - circle.centre;
        const double distance = norm(to);
        if (distance > 0 && distance <= reach && dot(to, first) < distance * dot(best, first)) best = (1 / distance) * to;
      }
  return best;
}

InscribedCircle BorderIndex::spanning(Vec2 p, double at_most, double settle) const {
  constexpr double opposite = -0.866, exact = -0.9998;  // cosines of 150 and 179 degrees
  InscribedCircle circle = inscribed(p, at_most);
  double settled = 0, step = 0.25 * circle.radius;
  for (int climbs = 0; climbs < 60 && circle.radius > 0 && circle.radius < at_most * (1 - 1e-5); ++climbs) {
    const Vec2 one = (1 / circle.radius) * (circle.touch - circle.centre), other = other_touch(circle);
    const double apart = dot(one, other);
    if (apart < exact || settled >= settle) break;
    const Vec2 away = apart < 1 - 1e-9 ? one + other : one;
    if (apart < opposite) step = std::min(step, settle - settled);
    const InscribedCircle next = inscribed(circle.centre - (step / norm(away)) * away, at_most);
    if (next.radius > circle.radius * (1 + 1e-6)) {
      circle = next;
      if (apart < opposite) settled += step;
    } else if ((step *= 0.5) < 1e-3 * circle.radius) {
      break;
    }
  }
  return circle;
}

}  // namespace sprue
