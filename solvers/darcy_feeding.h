/// Pressure of the liquid that feeds freezing mush, and where it falls so low that pores open instead.
///
/// Equation:   div(K / mu grad P) + void = demand (m3 of liquid per m3 and s), p >= p_open, void >= 0, void (p - p_open) = 0:
///             an obstacle problem. P = p + rho phi, so that metal at rest has one P; K by permeability.h.
/// Unknowns:   cells of the liquid network: those with a flow resistance. Pools (liquid that levels by itself) count as one body: a pool
///             in touch with gas has its pressure given, any other becomes a source where the pressure at its top would fall below that of opening.
/// Scheme:     finite volumes; between two centres liquid counts as linear, K as its cube; active sets (Hintermueller, Ito & Kunisch, SIAM J. Optim. 13
///             (2003) 865): cells under P_open are held there, held ones that would take metal in beyond their demand are released;
///             the matrix is an M-matrix, so the sets settle in a few passes. Each pass by the linear solver.
///             A part of the network without open pool is held at its highest pool or, where there is none, its highest cell.
/// Limits:     quasi-static (the pressure settles within the step); levelling between open pools through mush is not followed.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/core/domain.h"

namespace sprue {

/// A body of liquid below the feeding limit.
struct LiquidPool {
  bool open = false;       ///< in touch with gas or fed from outside
  double pressure = 0;     ///< Pa, P where it is open
  double top = -1e300;     ///< Pa, largest rho phi of its cells
  double drawn = 0;        ///< result: metal that leaves it or is needed in it, units of a cell
};

/// All fields have flow_slots() entries.
struct LiquidNetwork {
  Field<double> resistance;        ///< mu / K, Pa s/m2; 0 = not in the network
  Field<double> demand;            ///< units of a cell, >= 0, in this step
  Field<std::int32_t> pool;        ///< 1 + index into pools; 0 = mush
  Field<double> weight;            ///< rho phi, Pa
  std::vector<LiquidPool> pools;
  Field<std::int32_t> part;        ///< result: connected part of the network, from 1; 0 = none
  int parts = 0;                   ///< result
  Field<double> fed;               ///< result: units of a cell, <= demand
  Field<double> surplus;           ///< result: held mush that feeds others: units of a cell
  Field<double> pressure;          ///< result: p, Pa absolute, where there was a solve; else 0
};

struct DarcyReport {
  int passes = 0, iterations = 0;  ///< of the active sets; of the linear solver in all
  bool settled = true, converged = true;
  int held = 0;                    ///< cells of mush at the pressure of opening
};

class DarcyFeeding {
 public:
  explicit DarcyFeeding(const Domain& domain);
  ~DarcyFeeding();
  /// dt in s; opening: absolute pressure at which pores open, Pa. cells: all slots with a cavity, ascending.
  DarcyReport solve(LiquidNetwork& network, std::span<const Slot> cells, double dt, double opening);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sprue
