/// Heat into mould whose warm layer is thinner than a cell: conductances of the two faces nearest an aligned wall.
///
/// Problem:   two cells in series conduct over half a cell from the first moment, however thin the layer that has warmed up; silicone (0.44 mm
///            after 1 s) then takes far too little heat.
/// Model:     behind the wall the temperature is T2' + (Tw - T2') erfc(x / L), the profile of deep mould under a wall of constant temperature.
///            L follows from the mean temperatures T1, T2 of the first two cells: (T1 - T2) / (Tw - T1) rises from 0 to 2 with L / h. Over a
///            step L1^2 = L0^2 + 4 alpha dt, and the fluxes at the wall and at the first cell's far side are the step's means: exact for such
///            a wall at any cell size and step. With L >> h both become what two cells in series conduct.
/// State:     none of its own: L follows from the temperatures at the start of the step.
/// Limits:    aligned walls with two cells of the same mould behind them; elsewhere (cut cells, ribs of less than three cells, profiles that are not
///            of this family) cells in series. Lagged by a step: a wall that warms up is taken at its temperature at the start of the step.
/// Citation:  Carslaw & Jaeger, Conduction of Heat in Solids (1959), section 2.5.
#pragma once

#include <span>

#include "engine/core/domain.h"
#include "engine/core/materials.h"
#include "solvers/heat_matrix.h"
#include "solvers/mould_nodes.h"

namespace sprue {

/// Conductances of the faces relative to those of two cells in series: 2 k / h at the wall, k / h behind the first cell.
struct LayerFactors {
  double wall = 1, deep = 1;
};

/// ratio: (T1 - T2) / (Tw - T1) at the start of the step; fourier: alpha dt / h^2, > 0.
LayerFactors wall_layer(double ratio, double fourier);

class WallLayers {
 public:
  WallLayers(const Domain& domain, const std::vector<MouldProperties>& moulds, const HeatMesh& mesh);
  /// Sets the faces nearest aligned walls for a step of dt (s, > 0); temperature (K) of all unknowns at its start.
  void set_faces(std::span<const double> temperature, double dt, HeatMatrix& matrix) const;

 private:
  struct Column {
    Unknown wall = 0, first = 0, second = 0;
    int axis = 0;
    Unknown wall_face = 0, deep_face = 0;  // whose low face it is
    double wall_plain = 0, deep_plain = 0; // W/K of cells in series
    double diffusivity = 0;                // m2/s over the cell's square, 1/s
  };
  std::vector<Column> columns_;
};

}  // namespace sprue
