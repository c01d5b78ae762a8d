/// Gas pockets: connected bodies of ideal gas, each with one pressure; vents drain them; merging and splitting keep the mass.
///
/// Equation:  p V = m R T, T V^(n-1) constant between steps, then T relaxes to the walls
///            (pocket_heat.h; where n is given it does not);  dm/dt = -Cd A psi(p, p_outside)
/// Pockets:   bodies of open gas with the films beside them (gas_bodies.h). After the metal moved, each new pocket takes from each
///            old one the share of its mass that their common cells hold; the sum is exact. A pocket keeps the id of the old one
///            that gave it most.
/// Outside:   gas at an open face has the outside pressure; what it gains or loses is booked in state.gas_out. Vents pass what choking and
///            friction allow (vent_flow.h), both ways, implicit in time: a pocket never passes the outside pressure. A vent with one mouth is
///            open while any of its cells holds gas; one spread over its cells (parting line, porous wall) by their shares of gas.
///            Open system: d(p V) = -(n - 1) p dV - n R T dm_out + n R T_outside dm_in.
/// Off-gas:   walls beside a pocket that metal has reached give offgas_rate per area into it; what they give off under metal is not followed.
/// Limits:    below 3 cells of gas the pressure is kept (the volume is no longer resolved) and offers no stiffness; beside a vent it goes
///            towards the pressure behind it, as far as what has passed the vent allows, and is not changed by the volume. The mass of a pocket that
///            vanishes stays in the metal: it is collected in the pocket with id `dispersed_gas`, volume 0.
///            A void that opens without any gas starts at the outside pressure (that behind the vents, if lower) while under 3 cells, then is a vacuum.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "engine/core/casting_state.h"
#include "engine/core/conditions.h"
#include "engine/core/record.h"
#include "solvers/gas_bodies.h"
#include "solvers/pocket_history.h"
#include "solvers/vent_flow.h"

namespace sprue {

constexpr std::int32_t dispersed_gas = -1;  ///< id of the mass of vanished pockets; first in CastingState::pockets

struct GasReport {
  double mass_error = 0;   ///< relative, of total gas mass + what left
  int pockets = 0, merged = 0, split = 0;
  int frozen = 0;          ///< closed pockets under 3 cells, their pressure kept
  int vanished = 0;
};

class GasPockets {
 public:
  GasPockets(const Domain& domain, const Gas& gas);
  /// At t = 0: labels the gas and fills the pockets at Gas::pressure.
  void initialise(CastingState& state);
  /// After the metal moved: relabels, carries masses over by overlap, drains vents over dt, sets pressure = m R T / V. A trapped pocket that
  /// vanishes goes into the record where last seen, with the volume its mass fills at its last pressure.
  /// near: where metal may be (VolumeOfFluid::near); null = anywhere.
  GasReport advance(CastingState& state, double dt, Record& record, const NearCells* near = nullptr);
  /// Gauge pressure (Pa) of the gas next to slot s (its own pocket, else the largest neighbouring one; outside = 0).
  double gauge_pressure(const CastingState& state, Slot s) const;
  /// dp/dV (Pa/m3, negative) of a pocket, for the semi-implicit term of the projection; 0 where it is open to the outside or its
  /// pressure is kept.
  double stiffness(const GasPocket& pocket) const;

 private:
  struct Body;
  std::vector<Body> bodies(const CastingState& state, const std::vector<std::int32_t>& label, int count) const;
  void mark_outlets(const CastingState& state, const std::vector<std::int32_t>& label, std::vector<Body>& bodies) const;
  void hand_over(const CastingState& state, const std::vector<std::int32_t>& label, std::vector<Body>& bodies,
                 std::vector<std::int32_t>& heir, GasReport& report) const;
  double wall_temperature(const Body& body) const;
  void relax(Body& body, double dt) const;
  void breathe(Body& body, CastingState& state) const;
  void drain(Body& body, double volume, double dt, CastingState& state) const;
  void compress(Body& body, double dt, CastingState& state) const;
  void set_pressure(Body& body, double dt, CastingState& state) const;
  void retire(const CastingState& state, const std::vector<std::int32_t>& heir, GasPocket& dispersed, GasReport& report,
              Record& record) const;
  void publish(CastingState& state, const std::vector<std::int32_t>& label, std::vector<Body>& bodies,
               std::map<std::int32_t, std::int32_t>& parent) const;

  const Domain& domain_;
  GasBodies bodies_;
  std::vector<std::pair<int, Slot>> open_faces_;  // axis, face
  Gas gas_;
  double cell_volume_;
  PocketHistory history_;
};

}  // namespace sprue
