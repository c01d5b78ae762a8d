/// What the record keeps of freezing: when each cell passed its stages, and how fast it cooled.
///
/// Stages:     the metal passes the liquidus, the solid fractions 0.4, 0.9 and 0.99, the critical temperature, the solidus. A stage is one
///             specific enthalpy of the alloy's own curve (inside an isothermal reaction, too), so that a cooling history is told by times alone.
/// Critical:   the temperature at which gradient and cooling rate are taken: a tenth of the freezing range above the solidus, where criteria
///             like Niyama's are evaluated; an alloy that ends in a eutectic is there just above it, not on the plateau, where all
///             gradients vanish. A pure metal has no such range: once the front has left the cell, at 2 % of the latent heat below the
///             solidus (5 K in zinc, more than the difference across a cell in all but the fastest chills).
/// Scheme:     within a step by linear interpolation in enthalpy; cooling rate = heat lost in the step over the capacity dH/dT of the critical
///             temperature (latent heat included); of a pure metal that of the next two per cent of latent heat, for
///             its first steps as solid still show the front leaving, taken back to their beginning: deep behind a front the temperature goes with
///             1 / sqrt(t) (Neumann), and the mean of the interval would be 12 % less. Unset where metal melts again: the last passing counts.
/// Citation:   Carlson & Beckermann, Metall. Mater. Trans. A 40 (2009) 163 (where criteria are evaluated).
#pragma once

#include <array>
#include <span>

#include "engine/core/materials.h"
#include "engine/core/record.h"
#include "solvers/heat_mesh.h"

namespace sprue {

/// J/kg at which the alloy's solid fraction is `solid` (0..1).
double enthalpy_at_solid(const AlloyCurve& alloy, double solid);

class FreezingStages {
 public:
  explicit FreezingStages(const AlloyCurve& alloy);
  double critical_temperature() const { return critical_temperature_; }   ///< K
  /// The metal of slot s went from `before` to `after` (J/kg) in a step of dt (s) that ends at `end` (s).
  void pass(Slot s, double before, double after, double dt, double end, Record& record) const;

 private:
  struct Stage {
    double enthalpy;               // J/kg
    Field<float> Record::*time;
  };
  void rate(Slot s, double before, double after, double dt, double end, Record& record) const;
  std::array<Stage, 6> stages_;    // descending in enthalpy
  double critical_temperature_ = 0, critical_enthalpy_ = 0, critical_capacity_ = 0, rated_enthalpy_ = 0;
};

/// The metal of a heat step; `mass` and `content_before` by metal number (HeatMesh::metal_index), `content_after` by unknown.
struct FrozenMetal {
  const HeatMesh& mesh;
  std::span<const double> mass;            ///< kg
  std::span<const double> content_before, content_after;   ///< J
};

/// Over a step of dt (s) that ends at `end` (s), all metal.
void record_freezing(const FreezingStages& stages, const FrozenMetal& metal, double dt, double end, Record& record);

}  // namespace sprue
