/// What drives the metal in: the law between speed and pressure at the inlet's faces, at a time, for what has been poured so far.
///
/// pump        u = u0 (1 - p / P),  u0 = flow rate / open inlet area: pours at the flow rate into the open, holds P when the feed is full.
/// basin       u = sqrt(2 (P - p) / (rho (1 + K))),  P = P0 - rho g poured / area: Torricelli, with the head falling as the basin drains;
///             K the loss coefficient of the choke in front of the inlet. Empty when its volume has gone.
/// pressure    the same with P(t) from a table (low-pressure casting).
/// plunger     u = u0 sqrt(1 - p / P),  u0 = piston area * speed / open inlet area: a throttled hydraulic piston, the machine's line of the P-Q2
///             diagram. Two speeds, slow up to a stroke, then fast; stroke = poured / piston area. P is the pressure limit, and the
///             intensified pressure a delay after the cavity has answered with nine tenths of it.
/// Scheme:     the last three as a line through the working point (p_k, u(p_k)) and (P, 0):  u = c (P - p),  c = u(p_k) / (P - p_k).
///             Stiff where the feed is full, so that P is held exactly; well-posed when everything else is shut; on the curve when steady. With any
///             load p = R u it converges by a factor of at least 2 a step. p_k is the mean pressure at the inlet of the last step; P - p_k
///             shrinks by a fifth a step at most, since after a short impact a stiff line would let too much in.
/// Suction:    below p = 0 the pump's speed is that at p = 0: a poured stream comes no faster for it. The others are closed feeds, and suck.
/// Limits:     under 1 % of the free speed the line no longer gets stiffer. First order in time: the head is that of the last step's volume.
/// Citation:   Torricelli's law with losses: Idelchik, Handbook of Hydraulic Resistance (2007), ch. 1. P-Q2: Karni, Modelling of fluid flow in die
///             casting (RMIT 1991), ch. 3; NADCA, Gating (P-Q2 technique).
#pragma once

#include "engine/core/casting_state.h"
#include "engine/core/conditions.h"

namespace sprue {

/// u = conductance * (head - p), m/s inwards through each inlet face.
struct InletLaw {
  bool shut = false;       ///< nothing passes, in or out
  double head = 0;         ///< Pa
  double conductance = 0;  ///< m/s per Pa
  double free_speed = 0;   ///< m/s at p = 0
  bool poured = false;     ///< free_speed where p < 0
};

class Drive {
 public:
  Drive(const Domain& domain, const CastingConditions& conditions, double density);

  /// At a time (s) near that of the state.
  InletLaw law(const CastingState& state, double time) const;
  /// After a step: how the metal answers, into state.inlet_pressure and state.answered_time.
  void note_answer(CastingState& state) const;

  double usual_rate() const;        ///< m3/s against no pressure, of a plunger at its slow speed; 0 without an inlet
  double highest_pressure() const;  ///< Pa it ever exerts; 0 without an inlet
  /// s, from which on nothing pushes harder than before: start of the pour, end of a rising pressure, of spin-up, intensification.
  double settled(const CastingState& state) const;
  /// m that the plunger has moved.
  double stroke(const CastingState& state) const { return state.poured * cell_volume_ / inlet_.piston_area; }

 private:
  double pressure(const CastingState& state, double time) const;
  double free_speed(const CastingState& state, double pressure) const;

  Inlet inlet_;
  double spin_up_time_;
  double density_, cell_volume_;
  double area_ = 0;                       // of the open inlet, m2
  std::vector<std::pair<Slot, double>> cells_;  // behind the inlet's faces, with their aperture
};

/// Pa, gauge, that the drive holds at its end.
double last_pressure(const Inlet& inlet);

}  // namespace sprue
