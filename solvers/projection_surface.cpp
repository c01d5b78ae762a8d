#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"
#include "solvers/curvature.h"
#include "solvers/projection_step.h"

namespace sprue {

namespace {

constexpr double least_theta = 1e-4;
constexpr double suction_courant = 0.1;      // cells by which suction may move resting metal in a step before its cell is released
constexpr double wave_damping = 1.25;        // 1 is backward Euler, with which currents in the wall cells of a turning cylinder still grow a little
constexpr double level_angle = 0.05;         // rad: planes of small wall cells miss the surface's direction by 2 to 3 degrees

}  // namespace

/// Where the axis from a pressure cell's centre meets the surface.
Projection::Crossing Projection::crossing(const VolumeOfFluid& surface, Slot cell, Slot beyond, int axis, int outward) const {
  const auto at_plane_of = [&](Slot s, double& here, double& there) {
    const Plane& p = surface.plane()[s];
    const double n = axis == 0 ? p.nx : axis == 1 ? p.ny : p.nz;
    if (p.nx == 0 && p.ny == 0 && p.nz == 0) return false;
    const double at = s == cell ? 0 : -outward;   // the cell's centre seen from the plane's cell
    here = n * at - p.d;
    there = n * (at + outward) - p.d;
    return here <= 0 && there > 0;
  };
  // The cell's own plane first: its faces then agree on the surface beside the centre (a mean with the neighbours' planes drives
  // currents through faces with small theta). The plane beyond only where the own one does not cross.
  // A cell full of metal has no plane of its own: the surface lies beyond its face.
  double here = 0, there = 0;
  if (at_plane_of(cell, here, there)) return {here / (here - there), cell};
  const bool full = surface.plane()[cell].normal() == Vec3{};
  if (at_plane_of(beyond, here, there)) return {std::max(full ? full_theta : 0.0, here / (here - there)), beyond};
  if (full) return {full_theta, no_slot};
  const double inner = std::abs(surface.plane()[cell].d), outer = std::abs(surface.plane()[beyond].d);
  return {inner + outer > 0 ? inner / (inner + outer) : 0.5, no_slot};
}

/// Share of the body force around a cell that the last step's pressure balanced, by least squares over its neighbours: 1 at rest, 0 in free fall.
double Projection::borne_by_pressure(const Step& step, Slot cell) const {
  const double own = step.force.potential(c_.domain.grid.centre(cell));
  double borne = 0, force = 0;
  for (int d = 0; d < 3; ++d)
    for (int side = -1; side <= 1; side += 2) {
      const Slot beside = c_.step(cell, d, side), face = side < 0 ? cell : beside;
      if (!step.pressure(beside) || c_.aperture[d][face] <= 0) continue;
      const double rise = c_.density * (step.force.potential(c_.domain.grid.centre(beside)) - own);
      borne -= rise * (step.state.pressure[beside] - step.state.pressure[cell]);
      force += rise * rise;
    }
  const double share = force > 0 ? std::clamp(borne / force, 0.0, 1.0) : 0;
  return share * (2 - share);   // what is missing at rest, where it is an error of differences, counts in second order
}

/// Mean velocity along the axis, before the projection, of the open faces around one in its plane: what a short wave swings about. 0 at walls.
double Projection::velocity_beside(const Step& step, Slot face, int axis) const {
  if (c_.aperture[axis][face] < 1) return 0;
  double sum = 0;
  int faces = 0;
  for (int across = 1; across < 3; ++across)
    for (int side = -1; side <= 1; side += 2) {
      const Slot beside = c_.step(face, (axis + across) % 3, side);
      if (beside == no_slot || c_.aperture[axis][beside] <= 0) continue;
      sum += c_.aperture[axis][beside] * step.state.velocity[axis][beside];
      ++faces;
    }
  return faces > 0 ? sum / faces : step.state.velocity[axis][face];
}

/// J/kg at x on the plane of a cell, as projection.h "Level" says; the potential at x where there is no facet.
double Projection::surface_potential(const Step& step, Slot facet, const Vec3& x) const {
  const bool mixed = facet != no_slot && step.state.metal[facet] > plane_threshold && step.state.metal[facet] < c_.domain.cavity_fraction[facet] - plane_threshold;
  if (!mixed) return step.force.potential(x);
  const Plane& plane = step.surface.plane()[facet];
  const Vec3 n = plane.normal();
  const Section section = room_section(step.surface.rooms().at(facet), n, plane.d);
  const Vec3 middle = c_.domain.grid.centre(facet) + c_.cell * section.centroid, slope = step.force.gradient(middle);
  const Vec3 along = slope - dot(slope, n) * n;
  const double tilt = norm(along), level = level_angle * norm(slope);
  const double kept = tilt > level ? 1 - level / tilt : 0;
  return step.force.mean_potential(middle, n, section.area * c_.cell * c_.cell) + kept * dot(along, x - middle);
}

/// The facet that stands for the surface of a cell whose centre is not under it: its own, or the nearest one behind an open face.
Slot Projection::facet_beside(const Step& step, Slot cell) const {
  const auto& planes = step.surface.plane();
  if (step.surface.mixed_number(cell) >= 0) return cell;
  Slot best = no_slot;
  double nearest = 0;
  for (int d = 0; d < 3; ++d)
    for (int side = -1; side <= 1; side += 2) {
      const Slot beside = c_.step(cell, d, side), face = side < 0 ? cell : beside;
      if (beside == no_slot || c_.aperture[d][face] <= 0 || step.surface.mixed_number(beside) < 0) continue;
      const double distance = std::abs(planes[beside].d + side * planes[beside].normal()[d]);
      if (best == no_slot || distance < nearest) best = beside, nearest = distance;
    }
  return best;
}

/// sigma kappa at the crossing, from the mixed cells on both sides; between a full cell and an empty one that of the closure.
double Projection::tension(const Step& step, Slot cell, Slot beyond, double theta) const {
  const double sigma = c_.alloy.surface_tension();
  const bool here = step.curvature[cell] != 0, there = step.curvature[beyond] != 0;   // dust and cells without a plane have none
  if (here && there) return sigma * ((1 - theta) * step.curvature[cell] + theta * step.curvature[beyond]);
  if (here) return sigma * step.curvature[cell];
  return sigma * (there ? step.curvature[beyond] : closure_curvature(c_.domain, angles_, beyond));
}

/// Pressure above that of the gas at which metal enters the narrow line that begins at the full cell's face; 0 where none begins.
double Projection::mouth(const Step& step, Slot cell, Slot beyond) const {
  if (step.curvature[cell] != 0 || step.curvature[beyond] != 0) return 0;
  const double entry = closure_curvature(c_.domain, angles_, beyond);
  return entry > std::max(0.0, closure_curvature(c_.domain, angles_, cell)) ? c_.alloy.surface_tension() * entry : 0;
}

/// From a pressure cell's centre to its surface, cells: projection.h "Ripples".
double Projection::least_distance(const Step& step) const {
  constexpr double curvature = 8, slope = 8.9, most = 3.6;
  const double h = c_.cell, stiffness = curvature * slope * c_.alloy.surface_tension() * step.dt * step.dt / (c_.density * h * h * h);
  return std::max(least_theta, (stiffness / most - 1) / slope);
}

bool Projection::make_rim_face(const Step& step, Slot cell, int axis, int outward, RimFace& f) const {
  const Slot beyond = c_.step(cell, axis, outward);
  const Slot face = outward < 0 ? cell : beyond;
  if (face == no_slot || c_.aperture[axis][face] <= 0 || step.pressure(beyond)) return false;
  const double drag = c_.face_drag(step.drag, cell, beyond) + c_.filter_drag(axis, face);
  if (std::isinf(drag)) return false;
  const double w = 1 / (1 + step.dt * drag);
  f = {cell, face, static_cast<std::int8_t>(axis), static_cast<std::int8_t>(outward), Kind::gas, -1,
       c_.aperture[axis][face] * w, step.state.velocity[axis][face], 0, 0.5, 0};
  if (c_.inlet(axis, face)) {
    if (c_.law.shut) return false;
    f.kind = Kind::inlet;
    f.area = c_.aperture[axis][face];
    const bool sucked = c_.law.poured && step.state.pressure[cell] < 0;
    f.conductance = sucked ? 0 : f.area * c_.law.conductance;
    return true;
  }
  const bool closing = step.surface.pressure_cell()[cell] >= closing_cell;
  Crossing at{full_theta, no_slot};
  double p = 0;
  if (c_.rim(axis, face)) {
    f.kind = Kind::open;
  } else {
    if (!closing) at = crossing(step.surface, cell, beyond, axis, outward);
    f.theta = at.theta;
    p = step.gas.gauge_pressure(step.state, beyond);
    if (const double entry = mouth(step, cell, beyond); entry == 0) {
      p += tension(step, cell, beyond, f.theta);
    } else if (step.state.pressure[cell] >= p + entry) {
      p += entry;
    } else if (step.state.pressure[cell] >= p) {
      f.kind = Kind::held;
      return true;
    }
  }
  Vec3 x = c_.domain.grid.centre(cell);
  const Plane& own = step.surface.plane()[cell];
  if (closing && own.normal() != Vec3{}) x = x + (own.d * c_.cell) * own.normal();   // its surface lies beside, not on the way out
  else x[axis] += outward * f.theta * c_.cell;
  if (closing) at.facet = facet_beside(step, cell);
  const double borne = f.kind == Kind::gas ? borne_by_pressure(step, cell) : 0;
  f.value = p + c_.density * ((1 - borne) * step.force.potential(x) + (borne > 0 ? borne * surface_potential(step, at.facet, x) : 0));
  f.theta = std::max(f.theta, least_distance(step));
  if (borne > 0 && !closing) {
    const double rise = wave_damping * borne * outward * step.force.gradient(x)[axis] * step.dt * step.dt / (f.theta * c_.cell);
    if (rise > 0) {
      f.velocity += rise * velocity_beside(step, face, axis);
      f.area = c_.aperture[axis][face] / (1 + step.dt * drag + rise);
    }
  }
  f.conductance = f.area * step.unit / f.theta;
  return true;
}

Vec3 Projection::inlet_face(const RimFace& f) const { return c_.face_centre(f.axis, f.face); }

std::vector<Projection::RimFace> Projection::rim_faces(const Step& step) const {
  std::vector<std::vector<RimFace>> found(c_.blocks.size());
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    RimFace face;
    for (const Slot s : c_.near.of(b)) {
      if (!step.pressure(s)) continue;
      for (int d = 0; d < 3; ++d)
        for (int outward = -1; outward <= 1; outward += 2)
          if (make_rim_face(step, s, d, outward, face)) found[i].push_back(face);
    }
  });
  std::vector<RimFace> faces;
  for (const auto& part : found) faces.insert(faces.end(), part.begin(), part.end());
  for (const RimFace& f : faces)   // only now: the faces beside were asked for their velocity
    if (f.kind == Kind::held) step.state.velocity[f.axis][f.face] = 0;
  std::erase_if(faces, [](const RimFace& f) { return f.kind == Kind::held; });
  for (RimFace& f : faces) {
    if (f.kind != Kind::gas) continue;
    const std::int32_t id = step.state.pocket[c_.step(f.cell, f.axis, f.outward)];
    const auto& pockets = step.state.pockets;
    const auto it = std::lower_bound(pockets.begin(), pockets.end(), id,
                                     [](const GasPocket& p, std::int32_t n) { return p.id < n; });
    if (it != pockets.end() && it->id == id && id > 0 && step.gas.stiffness(*it) != 0)
      f.pocket = static_cast<std::int32_t>(it - pockets.begin());
  }
  return faces;
}

