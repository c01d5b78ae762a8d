/// How fast the metal is, for those who read the result.
///
/// The projection also gives velocities to faces through which no metal comes: of empty cells that it closes lest they overfill, some with a
/// tenth of a cell's room. Those are means of the scheme, up to 2.5 times as fast as any metal beside them (a die with a gate of 46 m/s showed
/// 117 in one step). Here a face counts by the cell its metal comes from.
#pragma once

#include "solvers/flow_context.h"

namespace sprue {

constexpr double metal_that_moves = 0.01;   ///< units of a cell: what the cell upstream holds at least

/// Largest |u| (m/s) over the faces of pressure cells whose cell upstream holds at least metal_that_moves, or that are inlets with metal coming in.
double metal_speed(const FlowContext& context, const CastingState& state, const Field<std::uint8_t>& pressure);

}  // namespace sprue
