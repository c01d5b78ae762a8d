/// Gas pockets: connected bodies of ideal gas, each with one pressure; vents drain them; merging and splitting keep the mass.
///
/// Equation:  p V = m R T, T V^(n-1) constant between steps (n = 1: at wall temperature);  dm/dt = -Cd A psi(p, p_outside)
/// Pockets:   face-connected cells with V - metal > 1e-9 V, all of that gas counted. After the metal moved, each new pocket takes from each
///            old one the share of its mass that their common cells hold; the sum is exact. A pocket keeps the id of the old one
///            that gave it most.
/// Outside:   gas at an open face has the outside pressure; what it gains or loses is booked in state.gas_out. Vents are orifices with choking,
///            both ways, implicit in time: a pocket never passes the outside pressure. A vent is shut while its cells hold no gas.
///            Open system: d(p V) = -(n - 1) p dV - n R T dm_out + n R T_outside dm_in.
/// Limits:    below 3 cells of gas the pressure is kept (the volume is no longer resolved) and offers no stiffness. The mass of a pocket that
///            vanishes stays in the metal: it is collected in the pocket with id `dispersed_gas`, volume 0.
///            A void that opens without any gas starts at the outside pressure while under 3 cells, then is a vacuum.
/// Citation:  orifice flow, Shapiro, Compressible Fluid Flow (1953), ch. 4.
#pragma once

#include <utility>
#include <vector>

#include "engine/core/casting_state.h"
#include "engine/core/cavity_cells.h"
#include "engine/core/conditions.h"
#include "engine/core/record.h"

namespace sprue {

constexpr std::int32_t dispersed_gas = -1;  ///< id of the mass of vanished pockets; first in CastingState::pockets

struct GasReport {
  double mass_error = 0;   ///< relative, of total gas mass + what left
  int pockets = 0, merged = 0, split = 0;
  int frozen = 0;          ///< closed pockets under 3 cells, their pressure kept
  int vanished = 0;
};

/// Mass flow (kg/s, >= 0) through an orifice of area * discharge coefficient `effective_area` (m2) from gas at `pressure` (Pa) and
/// `temperature` (K) to `back_pressure` <= pressure. Isentropic with exponent 1.4, choked below the critical ratio.
double orifice_flow(double effective_area, double pressure, double back_pressure, double temperature,
                    double gas_constant);

class GasPockets {
 public:
  GasPockets(const Domain& domain, const Gas& gas);
  /// At t = 0: labels the gas and fills the pockets at Gas::pressure.
  void initialise(CastingState& state);
  /// After the metal moved: relabels, carries masses over by overlap, drains vents over dt, sets pressure = m R T / V. A trapped pocket that
  /// vanishes goes into the record where last seen, with the volume its mass fills at its last pressure.
  GasReport advance(CastingState& state, double dt, Record& record);
  /// Gauge pressure (Pa) of the gas next to slot s (its own pocket, else the largest neighbouring one; outside = 0).
  double gauge_pressure(const CastingState& state, Slot s) const;
  /// dp/dV (Pa/m3, negative) of a pocket, for the semi-implicit term of the projection; 0 where it is open to the outside or its
  /// pressure is kept.
  double stiffness(const GasPocket& pocket) const;

 private:
  struct Body;
  std::vector<Body> bodies(const CastingState& state, const std::vector<std::int32_t>& label, int count) const;
  void mark_outlets(const std::vector<std::int32_t>& label, std::vector<Body>& bodies) const;
  void hand_over(const CastingState& state, const std::vector<std::int32_t>& label, std::vector<Body>& bodies,
                 std::vector<bool>& alive, GasReport& report) const;
  void breathe(Body& body, CastingState& state) const;
  void drain(Body& body, double volume, double dt, CastingState& state) const;
  void compress(Body& body, double dt, CastingState& state) const;
  void set_pressure(Body& body, double dt, CastingState& state) const;
  void retire(const CastingState& state, const std::vector<bool>& alive, GasPocket& dispersed, GasReport& report,
              Record& record) const;
  void publish(CastingState& state, std::vector<std::int32_t>& label, std::vector<Body>& bodies) const;

  const Domain& domain_;
  CavityCells cells_;
  std::vector<std::pair<int, Slot>> open_faces_;  // axis, face
  Gas gas_;
  double cell_volume_;
};

}  // namespace sprue
