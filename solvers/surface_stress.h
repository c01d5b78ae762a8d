/// What the gradient's transpose adds to the viscous stress at a free surface.
///
/// Equation:  stress mu (grad u + (grad u)^T). The divergence of the second part vanishes within the metal, where div u = 0; at the surface
///            it leaves the traction mu (grad u).n, normal and tangential: half of what damps a wave (the normal part mu du_n/dn, the
///            tangential part mu du_n/dt, in equal shares for a potential flow).
/// Scheme:    a face's volume gets mu du_e/dx_d through its sides across e, weighted by the least share of metal of the faces about the
///            side: no velocity of the gas enters, a uniform one gives nothing, and the sum over a column is the gradient at the first side
///            within the metal. Only volumes beside cells that are not full are visited: elsewhere the sides cancel. Explicit: the first
///            part, implicit, is at least as large (the squares of grad u bound its products with the transpose), so no step is too long.
/// Order:     1 in space: the gradient is taken up to a cell below the surface.
#pragma once

#include <array>
#include <utility>
#include <vector>

#include "solvers/flow_context.h"

namespace sprue {

class SurfaceStress {
 public:
  explicit SurfaceStress(const FlowContext& context) : c_(context), beside_(context.slots, 0), share_(make_face_field<double>(context.slots)) {}

  /// Change of momentum of the faces along an axis in dt (s), m/s times units of a cell, with the slots ascending; nu in m2/s per slot.
  using Change = std::vector<std::pair<Slot, double>>;
  std::array<Change, 3> advance(const CastingState& state, const Field<double>& nu, double dt);

  /// Of a face's open volume, the part that is metal; 0 where that is next to none. As of the last advance().
  double share(int d, Slot s) const { return share_[static_cast<std::size_t>(d)][s]; }

  void clear(Slot s);   ///< forgets what a cell held that is no longer visited

 private:
  void mark(const CastingState& state);
  double through(const CastingState& state, const Field<double>& nu, int d, int e, Slot s) const;
  double traction(const CastingState& state, const Field<double>& nu, int d, Slot s) const;

  const FlowContext& c_;
  Field<std::uint8_t> beside_;   // cells that are not full of metal, and those beside them
  FaceField<double> share_;
};

}  // namespace sprue
