/// Many shots into one mould: from cold to a cycle that repeats itself.
///
/// Shot:      metal fills the mould and stays for `dwell`; the mould is opened and the casting taken out at once; it stands open in air (`open`), is sprayed
///            (`spray`), stands open again (`wait`), is shut (`close`) and filled anew. Keys [cycle] of the scene; SI units, K.
/// Filling:   simulated once, into the mould of the first shot. Every shot starts with that filled state: the same metal with the same enthalpy in every cell. What
///            each place of the mould warmed by while the first shot filled is added to the mould of the shot at hand (conduction in the mould is linear, so
///            the two fields add). A warm mould would take up less while it fills; CycleShot::heat_of_filling shows how little of all heat that is.
/// Heat:      the enthalpy solve of the casting itself (solvers/heat.h), without feeding; with metal in steps of its stable_dt, without metal in steps in which the
///            mould changes by numerics.heat_temperature_step at most. Steps end on the moments that dwell and wait are chosen by.
/// Open:      walls of the cavity give heat to air or spray by a film coefficient, and by radiation. The parting faces beside the cavity count as touching.
/// Order:     first in time, second in space, as the heat solve.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/app/simulation.h"

namespace sprue {

/// A mould as flow leaves it.
struct FilledMould {
  Field<double> metal, enthalpy;   ///< of the state, flow_slots() entries
  Field<double> warmed;            ///< K by which filling warmed the mould, slots() entries
  double time = 0;                 ///< s that filling took

  /// Bytes for a checkpoint's attachment, and back. Throws InputError naming `where` when they do not fit the domain.
  std::string save() const;
  static FilledMould restore(const std::string& bytes, const Domain& domain, const std::string& where);
};
FilledMould filled_mould(const Simulation& simulation, const CastingState& state);

/// One shot. Times in s; -1 where it did not happen.
struct CycleShot {
  int number = 0;
  double start = 0, length = 0;        ///< since the first shot; until the next
  double frozen = -1, ejectable = -1;  ///< after filling: the parts solid, and under the ejection temperature, both but for 1 % of their metal
  double dwell = 0, wait = 0;
  double closable = -1;                ///< after opening: walls under the closing temperature
  double surface_before = 0;           ///< K, mean of the parts' walls as metal comes
  double surface_hottest = 0;          ///< K, of any place of the parts' walls at any moment after filling
  double metal_opened = 0;             ///< K, as the mould is opened: all but 1 % of the parts' metal is colder
  double change = 0;                   ///< K, largest difference of the mould at its start to the start of the shot before; 0 for the first
  double heat_brought = 0, heat_of_filling = 0;   ///< J above metal at the air's temperature; of it what the mould had taken when filling ended
  double heat_taken = 0, heat_lost = 0, heat_kept = 0;   ///< J: with the casting; through sides, channels and open walls; by the mould
  double energy_error = 0;             ///< of heat_brought: what these do not account for
  double life_used = 0;                ///< of the rubber, at the place of the parts' walls that suffers most
  bool good = false;                   ///< walls cold enough when the mould was closed, warm enough as metal came, and the metal ejectable within the dwell
};

class MouldCycle {
 public:
  /// The scene's [cycle] is resolved (cycle_settings.h). `filled` is copied.
  MouldCycle(const Simulation& simulation, FilledMould filled);
  ~MouldCycle();
  CycleShot shot();   ///< the next one
  /// From now on dwell and wait are chosen, as if the scene gave none.
  void choose_times();
  const CastingState& state() const;   ///< after the last shot: the mould as the next metal will find it, empty

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sprue