/// Mean of the surface values: taken off everywhere so that rest is solved from a right-hand side of zero.
double Projection::reference(const Step& step, const std::vector<RimFace>& faces) const {
  double sum = 0, weight = 0;
  for (const RimFace& f : faces) {
    if (f.kind == Kind::inlet) continue;
    sum += f.conductance * f.value;
    weight += f.conductance;
  }
  if (weight > 0) return sum / weight;
  for (const RimFace& f : faces)
    if (f.kind == Kind::inlet)
      return c_.law.head + c_.density * step.force.potential(inlet_face(f));
  return 0;
}

std::vector<Slot> Projection::sucking(const CastingState& state, double dt, const VolumeOfFluid& surface, const GasPockets& gas) const {
  const double allowed = suction_courant * c_.density * (c_.cell / dt) * (c_.cell / dt);
  std::vector<std::vector<Slot>> found(c_.blocks.size());
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    for (const Slot s : c_.near.of(c_.blocks[i]))
      if (surface.pressure_cell()[s] >= closing_cell && c_.domain.cavity_fraction[s] >= soon_full && state.pressure[s] < gas.gauge_pressure(state, s) - allowed) found[i].push_back(s);
  });
  std::vector<Slot> cells;
  for (const auto& part : found) cells.insert(cells.end(), part.begin(), part.end());
  return cells;
}

}  // namespace sprue
