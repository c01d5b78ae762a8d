#include "solvers/flow.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numbers>

#include "engine/core/parallel.h"
#include "solvers/buoyancy.h"
#include "solvers/extension.h"
#include "solvers/finite.h"
#include "solvers/metal_speed.h"
#include "solvers/momentum.h"
#include "solvers/projection.h"
#include "solvers/speed_limit.h"
#include "solvers/viscosity.h"

namespace sprue {

namespace {

constexpr int most_repeats = 40;              // of the projection: 2 are usual; 12 left 6 cells of the summit pin overfilled
constexpr double resolved_metal = 0.5;        // units of a cell: less, in slivers and fragments, does not set the step (the surface is bounded at any)
constexpr double unheard_cells = 2.5e-4;     // share of the pressure cells that may be faster than the Courant number
constexpr double gas_phase = 0.3;            // omega dt of a trapped pocket: 0.75 % of its frequency
constexpr double deep_phase = 2;             // over its depth in cells: time is resolved as well as space
constexpr double throttled = 0.1;            // of the outside pressure: a vent that leaves that much leaves a spring
constexpr double resolved_pocket = 64;       // cells of gas, or depth in cells (volume over area), from which a pocket
constexpr double resolved_depth = 4;         // may set the step alone
constexpr double least_small_pocket = 0.25;  // of the step otherwise chosen: what a smaller pocket may ask for
constexpr double least_pocket = 3;           // cells; below it the pressure is frozen (gas.h)

/// Cells by the time step they ask for, 1/s, in bins of an eighth of an octave with the largest of each.
struct Demands {
  static constexpr int bins = 256, per_octave = 8;
  std::array<std::uint32_t, bins> cells{};
  std::array<double, bins> largest{};
  void add(double inverse) {
    if (!(inverse > 0)) return;
    const auto bin = static_cast<std::size_t>(std::clamp(static_cast<int>(per_octave * std::log2(inverse)), 0, bins - 1));
    ++cells[bin];
    largest[bin] = std::max(largest[bin], inverse);
  }
  Demands& operator+=(const Demands& o) {
    for (std::size_t b = 0; b < bins; ++b) cells[b] += o.cells[b], largest[b] = std::max(largest[b], o.largest[b]);
    return *this;
  }
  /// Largest that is left when the `allowed` share of the cells with the largest is not heard.
  double heard(double allowed) const {
    std::uint64_t total = 0, above = 0;
    for (const auto n : cells) total += n;
    for (std::size_t b = bins; b-- > 0;) {
      above += cells[b];
      if (static_cast<double>(above) > allowed * static_cast<double>(total)) return largest[b];
    }
    return 0;
  }
};

/// Those of `slots` that are not in `known`; both ascending.
std::vector<Slot> without(const std::vector<Slot>& slots, const std::vector<Slot>& known) {
  std::vector<Slot> left;
  std::set_difference(slots.begin(), slots.end(), known.begin(), known.end(), std::back_inserter(left));
  return left;
}

}  // namespace

struct Flow::Impl {
  FlowContext context;
  Momentum momentum;
  Buoyancy buoyancy;
  Viscosity viscosity;
  Projection projection;
  Extension extension;
  SpeedLimit speed_limit;
  MultigridSolver solver;
  LinearSystem system;
  FaceField<double> before_projection;
  bool carried = false;   // the step's cells are known
  Stopwatch clock;

  Impl(const Domain& d, const CastingConditions& c, const Numerics& n, const AlloyCurve& a)
      : context(d, c, n, a), momentum(context), buoyancy(context), viscosity(context), projection(context), extension(context), speed_limit(context), solver(context.topology),
        system(context.topology), before_projection(make_face_field<double>(context.slots)) {}

