// Text as areas: its size, its place, and what it cannot be.
#include "meshing/text_outline.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/error.h"

namespace sprue {
namespace {

struct Box {
  Vec2 low{HUGE_VAL, HUGE_VAL}, high{-HUGE_VAL, -HUGE_VAL};
};
Box box_of(const PlanarShape& shape) {
  Box b;
  for (const auto& ring : shape.rings)
    for (const Vec2 p : ring) b.low = {std::min(b.low.x, p.x), std::min(b.low.y, p.y)}, b.high = {std::max(b.high.x, p.x), std::max(b.high.y, p.y)};
  return b;
}

// Capitals have the height asked for (DejaVu Sans: 0.729 of its size, unhinted; its outlines are on a lattice of 1/2048) and stand upright about the origin: a T has its bar above.
TEST(TextOutline, HasItsHeightAboutTheOrigin) {
  const PlanarShape t = text_outline("T", 2e-3, 1e-6, "test");
  const Box b = box_of(t);
  EXPECT_NEAR(b.high.y - b.low.y, 2e-3, 2e-6);
  EXPECT_NEAR(b.high.y + b.low.y, 0, 1e-12);
  EXPECT_NEAR(b.high.x + b.low.x, 0, 1e-12);
  double wide = 0;
  for (const Vec2 p : t.rings.at(0))
    if (p.x == b.high.x) wide = p.y;
  EXPECT_GT(wide, 0) << "the bar of the T is at its top";
}

// An O is a ring and a hole; eight characters are as many rings of their own.
TEST(TextOutline, RingsAreThoseOfTheLetters) {
  EXPECT_EQ(text_outline("O", 1e-3, 1e-6, "test").rings.size(), 2u);
  EXPECT_EQ(text_outline("TL 71", 1e-3, 1e-6, "test").rings.size(), 4u);
}

TEST(TextOutline, RefusesWhatItCannotSet) {
  for (const char* text : {"", " ", "\xe4\xb8\xad", "\xff\xfe"}) EXPECT_THROW(text_outline(text, 1e-3, 1e-6, "test"), InputError) << text;
}

}  // namespace
}  // namespace sprue
