#include "solvers/mould_nodes.h"

#include <algorithm>
#include <cmath>

#include "solvers/cube_section.h"

namespace sprue {

namespace {

constexpr double longest_detour = 2;     // of the plain distance, and its inverse the shortest
constexpr double facing_walls = 1.05;    // wall area over that of its vector, beyond which the walls are not one plane
constexpr double least_distance = 0.02;  // of a cell, between two nodes

/// Centroid along an axis, in cells from the middle of the cell, of what lies beyond the plane dot(n, x) = d that has the volume v before it. By slices, the
/// volume of each exact.
double closed_centre(Vec3 n, double d, double v, int axis) {
  constexpr int slices = 16;
  double moment = 0;
  for (int i = 0; i < slices; ++i) {
    const double low = -0.5 + static_cast<double>(i) / slices, high = low + 1.0 / slices;
    moment += 0.5 * (low + high) * slab_volume(n, d, axis, low, high);
  }
  return std::clamp(-moment / (1 - v), -0.5, 0.5);
}

}  // namespace

MouldNodes::MouldNodes(const Domain& domain) : domain_(domain), index_(domain.grid.flow_slots(), -1) {
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    const double v = domain.cavity_fraction[s];
    if (v <= 0 || 1 - v <= massless_share || domain.mould_index[s] == no_mould) continue;
    const Vec3 wall = wall_vector(s);
    if (dot(wall, wall) < 1e-12) continue;
    Node node{{}, (1 / norm(wall)) * wall, 0, norm(wall)};
    const double plane = cube_constant(node.normal, v);
    for (int d = 0; d < 3; ++d) node.centre[d] = closed_centre(node.normal, plane, v, d);
    node.depth = std::max(0.0, dot(node.normal, node.centre) - plane);
    index_[s] = static_cast<std::int32_t>(nodes_.size());
    nodes_.push_back(node);
  }
}

Vec3 MouldNodes::wall_vector(Slot s) const {
  Vec3 n = domain_.wall_vector(s);
  for (int d = 0; d < 3; ++d) {
    const Slot high = domain_.grid.above(d, s);
    const auto& kind = domain_.kind[static_cast<std::size_t>(d)];
    if (frictionless(kind[s]) || (high < kind.size() && frictionless(kind[high]))) n[d] = 0;
  }
  return n;
}

double MouldNodes::to_face(Slot s, int d, int side) const {
  const double h = domain_.grid.cell;
  if (closed_share(s) <= massless_share) return 0;
  const Node* n = node(s);
  return n ? (0.5 - (side ? n->centre[d] : -n->centre[d])) * h : 0.5 * h;
}

double MouldNodes::to_wall(Slot s, double wall_area) const {
  const double h = domain_.grid.cell;
  const Node* n = node(s);
  if (n && wall_area < facing_walls * n->wall) return n->depth * h;
  const double share = closed_share(s);
  return share <= massless_share ? 0.0 : std::min(0.5, share / (2 * wall_area)) * h;
}

MouldNodes::Way MouldNodes::between(Slot low, Slot high, int d) const {
  Way way{to_face(low, d, 1), to_face(high, d, 0)};
  const double h = domain_.grid.cell, least = 0.5 * least_distance * h;
  if (way.low + way.high < 2 * least) return {least, least};
  const Node *a = node(low), *b = node(high);
  Vec3 n, apart;
  apart[d] = 1;
  if (a) n += a->normal, apart = apart - a->centre;
  if (b) n += b->normal, apart += b->centre;
  if (n[d] == 0) return way;
  const double detour = std::clamp(dot(apart, n) / (n[d] * apart[d]), 1 / longest_detour, longest_detour);
  return {detour * way.low, detour * way.high};
}

}  // namespace sprue
