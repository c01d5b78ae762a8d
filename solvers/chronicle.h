/// Keeps the record: arrivals, meetings of fronts, the history line of each step, pockets trapped at the end of filling.
#pragma once

#include <array>
#include <span>

#include "engine/core/record.h"
#include "engine/core/cavity_cells.h"
#include "solvers/heat.h"

namespace sprue {

double total_metal(const CastingState& state);     ///< units of a cell, parcels included
double total_enthalpy(const CastingState& state);  ///< J of all metal, parcels included

class Chronicle {
 public:
  explicit Chronicle(const Domain& domain) : domain_(domain), cells_(domain) {}

  /// After a step. Arrival: metal first fills half a cell's cavity. Fronts meet in a cell that, when it arrives,
  /// - has fronts of earlier steps, two cells deep, on both ends of a line through it (axis or diagonal: fronts lie askew in the grid); or
  /// - is the first to join two of them (two bodies among its 26 neighbours: tongues that touch by their tips),
  /// both moving in on it; the colder one's temperature is kept.
  /// near: the cells that may hold metal, ascending; empty = all.
  void write(const CastingState& state, const Heat& heat, double max_speed, Record& record, std::span<const Slot> near = {}) const;

  /// Closed pockets as they are now, appended to the record.
  void trapped_pockets(const CastingState& state, Record& record) const;

 private:
  void arrivals(const CastingState& state, const Heat& heat, std::span<const Slot> near, Record& record) const;
  bool is_front(const CastingState& state, const Record& record, Slot n) const;
  double towards(const CastingState& state, Slot n, const std::array<int, 3>& way) const;
  float facing(const CastingState& state, const Heat& heat, const Record& record, Slot s) const;
  float touching(const CastingState& state, const Heat& heat, const Record& record, Slot s) const;
  float meeting_temperature(const CastingState& state, const Heat& heat, const Record& record, Slot s) const;
  const Domain& domain_;
  CavityCells cells_;
};

}  // namespace sprue
