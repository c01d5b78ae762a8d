#include "solvers/flow_context.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "engine/core/error.h"
#include "engine/core/parallel.h"

namespace sprue {

namespace {

double speed_at(const Rotation& r, double time) {
  return r.spin_up_time > 0 ? r.speed * std::min(1.0, time / r.spin_up_time) : r.speed;
}

double angle_at(const Rotation& r, double time) {
  const double t = r.spin_up_time;
  if (t <= 0) return r.speed * time;
  return time < t ? r.speed * time * time / (2 * t) : r.speed * (time - t / 2);
}

}  // namespace

double BodyForce::potential(const Vec3& x) const {
  const Vec3 r = x - point;
  const Vec3 swing = cross(axis, r);
  return -dot(gravity, r) - 0.5 * speed * speed * dot(swing, swing);
}

double BodyForce::mean_potential(const Vec3& middle, const Vec3& normal, double area) const {
  const double along_axis = dot(normal, axis);
  return potential(middle) - 0.5 * speed * speed * (1 + along_axis * along_axis) * area / 12;
}

Vec3 BodyForce::euler(const Vec3& x) const { return (-acceleration) * cross(axis, x - point); }

BodyForce body_force(const CastingConditions& conditions, double time, double dt) {
  const Rotation& r = conditions.rotation;
  BodyForce force;
  force.gravity = conditions.gravity;
  force.point = r.point;
  force.axis = r.axis;
  const double before = speed_at(r, time);
  force.speed = speed_at(r, time + dt);
  force.mean_speed = 0.5 * (before + force.speed);
  force.acceleration = dt > 0 ? (force.speed - before) / dt : 0;
  if (force.mean_speed != 0)
    for (int e = 0; e < 3; ++e) {
      Vec3 unit;
      unit[e] = 1;
      const Vec3 column = rotated(unit, r.axis, -2 * force.mean_speed * dt);
      for (int d = 0; d < 3; ++d) force.turn[static_cast<std::size_t>(d)][e] = column[d];
    }
  if (r.speed != 0 && norm(cross(r.axis, conditions.gravity)) > 1e-12 * norm(conditions.gravity))
    force.gravity = rotated(conditions.gravity, r.axis, -angle_at(r, time + dt));
  return force;
}

FlowContext::FlowContext(const Domain& d, const CastingConditions& c, const Numerics& n, const AlloyCurve& a)
    : domain(d), conditions(c), numerics(n), alloy(a), topology(flow_topology(d.grid)), aperture(flow_aperture(d)), cells(d), near(d),
      slots(d.grid.flow_slots()), cell(d.grid.cell), density(a.reference_density()), drive(d, c, a.reference_density()), has_inlet_(d.grid.flow_blocks, 0) {
  for (std::size_t b = 0; b < d.grid.flow_blocks; ++b) {
    bool open = false;
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      open = open || d.cavity_fraction[s] > 0;
      for (int e = 0; e < 3; ++e) {
        open = open || aperture[e][s] > 0;
      }
    }
    if (open) cavity_blocks.push_back(b);
    for (int e = 0; e < 3; ++e)
      for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) has_inlet_[b] |= inlet(e, s);
  }
  blocks = cavity_blocks;
  find_filter_faces();
}

std::vector<Slot> filter_faces(const Domain& domain, const Filter& filter) {
  const int axis = filter.axis;
  const double cell = domain.grid.cell, middle = 0.5 * (filter.low[axis] + filter.high[axis]);
  std::vector<Slot> faces;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    Vec3 x = domain.grid.centre(s);
    x[axis] -= 0.5 * cell;
    bool within = domain.aperture[axis][s] > 0 && x[axis] - middle < 0.5 * cell && middle - x[axis] <= 0.5 * cell;
    for (int d = 0; d < 3; ++d) within = within && (d == axis || (x[d] >= filter.low[d] && x[d] <= filter.high[d]));
    if (within) faces.push_back(s);
  }
  return faces;
}

/// Filters on the same face add up.
void FlowContext::find_filter_faces() {
  for (const Filter& filter : conditions.filters) {
    filter_drag_[static_cast<std::size_t>(filter.axis)].assign(slots, 0.0);
    const double linear = alloy.viscosity(alloy.liquidus()) * filter.thickness / filter.permeability;
    for (const Slot s : sprue::filter_faces(domain, filter)) filter_faces_.push_back({filter.axis, s, linear, 0.5 * filter.loss * density});
  }
}

void FlowContext::set_filter_drag(const FaceField<double>& velocity) {
  for (const FilterFace& f : filter_faces_) filter_drag_[static_cast<std::size_t>(f.axis)][f.face] = 0;
  for (const FilterFace& f : filter_faces_)
    filter_drag_[static_cast<std::size_t>(f.axis)][f.face] += (f.linear + f.square * std::abs(velocity[f.axis][f.face])) / (density * cell);
}

std::vector<Slot> FlowContext::cells_at(const SlidingWall& wall) const {
  const auto place = [&](Slot s) {
    const Index3 cell = domain.grid.cell_of(s);
    return (wall.high ? 1 : -1) * (wall.axis == 0 ? cell.i : wall.axis == 1 ? cell.j : cell.k);
  };
  int last = std::numeric_limits<int>::min();
  for (const Slot s : cells.all())
    if (inside(s)) last = std::max(last, place(s));
  std::vector<Slot> found;
  for (const Slot s : cells.all())
    if (place(s) == last && domain.cavity_fraction[s] > 1 - 1e-12 && wall_face(wall.axis, wall.high ? high(s, wall.axis) : s)) found.push_back(s);
  if (found.empty())
    throw InputError("no aligned wall lies on this side of the cavity", "sliding_wall.side", std::string(1, wall.high ? '+' : '-') + "xyz"[wall.axis],
                     "a wall that slides must lie on a cell plane");
  return found;
}

void FlowContext::activate(const CastingState& state, std::span<const std::size_t> with_metal) {
  near.begin();
  near.mark(state.metal, with_metal);
  near.mark(state.pressure, blocks);
  for (const Field<double>& velocity : state.velocity) near.mark(velocity, blocks);
  near.spread();
  blocks = near.blocks();
}

void FlowContext::follow_metal(const CastingState& state, std::span<const std::size_t> with_metal) {
  near.mark(state.metal, with_metal);
  near.spread();
  blocks = near.blocks();
}

void FlowContext::include(const CastingState& state, const std::vector<Slot>& closed) {
  bool far = false;
  for (const Slot s : closed) {
    bool beside_metal = state.metal[s] > 0;   // the extension reaches three cells from a closed one
    for (int n = 0; n < 6 && !beside_metal; ++n) {
      const Slot beside = step(s, n / 2, n % 2 ? 1 : -1);
      beside_metal = beside != no_slot && state.metal[beside] > 0;
    }
    if (beside_metal) continue;
    near.mark(s);
    far = true;
  }
  if (!far) return;
  near.spread();
  blocks = near.blocks();
}

}  // namespace sprue
