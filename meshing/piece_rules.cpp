// Rules on whole pieces of the plan: enamel cells and islands of metal.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "meshing/regions.h"
#include "meshing/rule_checks.h"

namespace sprue {

namespace {

/// Faces joined by common edges where `alike` says so: per face the first face of its piece.
template <typename Alike>
std::vector<int> pieces_of(const std::vector<Border>& edges, std::size_t faces, Alike alike) {
  std::vector<int> piece(faces);
  std::iota(piece.begin(), piece.end(), 0);
  const auto root = [&](int f) {
    while (piece[static_cast<std::size_t>(f)] != f) f = piece[static_cast<std::size_t>(f)] = piece[static_cast<std::size_t>(piece[static_cast<std::size_t>(f)])];
    return f;
  };
  for (const Border& b : edges) {
    if (b.right == no_face || !alike(b.left, b.right)) continue;
    const int l = root(b.left), r = root(b.right);
    piece[static_cast<std::size_t>(std::max(l, r))] = std::min(l, r);
  }
  for (std::size_t f = 0; f < faces; ++f) piece[f] = root(static_cast<int>(f));
  return piece;
}

struct Piece {
  double area = 0, largest = 0;  ///< m2, of all and of the largest of its faces
  int face = 0;                  ///< the largest
  bool enclosed = true;          ///< by recesses on all sides
  std::vector<Vec2> points;
};

/// The largest distance of two of the points; 0 if their box alone shows that it is beyond `at_most`.
double extent(const std::vector<Vec2>& points, double at_most) {
  Vec2 low = points.front(), high = low;
  for (const Vec2 p : points) low = {std::min(low.x, p.x), std::min(low.y, p.y)}, high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  if (std::max(high.x - low.x, high.y - low.y) > at_most) return 0;
  double most = 0;
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t k = i + 1; k < points.size(); ++k) most = std::max(most, norm(points[i] - points[k]));
  return most;
}

}  // namespace

void check_pieces(const RuleContext& c, RuleBreaks& breaks) {
  const PlanarMap& map = c.design.map;
  const std::vector<Border> edges = borders(map);
  const auto piece = pieces_of(edges, map.faces.size(), [&](int l, int r) { return (c.recess(l) && c.recess(r)) || (c.is(l, Role::metal) && c.is(r, Role::metal)); });
  std::map<int, Piece> pieces;
  for (std::size_t f = 0; f < piece.size(); ++f) {
    Piece& p = pieces[piece[f]];
    const double size = area(map, map.faces[f]);
    p.area += size;
    if (size > p.largest) p.largest = size, p.face = static_cast<int>(f);
    for (const std::uint32_t v : map.faces[f].loops.at(0)) p.points.push_back(map.vertices[v]);
  }
  for (const Border& b : edges)
    for (const auto& [one, other] : {std::pair(b.left, b.right), std::pair(b.right, b.left)})
      if (one != no_face && !c.recess(other) && !c.is(other, Role::metal)) pieces[piece[static_cast<std::size_t>(one)]].enclosed = false;
  const double longest_island = rule::small_island.warn * 1e-3;
  for (const auto& [first, p] : pieces) {
    const bool island = c.is(first, Role::metal) && p.enclosed;
    const double across = island ? extent(p.points, longest_island) : 0;
    if (!(c.recess(first) && rule::small_cell.broken(p.area * 1e6)) && !(across > 0 && rule::small_island.broken(across * 1e3))) continue;
    const Element* element = c.element_of(p.face);
    const Vec3 where = c.on(point_inside(map, map.faces[static_cast<std::size_t>(p.face)]), p.face);
    const std::string name = element ? element->id : "";
    if (island) breaks.add(rule::small_island, {across * 1e3, where, name, 1, across});
    else breaks.add(rule::small_cell, {p.area * 1e6, where, name, 1, std::sqrt(p.area)});
  }
}

}  // namespace sprue