  void activate(const CastingState& state, std::span<const std::size_t> with_metal);
  void copy_velocity(const FaceField<double>& from, FaceField<double>& to) const;   // of this step's blocks: it is 0 in others
  double courant_dt(const CastingState& state, const Field<std::uint8_t>& pressure) const;
  std::vector<double> pocket_areas(const CastingState& state, const Field<std::uint8_t>& pressure) const;
  double gas_dt(const CastingState& state, const VolumeOfFluid& surface, double otherwise) const;
  void project(CastingState& state, double dt, const BodyForce& force, VolumeOfFluid& surface, const Field<double>& curvature,
               const GasPockets& gas, const Field<double>& drag, FlowReport& report);
  void close_faces(CastingState& state, const Field<double>& drag) const;
  bool all_finite(const CastingState& state, const char* where, FlowReport& report) const;
  double max_speed(const CastingState& state, const Field<std::uint8_t>& pressure) const;
  double inflow(const CastingState& state) const;
};

/// Cells of this step; work space of the cells left behind is cleared, since their neighbours read it.
void Flow::Impl::activate(const CastingState& state, std::span<const std::size_t> with_metal) {
  context.activate(state, with_metal);
  for (const Slot s : context.near.dropped()) {
    for (auto& f : system.face) f[s] = 0;
    system.diagonal[s] = system.rhs[s] = 0;
    momentum.clear(s);
    viscosity.clear(s);
    extension.clear(s);
    projection.clear(s);
  }
}

void Flow::Impl::copy_velocity(const FaceField<double>& from, FaceField<double>& to) const {
  parallel_for(context.blocks.size(), [&](std::size_t i) {
    for (std::size_t d = 0; d < 3; ++d) copy_block(from[d], to[d], context.blocks[i]);
  });
}

/// The dt with (A |u| / V dt + |g| dt^2) / h = Courant number in the pressure cells, u the fastest of a cell's faces. A few cells, where
/// streams meet or a gap closes, are faster by far for some steps: they do not set it (their metal passes through, see volume_of_fluid.h).
double Flow::Impl::courant_dt(const CastingState& state, const Field<std::uint8_t>& pressure) const {
  const FlowContext& c = context;
  const BodyForce force = body_force(c.conditions, state.time, 0);
  const InletLaw law = c.drive.law(state, state.time);
  const double coming = law.shut ? 0 : law.free_speed;
  const double reach = c.numerics.courant * c.cell;
  const Demands demands = parallel_sum<Demands>(c.blocks.size(), [&](std::size_t i) {
    Demands found;
    const std::size_t b = c.blocks[i];
    for (const Slot s : c.near.of(b)) {
      bool fed = false;
      for (int d = 0; d < 3 && c.has_inlet(b); ++d) fed = fed || (c.inlet(d, s) && c.aperture[d][s] > 0);
      if (!fed && (!pressure[s] || state.metal[s] < resolved_metal)) continue;
      double speed = 0;
      for (int d = 0; d < 3; ++d) {
        const Slot above = c.high(s, d);
        speed = std::max({speed, c.aperture[d][s] * std::abs(state.velocity[d][s]),
                          above == no_slot ? 0 : c.aperture[d][above] * std::abs(state.velocity[d][above])});
      }
      speed = c.inside(s) ? speed / c.domain.cavity_fraction[s] : 0;
      if (fed) speed = std::max(speed, coming);
      const double pull = norm(force.gradient(c.domain.grid.centre(s)));
      found.add((speed + std::sqrt(speed * speed + 4 * pull * reach)) / (2 * reach));
    }
    return found;
  });
  double sliding = 0;
  for (const SlidingWall& wall : c.conditions.sliding_walls) sliding = std::max(sliding, norm(wall.velocity));
  const double inverse = std::max(demands.heard(unheard_cells), sliding / reach);
  return inverse > 0 ? 1 / inverse : std::numeric_limits<double>::infinity();
}

/// Area of metal against each pocket, faces of a cell: between pressure cells and the others.
std::vector<double> Flow::Impl::pocket_areas(const CastingState& state, const Field<std::uint8_t>& pressure) const {
  const FlowContext& c = context;
  std::vector<std::vector<std::pair<std::int32_t, double>>> found(c.blocks.size());
  parallel_for(c.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c.blocks[i];
    for (const Slot s : c.near.of(b))
      for (int n = 0; n < 6 && pressure[s]; ++n) {
        const int d = n / 2;
        const Slot beyond = c.step(s, d, n % 2 ? 1 : -1), face = n % 2 ? beyond : s;
        if (beyond == no_slot || pressure[beyond] || state.pocket[beyond] <= 0 || c.aperture[d][face] <= 0) continue;
        auto& list = found[i];
        if (list.empty() || list.back().first != state.pocket[beyond]) list.push_back({state.pocket[beyond], 0.0});
        list.back().second += c.aperture[d][face];
      }
  });
  std::vector<double> area(state.pockets.size(), 0.0);
  for (const auto& list : found)
    for (const auto& [id, faces] : list) {
      const auto it = std::lower_bound(state.pockets.begin(), state.pockets.end(), id,
                                       [](const GasPocket& p, std::int32_t n) { return p.id < n; });
      if (it != state.pockets.end() && it->id == id) area[static_cast<std::size_t>(it - state.pockets.begin())] += faces;
    }
  return area;
}

