/// Outlines of a bitmap by potrace (Selinger, "Potrace: a polygon-based tracing algorithm", 2003).
#pragma once

#include <filesystem>
#include <vector>

#include "engine/core/vec.h"

namespace sprue {

/// A step along a closed outline, to `to`: a cubic with the two control points, or straight.
struct TracedStep {
  Vec2 first, second, to;
  bool straight = false;
};

/// Of one connected area of pixels: its outer border, then its holes. Pixels, x right, y up from the lower edge.
using TracedArea = std::vector<std::vector<TracedStep>>;

/// Sides of set pixels on their outlines, beyond which a picture is noise: each costs some 120 bytes while it is traced.
constexpr std::size_t most_traced_sides = 3000000;

/// Areas of the set pixels (rows from the top), specks of up to two pixels left out. Throws InputError beyond most_traced_sides; `file` for the message.
std::vector<TracedArea> trace(const std::vector<char>& set, int width, int height, const std::filesystem::path& file);

}  // namespace sprue
