#include "solvers/speed_limit.h"

#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"

namespace sprue {

namespace {
constexpr double margin = 3, bulk = 0.75;
}  // namespace

SpeedLimit::SpeedLimit(const FlowContext& context) : context_(context) {
  const BlockGrid& grid = context.domain.grid;
  const Rotation& turn = context.conditions.rotation;
  Vec3 low{1e300, 1e300, 1e300}, high{-1e300, -1e300, -1e300};
  double reach = 0;
  for (const std::size_t b : context.cavity_blocks) {
    const Vec3 x = grid.centre(static_cast<Slot>(b * block_cells));
    for (int d = 0; d < 3; ++d) low[d] = std::min(low[d], x[d]), high[d] = std::max(high[d], x[d] + block_side * grid.cell);
    const Vec3 arm = x - turn.point;
    reach = std::max(reach, norm(arm - dot(arm, turn.axis) * turn.axis) + block_side * grid.cell);
  }
  fixed_ = std::pow(turn.speed * reach, 2) + 2 * norm(context.conditions.gravity) * norm(high - low) +
           8 * context.alloy.surface_tension() / (context.density * grid.cell);
  fixed_ += 2 * context.drive.highest_pressure() / context.density;
}

double SpeedLimit::plausible(const CastingState& state) const {
  double gas = 0;
  for (const GasPocket& p : state.pockets)
    if (p.volume > 0) gas = std::max(gas, std::abs(p.pressure - context_.conditions.gas.pressure));
  return margin * std::sqrt(fixed_ + 2 * gas / context_.density);
}

double SpeedLimit::bulk_speed(const CastingState& state) const {
  const FlowContext& c = context_;
  return parallel_max(c.blocks.size(), 0.0, [&](std::size_t i) {
    double most = 0;
    const std::size_t b = c.blocks[i];
    for (const Slot s : c.near.of(b)) {
      if (state.metal[s] < bulk) continue;
      for (int d = 0; d < 3; ++d) {
        const Slot low = c.low(s, d);
        if (low != no_slot && state.metal[low] >= bulk) most = std::max(most, std::abs(state.velocity[d][s]));
      }
    }
    return most;
  });
}

int SpeedLimit::apply(CastingState& state) const {
  const FlowContext& c = context_;
  const double limit = std::max(plausible(state), 2 * bulk_speed(state));
  if (limit <= 0) return 0;
  return parallel_sum<int>(c.blocks.size(), [&](std::size_t i) {
    int cut = 0;
    const std::size_t b = c.blocks[i];
    for (const Slot s : c.near.of(b))
      for (int d = 0; d < 3; ++d) {
        double& u = state.velocity[d][s];
        if (std::abs(u) <= limit) continue;
        u = std::copysign(limit, u);
        ++cut;
      }
    return cut;
  });
}

}  // namespace sprue
