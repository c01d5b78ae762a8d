// Text is read by its capitals: the tallest letter of each, along the text's own up.
#include <algorithm>
#include <cmath>

#include "meshing/polygon.h"
#include "meshing/rule_checks.h"

namespace sprue {

namespace {

struct Letter {
  double height = 0;  ///< m
  Vec2 middle;
};

Letter tallest(const Element& text) {
  Letter best;
  for (const auto& ring : unite(text.shape.rings, text.shape.rule)) {
    if (signed_area(ring) < 0) continue;  // a hole in a letter
    double low = HUGE_VAL, high = -HUGE_VAL;
    Vec2 sum;
    for (const Vec2 p : ring) low = std::min(low, dot(p, text.text_up)), high = std::max(high, dot(p, text.text_up)), sum = sum + p;
    if (high - low > best.height) best = Letter{high - low, (1.0 / static_cast<double>(ring.size())) * sum};
  }
  return best;
}

}  // namespace

void check_text(const RuleContext& c, RuleBreaks& breaks) {
  const auto check = [&](const std::vector<Element>& elements, auto&& place) {
    for (const Element& e : elements) {
      if (norm(e.text_up) == 0) continue;
      const Letter letter = tallest(e);
      if (letter.height > 0) breaks.add(rule::text, {letter.height * 1e3, place(letter.middle), e.id});
    }
  };
  check(c.design.elements, [&](Vec2 p) { return c.on(p); });
  check(c.design.backstamp, [](Vec2 p) { return Vec3{p.x, p.y, 0}; });
}

}  // namespace sprue
