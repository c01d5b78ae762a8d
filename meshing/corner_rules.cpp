// Radii of corners in plan. Borders are chains of chords within the curve tolerance of the drawing. A vertex whose two chords lie that near to the circle through
// its neighbours belongs to an arc of that circle's radius; else it is a kink, of radius 0. A kink, or vertices of one arc of too small a radius together, are a corner
// if they turn by at least 35 degrees: blunter kinks hurt nobody, and polygons stand for curves.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "meshing/regions.h"
#include "meshing/rule_checks.h"

namespace sprue {

namespace {

constexpr double least_turn = 35 * std::numbers::pi / 180;

struct Corner {
  Vec2 at, into;  ///< into: unit vector along the bisector, to the left of the border
  double radius = 0, turn = 0;  ///< m; rad, positive: the region on the left is convex here
};

/// Of the arc through three points of which the middle one turns by `turn`, if it stays within `tolerance` of its chords; else 0.
double arc_radius(Vec2 before, Vec2 after, double turn, double tolerance) {
  const double longer = std::max(norm(before), norm(after)), radius = norm(before + after) / (2 * std::sin(std::abs(turn)));
  return longer * longer / (8 * radius) <= tolerance ? radius : 0;
}

Corner vertex(Vec2 last, Vec2 p, Vec2 next, double tolerance) {
  const Vec2 before = p - last, after = next - p;
  Corner c;
  c.at = p;
  c.turn = std::atan2(cross(before, after), dot(before, after));
  const Vec2 one = (1 / norm(before)) * before, other = (1 / norm(after)) * after;
  const Vec2 bisector = other - one;  // towards the inside of the bend
  c.into = norm(bisector) > 0 ? ((c.turn > 0 ? 1 : -1) / norm(bisector)) * bisector : Vec2{-one.y, one.x};
  if (c.turn == 0) return c.radius = HUGE_VAL, c;
  c.radius = arc_radius(before, after, c.turn, tolerance);
  const double shorter = std::min(norm(before), norm(after));  // a long straight side that an arc begins at
  if (c.radius == 0 && std::abs(c.turn) < 0.5 * std::numbers::pi) c.radius = arc_radius(shorter * one, shorter * other, c.turn, tolerance);
  return c;
}

/// The corners of a ring that are sharper than `limit`.
std::vector<Corner> corners_of(const std::vector<Vec2>& ring, double limit, double tolerance) {
  const std::size_t n = ring.size();
  std::vector<Corner> all, out;
  if (n < 3) return out;
  for (std::size_t i = 0; i < n; ++i) all.push_back(vertex(ring[(i + n - 1) % n], ring[i], ring[(i + 1) % n], tolerance));
  const auto sharp = [&](std::size_t i) { return all[i % n].radius < limit; };
  const auto same = [&](std::size_t i, std::size_t k) { return (all[i % n].turn > 0) == (all[k % n].turn > 0); };
  const auto arc = [&](std::size_t i) { return sharp(i) && all[i % n].radius > 0; };
  const auto joined = [&](std::size_t i, std::size_t k) { return arc(i) && arc(k) && same(i, k); };
  std::size_t start = 0;
  while (start < n && joined(start, start + n - 1)) ++start;
  start %= n;
  for (std::size_t i = start; i < start + n; ++i) {
    if (!sharp(i)) continue;
    std::size_t end = i;
    while (end + 1 < start + n && joined(i, end + 1)) ++end;
    Corner corner = all[((i + end) / 2) % n];
    corner.turn = 0;
    for (std::size_t k = i; k <= end; ++k) {
      corner.turn += all[k % n].turn;
      if (all[k % n].radius < corner.radius) corner.radius = all[k % n].radius, corner.at = all[k % n].at, corner.into = all[k % n].into;
    }
    for (const std::size_t k : {i + n - 1, end + 1})  // where the arc begins it turns too
      if (same(k, i) && !sharp(k)) corner.turn += std::abs(all[k % n].radius) < 3 * limit ? all[k % n].turn : 0;
    if (std::abs(corner.turn) >= least_turn) out.push_back(corner);
    i = end;
  }
  return out;
}

class Corners {
 public:
  Corners(const RuleContext& context, RuleBreaks& breaks) : c_(context), breaks_(breaks) {}

  /// Corners of recesses are cut into the mould's ribs, those of the metal around them stand out.
  void of_recesses() {
    each(c_.chosen([&](int f) { return c_.recess(f); }), [&](const Corner& k) {
      const Vec2 recess = k.at + beside() * k.into, metal = k.at - beside() * k.into;
      if (k.turn > 0) add(rule::inside_corner, k, c_.name_at(recess));
      else add(rule::outside_corner, k, c_.name_at(metal).empty() ? c_.name_at(recess) : c_.name_at(metal));
    });
  }

  void of_outline() {
    each(c_.chosen([&](int f) { return c_.metal_or_recess(f); }), [&](const Corner& k) {
      const Vec2 part = k.at + beside() * k.into;
      const std::string own = c_.name_at(part);
      add(k.turn > 0 ? rule::outside_corner : rule::inside_corner, k, own.empty() ? c_.cutout_at(k.at - beside() * k.into) : own);
    });
  }

 private:
  double beside() const { return 2 * c_.step; }

  template <typename See>
  void each(const std::vector<char>& chosen, See see) const {
    for (const auto& ring : rings_of(c_.design.map, chosen))
      for (const Corner& corner : corners_of(ring, rule::inside_corner.warn * 1e-3, 3 * c_.options.curve_tolerance)) see(corner);
  }

  void add(const Rule& rule, const Corner& corner, const std::string& element) { breaks_.add(rule, {corner.radius * 1e3, c_.on(corner.at, -1), element}); }

  const RuleContext& c_;
  RuleBreaks& breaks_;
};

}  // namespace

void check_corners(const RuleContext& context, RuleBreaks& breaks) {
  Corners corners(context, breaks);
  corners.of_recesses();
  corners.of_outline();
}

}  // namespace sprue
