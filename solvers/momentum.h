/// Momentum carried by the metal, and the forces without a potential.
///
/// Equation:  d(m u)/dt + div(F u) = 0 on the volume between the centres of a face's two cells; m is the metal in it
/// Scheme:    flux through a side of that volume: mean of the two cells' fluxes there (own direction: mean of the two faces of the cell
///            between), with the donor's velocity and half a limited difference towards the receiver (Koren's third-order limiter). The
///            difference is 0 (first order) where the donor's volume, the one upstream or the receiver's touches a cell with less metal than
///            a film; upstream may be a wall with its own velocity. m changes exactly by what is carried, so a uniform velocity stays uniform to round-off and momentum is conserved. Where
///            more leaves than was there (passing through), the leaving velocity is that of the mixture of old and entering metal; what stays behind
///            keeps between the velocities that were mixed: divided by its little mass, what the mixing has not settled once made 1,500 m/s of 2.
/// Bounds:    upstream differences count at most 2 (1/c - 1) times, c the share of a cell that leaves it in the step (Sweby's region for
///            forward Euler): no new extremum at any step; first order again as c goes to 1.
/// Order:     2 in space, beside the surface as good as the velocities extended beyond it; 1 in time, and a steady flow does not depend on the step.
/// Coriolis:  exact turn of the velocity interpolated to the face. Euler force at the face centre.
/// Citation:  Koren, in Vreugdenhil & Koren (eds), Numerical Methods for Advection-Diffusion Problems, Vieweg 1993, p. 117; Sweby,
///            SIAM J. Numer. Anal. 21 (1984) 995.
#pragma once

#include <array>
#include <vector>

#include "solvers/flow_context.h"
#include "solvers/volume_of_fluid.h"

namespace sprue {

/// Metal (or room) in the volume of the low face of s along d, units of a cell; it is 0 beyond the rim.
inline double face_mass(const FlowContext& c, const Field<double>& metal, int d, Slot s) {
  const Slot below = c.low(s, d);
  return 0.5 * ((below == no_slot ? 0 : metal[below]) + metal[s]);
}

class Momentum {
 public:
  explicit Momentum(const FlowContext& context);

  /// state.velocity carried over one step.
  void carry(CastingState& state, const Field<double>& metal_before, const MetalFluxes& fluxes);

  /// Coriolis and Euler force over dt on state.velocity.
  void turn(CastingState& state, double dt, const BodyForce& force);

  void clear(Slot s);   ///< forgets what a cell held that is no longer visited

  struct PassedFace {   ///< a face volume that lets more out than it held
    Slot slot;
    double old, mixed;
  };

 private:
  void carry_first(const CastingState& state, const Field<double>& metal_before, const MetalFluxes& fluxes, std::size_t block,
                   std::array<std::vector<PassedFace>, 3>& passed);
  void carry_passed(CastingState& state, const Field<double>& metal_before, const MetalFluxes& fluxes, int d,
                    std::vector<PassedFace>& passed);

  const FlowContext& c_;
  FaceField<double> next_;   // 0 beyond the near cells, as the velocity
  Field<float> room_;        // of cells, see "Bounds"
  FaceField<float> walls_;   // velocity of walls that slide, on the closed faces behind them; empty without such
};

}  // namespace sprue