/// Least of `otherwise` and what the trapped pockets ask for.
double Flow::Impl::gas_dt(const CastingState& state, const VolumeOfFluid& surface, double otherwise) const {
  const FlowContext& c = context;
  const double face = c.cell * c.cell, volume = face * c.cell;
  const double outside = c.conditions.gas.pressure;
  const auto trapped = [&](const GasPocket& p) {
    return (!p.vented || std::abs(p.pressure - outside) > throttled * outside) && p.volume >= least_pocket * volume;
  };
  if (std::none_of(state.pockets.begin(), state.pockets.end(), trapped)) return otherwise;
  const std::vector<double> area = pocket_areas(state, surface.pressure_cell());
  const double metal = volume * parallel_sum(c.cavity_blocks.size(), [&](std::size_t i) {
    double sum = 0;
    for (const Slot s : c.near.of(c.cavity_blocks[i])) sum += state.metal[s];
    return sum;
  });
  double dt = otherwise;
  for (std::size_t k = 0; k < area.size(); ++k) {
    const GasPocket& p = state.pockets[k];
    if (!trapped(p)) continue;
    const double stiffness = c.conditions.gas.exponent() * p.pressure / p.volume;
    const double omega = pocket_frequency(stiffness, area[k] * face, metal, c.density);
    if (omega <= 0) continue;
    const double wish = std::min(gas_phase, deep_phase * area[k] * volume / p.volume) / omega;
    const bool resolved = p.volume >= resolved_pocket * volume || p.volume >= resolved_depth * area[k] * volume;
    dt = std::min(dt, resolved ? wish : std::max(wish, least_small_pocket * otherwise));
  }
  return dt;
}

/// Frozen faces and shut inlets stand still.
void Flow::Impl::close_faces(CastingState& state, const Field<double>& drag) const {
  const FlowContext& c = context;
  parallel_for(c.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c.blocks[i];
    for (const Slot s : c.near.of(b))
      for (int d = 0; d < 3; ++d)
        if (c.aperture[d][s] > 0 && ((c.law.shut && c.inlet(d, s)) || std::isinf(c.face_drag(drag, c.low(s, d), s))))
          state.velocity[d][s] = 0;
  });
}

/// Projection and extension. Cells that turn out to be fed beyond their room are closed, closed ones that draw metal in are released (once),
/// and the projection is done again.
void Flow::Impl::project(CastingState& state, double dt, const BodyForce& force, VolumeOfFluid& surface, const Field<double>& curvature,
                         const GasPockets& gas, const Field<double>& drag, FlowReport& report) {
  copy_velocity(state.velocity, before_projection);
  std::vector<Slot> released;
  for (int again = 0;; ++again) {
    const ProjectionReport projected = projection.advance(state, dt, force, surface, curvature, gas, drag, system, solver);
    report.pressure = projected.solve;
    report.divergence = projected.divergence;
    clock.lap("pressure");
    if (projected.failed != no_slot) {
      report.failed_operator = "projection";
      report.failed_cell = projected.failed;
      return;
    }
    if (state.step == 0 && again == 0) {   // the first had no pressure to go by (projection.h, Level)
      copy_velocity(before_projection, state.velocity);
      continue;
    }
    report.extension = extension.advance(state, dt, force, surface, drag);
    report.speeds_cut = speed_limit.apply(state);   // now, so that what a cut face no longer carries on closes its cell
    const std::vector<Slot>& overfilled = extension.find_overfilled(state, dt);
    clock.lap("extension");
    report.left_overfilled = static_cast<int>(overfilled.size());
    const std::vector<Slot> sucking = without(projection.sucking(state, dt, surface, gas), released);
    if ((report.left_overfilled == 0 && sucking.empty()) || again == most_repeats) return;
    surface.release(sucking);
    released.insert(released.end(), sucking.begin(), sucking.end());
    std::sort(released.begin(), released.end());
    surface.close(overfilled);
    context.include(state, overfilled);
    copy_velocity(before_projection, state.velocity);
  }
}

/// Whether every velocity is a number; else the operator and the first cell are reported.
bool Flow::Impl::all_finite(const CastingState& state, const char* where, FlowReport& report) const {
  for (int d = 0; d < 3 && report.failed_operator == nullptr; ++d)
    if (const Slot first = first_not_finite(context.blocks, state.velocity[d]); first != no_slot) {
      report.failed_operator = where;
      report.failed_cell = first;
    }
  return report.failed_operator == nullptr;
}

