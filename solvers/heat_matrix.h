/// The matrix of the heat solve on the numbers of HeatMesh, W/K:
///
///   (A x)_u = inertia_u x_u + sum over the six beside of face (x_u - x_n) + link (x_u - x_twin)
///
/// fp32: the heat that flows is formed in fp64 from these very coefficients, the same from both sides.
#pragma once

#include "solvers/heat_mesh.h"

namespace sprue {

struct HeatMatrix {
  std::vector<float> face[3];           ///< at the low face of each unknown; 0 where it or the one below is a hole
  std::vector<float> link;              ///< of each metal unknown to the mould of its cell
  std::vector<Unknown> twin;            ///< which that is; 0 = none
  std::vector<float> inertia, inverse;  ///< capacity / dt and what else is on the diagonal; 1 / the whole diagonal; 0 in holes

  explicit HeatMatrix(const HeatMesh& mesh);
  void resize(const HeatMesh& mesh);    ///< to the present numbers

  /// Sum of the faces of each unknown of a range.
  void face_sums(const HeatMesh& mesh, HeatMesh::Range range, float* sum) const;
  /// out = A x on a range, without links.
  void product(const HeatMesh& mesh, HeatMesh::Range range, const float* x, float* out) const;
  /// Heat into each unknown of a range through its faces (W), t in K.
  void flow(const HeatMesh& mesh, HeatMesh::Range range, const double* t, double* net) const;
};

}  // namespace sprue
