/// The preconditioner z = M r: one multigrid V-cycle, or less where the diagonal dominates.
///
/// Levels: packed blocks, then graphs of aggregates (2:1 in all directions, split where nothing connects
/// them), then a dense solve. Smoothing: Chebyshev in the Jacobi-scaled matrix on [0.4, 2], two steps before
/// and after on the blocks, four on the graphs. M is symmetric, and positive on the unknowns without the
/// constants of singular components. Where d / (d + faces) >= 0.1 in every row (heat, viscosity at small
/// steps) the levels are left away: Chebyshev or Jacobi alone bounds the condition number by about 4.
/// Aggregation and its constants: project prototypes; cf. Notay (2010), Electron. Trans. Numer. Anal. 37,
/// 123; over-correction of plain aggregation: Braess (1995), Computing 55, 379.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "solvers/block_coarsening.h"
#include "solvers/graph_hierarchy.h"
#include "solvers/packed_blocks.h"

namespace sprue {

class Multigrid {
 public:
  explicit Multigrid(const BlockTopology& topology);
  ~Multigrid();
  /// Builds the levels for new coefficients.
  void setup(const LinearSystem& system);
  /// z = M r, both scaled by the roots of the diagonal (PackedBlocks): r in, z out, packed, fp32. Returns r .
  /// z.
  double cycle();

  /// Takes the mean of each singular component from v (packed, unscaled); returns sum |mean| * size.
  double remove_means(std::vector<double>& v) const;
  /// The same for the scaled z.
  void remove_means_of_z();
  /// The same for the scaled r (a mean left by rounding in r would be amplified by the cycle).
  void remove_means_of_r();
  int singular_components() const { return static_cast<int>(component_size_.size()); }

  PackedBlocks blocks;
  std::vector<float> r, z;

 private:
  enum class Kind { jacobi, chebyshev, multigrid };
  template <class Value, class Change>
  double remove_means(Value value, Change change) const;
  void find_components();
  void restrict_blocks();
  void prolong_to_blocks();

  Kind kind_ = Kind::multigrid;
  std::vector<float> block_polynomial_;
  std::vector<float> scratch_;
  Aggregation aggregation_;  ///< packed slot -> node of graphs_.first()
  GraphHierarchy graphs_;
  std::vector<double> component_size_;        ///< cells
  std::vector<std::int32_t> singular_nodes_;  ///< nodes of graphs_.first() in singular components
};

}  // namespace sprue
