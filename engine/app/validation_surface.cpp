/// Surface cases: a body carried by a prescribed velocity, no flow solve.

#include <algorithm>
#include <cmath>

#include "engine/app/prescribed_motion.h"
#include "engine/app/simulation.h"
#include "engine/app/validation.h"
#include "engine/core/error.h"
#include "engine/core/parallel.h"
#include "solvers/chronicle.h"

namespace sprue {

namespace {

using Kind = PrescribedMotion::Kind;

struct Carried {
  std::size_t cells = 0;
  std::int64_t steps = 0;
  double absolute = 0;  // sum |f - f0| in units of a cell
  double metal = 0;     // sum f0
  double volume = 0, bounds = 0, moved = 0;
};

double largest_speed(const FaceField<double>& field) {
  double most = 0;
  for (const auto& axis : field)
    for (double u : axis) most = std::max(most, std::abs(u));
  return most;
}

double out_of_bounds(const Domain& domain, const Field<double>& metal) {
  return parallel_max(domain.grid.flow_blocks, 0.0, [&](std::size_t b) {
    double most = 0;
    for (std::size_t s = b * block_cells; s < (b + 1) * block_cells; ++s)
      most = std::max({most, -metal[s], metal[s] - domain.cavity_fraction[s]});
    return most;
  });
}

/// One period of the motion with steps of the same length, the largest face speed at the given Courant number.
Carried carry(Scene scene, const PrescribedMotion& motion, double cell) {
  scene.resolution.cell = cell;
  if (motion.planar())
    for (Scene::Shape& shape : scene.shapes) shape.high = shape.low + cell;
  const auto made = simulation_of(scene);
  const Domain& domain = made->domain;
  CastingState state = made->start()->state();
  const Field<double> start = state.metal;
  const FaceField<double> field = motion.velocity(domain);
  Carried result;
  result.cells = cavity_cell_count(domain);
  result.metal = total_metal(state);
  if (result.metal <= 0) throw InputError("this case needs metal at the start", "[[initial]]", "", "add an [[initial]] body");
  result.steps = static_cast<std::int64_t>(std::ceil(motion.period * largest_speed(field) / (scene.reference.courant.value_or(0.5) * cell)));
  const double dt = motion.period / static_cast<double>(result.steps);
  VolumeOfFluid surface(domain);
  MetalFluxes fluxes;
  surface.reconstruct(state);
  for (; state.step < result.steps; ++state.step) {
    const double amplitude = motion.amplitude((static_cast<double>(state.step) + 0.5) * dt);
    parallel_chunks(start.size(), block_cells, [&](std::size_t begin, std::size_t end) {
      for (int d = 0; d < 3; ++d)
        for (std::size_t s = begin; s < end; ++s) state.velocity[d][s] = amplitude * field[d][s];
    });
    result.moved += surface.advance(state, dt, fluxes).moved_by_fallback;
    surface.reconstruct(state);
    result.bounds = std::max(result.bounds, out_of_bounds(domain, state.metal));
  }
  for (std::size_t s = 0; s < start.size(); ++s) result.absolute += std::abs(state.metal[s] - start[s]);
  result.volume = std::abs(total_metal(state) / result.metal - 1);
  result.moved /= result.metal;
  return result;
}

/// Bars of the reference ladder for a number of cells across the edge, and what a peer reaches where it states none.
struct Expected {
  Kind kind;
  double cells, bar, peer;
};
constexpr Expected expected[] = {
    {Kind::rotation, 200, 1.05e-2, 1.09e-2},                                           // Youngs
    {Kind::vortex, 64, 7.5e-3, 8.16e-3},     {Kind::vortex, 128, 1.4e-3, 2.33e-3},     {Kind::vortex, 256, 3.5e-4, 5.37e-4},  // plicRDF
    {Kind::deformation, 32, 0, 7.74e-3},     {Kind::deformation, 64, 2.6e-3, 3.08e-3}, {Kind::deformation, 128, 6.5e-4, 6.97e-4},
    {Kind::deformation, 256, 1.6e-4, 1.01e-4},  // Owkes & Desjardins
    {Kind::shear, 32, 0, 4.48e-3},           {Kind::shear, 64, 0, 1.27e-3},            {Kind::shear, 128, 3.2e-4, 3.18e-4},
};

/// That of the finest stated size which is not finer; nothing below the coarsest.
Expected expected_at(Kind kind, double cells) {
  Expected best{kind, 0, 0, 0};
  for (const Expected& e : expected)
    if (e.kind == kind && e.cells <= cells * (1 + 1e-9) && e.cells > best.cells) best = e;
  return best;
}

}  // namespace

CaseResult case_carried(const Scene& scene) {
  if (!scene.reference.period || !scene.reference.length)
    throw InputError("this case needs case.period and case.length", "[case]", "", "set both");
  PrescribedMotion motion;
  motion.kind = motion_kind(scene.reference.motion, scene.source + ", case.motion");
  motion.edge = *scene.reference.length;
  motion.period = *scene.reference.period;
  const auto error_of = [&](const Carried& c, double cell) {
    return motion.kind == Kind::rotation ? c.absolute / c.metal : c.absolute * std::pow(cell / motion.edge, motion.planar() ? 2 : 3);
  };
  const std::string name = motion.kind == Kind::rotation ? "relative error" : "E1";
  // the full size runs every size from the quick one on, for the observed order
  const double finest = scene.resolution.cell.value();
  const bool full = scene.reference.full_cell && scene.reference.quick_cell && finest == *scene.reference.full_cell;
  std::vector<double> sizes{finest};
  while (full && sizes.back() * 2 <= *scene.reference.quick_cell * (1 + 1e-9)) sizes.push_back(sizes.back() * 2);
  std::reverse(sizes.begin(), sizes.end());

  CaseResult result;
  double coarser = 0;
  for (double cell : sizes) {
    const Carried carried = carry(scene, motion, cell);
    const double error = error_of(carried, cell), across = motion.edge / cell;
    const Expected wanted = expected_at(motion.kind, across);
    const std::string label = cell == finest ? name : name + " at " + std::to_string(std::lround(across)) + " cells";
    result.observables[label] = result.errors[label] = error;
    result.reference[label] = wanted.peer;
    if (wanted.bar > 0) result.bars[label] = wanted.bar;
    if (coarser > 0) result.observables["order"] = std::log2(coarser / error);
    coarser = error;
    result.cells = carried.cells;
    result.observables["steps"] = static_cast<double>(carried.steps);
    for (const auto& [guard, value] : {std::pair{"volume", carried.volume}, {"bounds", carried.bounds}, {"moved by fallback", carried.moved}})
      result.errors[guard] = std::max(result.errors[guard], value);
  }
  result.bars["volume"] = result.bars["bounds"] = 1e-12;
  result.bars["moved by fallback"] = 1e-6;
  return result;
}

}  // namespace sprue
