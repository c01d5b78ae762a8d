#include <algorithm>
#include <map>
#include <numeric>

#include "meshing/tooling.h"

namespace sprue {

namespace {

/// Sets of faces joined pair by pair.
class Pieces {
 public:
  explicit Pieces(std::size_t faces) : parent_(faces) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t root(std::size_t f) {
    while (parent_[f] != f) f = parent_[f] = parent_[parent_[f]];
    return f;
  }
  void join(std::size_t a, std::size_t b) {
    a = root(a), b = root(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parent_;
};

Pieces connect(const LayeredMap& cavity) {
  Pieces pieces(cavity.layers.size());
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> first;
  for (std::size_t f = 0; f < cavity.layers.size(); ++f) {
    if (!cavity.layers[f].filled) continue;
    for (const auto& loop : cavity.map.faces[f].loops)
      for (std::size_t n = 0; n < loop.size(); ++n) {
        const auto [other, fresh] = first.emplace(std::minmax(loop[n], loop[(n + 1) % loop.size()]), f);
        if (fresh) continue;
        const Layer &a = cavity.layers[f], &b = cavity.layers[other->second];
        const Vec2 middle = 0.5 * (cavity.map.vertices[loop[n]] + cavity.map.vertices[loop[(n + 1) % loop.size()]]);
        if (std::min(a.high(middle), b.high(middle)) > std::max(a.low(middle), b.low(middle))) pieces.join(f, other->second);
      }
  }
  return pieces;
}

}  // namespace

std::vector<UnfedPiece> find_unfed(const LayeredMap& cavity, double inlet_edge) {
  Pieces pieces = connect(cavity);
  const auto at_edge = [&](std::size_t f) {
    const auto& outer = cavity.map.faces[f].loops[0];
    return std::any_of(outer.begin(), outer.end(), [&](std::uint32_t v) { return cavity.map.vertices[v].y > inlet_edge - map_resolution; });
  };
  std::vector<char> fed(cavity.layers.size(), 0);
  for (std::size_t f = 0; f < cavity.layers.size(); ++f)
    if (cavity.layers[f].filled &&
        (cavity.layers[f].top == FaceKind::inlet || cavity.layers[f].bottom == FaceKind::inlet || at_edge(f)))
      fed[pieces.root(f)] = 1;
  struct Found {
    UnfedPiece piece;
    double largest = 0;
  };
  std::map<std::size_t, Found> found;
  for (std::size_t f = 0; f < cavity.layers.size(); ++f) {
    const Layer& layer = cavity.layers[f];
    if (!layer.filled || fed[pieces.root(f)]) continue;
    Found& at = found[pieces.root(f)];
    const double v = integral(cavity.map, cavity.map.faces[f], layer.high - layer.low);
    at.piece.volume += v;
    if (v <= at.largest) continue;
    at.largest = v;
    const Vec2 p = cavity.map.vertices[cavity.map.faces[f].loops[0][0]];
    at.piece.cavity = layer.cavity, at.piece.element = layer.element;
    at.piece.where = {p.x, p.y, 0.5 * (layer.low + layer.high)(p)};
  }
  std::vector<UnfedPiece> unfed;
  for (const auto& [root, at] : found) unfed.push_back(at.piece);
  std::stable_sort(unfed.begin(), unfed.end(), [](const UnfedPiece& a, const UnfedPiece& b) {
    return a.cavity != b.cavity ? a.cavity < b.cavity : a.volume > b.volume;
  });
  return unfed;
}

}  // namespace sprue