double Flow::Impl::max_speed(const CastingState& state, const Field<std::uint8_t>& pressure) const {
  return parallel_max(context.blocks.size(), 0.0, [&](std::size_t i) {
    double worst = 0;
    const std::size_t b = context.blocks[i];
    for (const Slot s : context.near.of(b)) {
      if (!pressure[s]) continue;
      for (int d = 0; d < 3; ++d) {
        const Slot above = context.high(s, d);
        worst = std::max(worst, std::abs(state.velocity[d][s]));
        if (above != no_slot) worst = std::max(worst, std::abs(state.velocity[d][above]));
      }
    }
    return worst;
  });
}

double Flow::Impl::inflow(const CastingState& state) const {
  const FlowContext& c = context;
  return c.cell * c.cell * parallel_sum(c.blocks.size(), [&](std::size_t i) {
    double sum = 0;
    const std::size_t b = c.blocks[i];
    for (const Slot s : c.near.of(b))
      for (int d = 0; d < 3; ++d)
        if (c.inlet(d, s)) sum += (c.inside(s) ? 1 : -1) * c.aperture[d][s] * state.velocity[d][s];
    return sum;
  });
}

Flow::Flow(const Domain& domain, const CastingConditions& conditions, const Numerics& numerics, const AlloyCurve& alloy)
    : impl_(std::make_unique<Impl>(domain, conditions, numerics, alloy)) {}
Flow::~Flow() = default;

double Flow::stable_dt(const CastingState& state, const VolumeOfFluid& surface, const char** who) const {
  const Impl& im = *impl_;
  double dt = im.courant_dt(state, surface.pressure_cell());
  const char* asked = "courant";
  const double h = im.context.cell, tension = im.context.alloy.surface_tension();
  if (tension > 0) {
    const double capillary =
        im.context.numerics.capillary * std::sqrt(im.context.density * h * h * h / (4 * std::numbers::pi * tension));
    if (capillary < dt) dt = capillary, asked = "capillary";
  }
  const double gas = im.gas_dt(state, surface, dt);
  if (gas < dt) dt = gas, asked = "gas";
  if (const double wait = im.context.conditions.inlet.start_time - state.time; wait > 0 && wait < dt)
    dt = wait * (1 + 1e-9), asked = "start of the pour";   // just beyond, so that no sliver of time is left
  if (who != nullptr) *who = asked;
  return dt;
}

void Flow::carry_momentum(CastingState& state, const Field<double>& metal_before, const MetalFluxes& fluxes) {
  impl_->activate(state, fluxes.near != nullptr ? fluxes.near->blocks() : impl_->context.cavity_blocks);
  impl_->momentum.carry(state, metal_before, fluxes);
  impl_->carried = true;
}

FlowReport Flow::advance(CastingState& state, double dt, VolumeOfFluid& surface, const Field<double>& curvature,
                         const GasPockets& gas, const Field<double>& drag) {
  Impl& im = *impl_;
  FlowReport report;
  im.clock.start();
  if (im.carried) im.context.follow_metal(state, surface.near().blocks());
  else im.activate(state, surface.near().blocks());
  im.carried = false;
  im.context.law = im.context.drive.law(state, state.time + dt);
  im.context.set_filter_drag(state.velocity);
  const BodyForce force = body_force(im.context.conditions, state.time, dt);
  if (!im.all_finite(state, "momentum", report)) return report;
  im.momentum.turn(state, dt, force);
  im.buoyancy.advance(state, dt, force);
  im.close_faces(state, drag);
  im.clock.lap("forces");
  report.viscosity = im.viscosity.advance(state, dt, force, drag);
  if (!im.all_finite(state, "viscosity", report)) return report;
  im.clock.lap("viscosity");
  im.project(state, dt, force, surface, curvature, gas, drag, report);
  if (report.failed_operator != nullptr || !im.all_finite(state, "extension", report)) return report;
  report.max_speed = im.max_speed(state, surface.pressure_cell());
  report.metal_speed = metal_speed(im.context, state, surface.pressure_cell());
  report.inflow = im.inflow(state);
  im.context.drive.note_answer(state);
  im.clock.lap("forces");
  return report;
}

const Stopwatch& Flow::clock() const { return impl_->clock; }

}  // namespace sprue
