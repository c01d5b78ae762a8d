/// Bodies of gas: which cells breathe together.
///
/// Open gas:  cells with more than film_share of their room free: what the volume of fluid gives a surface (volume_of_fluid.h). Cells of
///            open gas that share an open face are one body.
/// Films:     less than that, down to 1e-9, is gas a plane cannot stand for: between metal and a wall, or in a corner. It belongs to the body
///            nearest along films, counted with it, but joins no two bodies: gas does not leave a closed pocket along the wall.
///            Films without open gas in reach are no body: their gas stays in the metal (gas.h, `dispersed_gas`).
/// Slivers:   cells under sliver_fraction never hold metal and join nothing either; they count as films.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/core/casting_state.h"

namespace sprue {

constexpr double film_share = 0.03;   ///< of a cell's room

/// cells: all slots with a cavity (CavityCells::all), ascending. label: size flow_slots(), 0 = no body, else from 1 in the order of the lowest slot of
/// open gas. Returns the number of bodies.
int label_gas(const Domain& domain, std::span<const Slot> cells, const Field<double>& metal, std::vector<std::int32_t>& label);

}  // namespace sprue
