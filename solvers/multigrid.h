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
#include "solvers/graph_level.h"
#include "solvers/packed_blocks.h"

namespace sprue {

/// Coefficients (lowest power first) of q with 1 - t q(t) = T_n((s - t) / w) / T_n(s / w): n Chebyshev steps
/// on [low, high].
std::vector<float> chebyshev(double low, double high, int steps);

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
  struct Coarsest;
  template <class Value, class Change>
  double remove_means(Value value, Change change) const;
  void build_levels(const LinearSystem& system);
  void find_components(const std::vector<Graph>& graphs);
  void restrict_blocks();
  void prolong_to_blocks();
  void cycle_graph(std::size_t n);

  Kind kind_ = Kind::multigrid;
  std::vector<float> block_polynomial_, graph_polynomial_;
  std::vector<float> scratch_;
  Aggregation aggregation_;  ///< packed slot -> node of levels_[0]
  std::vector<GraphLevel> levels_;
  std::size_t level_count_ = 0;
  std::vector<std::vector<std::int32_t>> parent_;  ///< node of level n -> node of level n + 1; -1 none
  std::vector<std::vector<std::int32_t>> child_start_, child_;
  std::unique_ptr<Coarsest> coarsest_;        ///< dense factor of the last level; null where it is not needed
  std::vector<std::int32_t> component_;       ///< node of levels_[0] -> singular component; -1 regular
  std::vector<double> component_size_;        ///< cells
  std::vector<std::int32_t> singular_nodes_;  ///< nodes of levels_[0] in singular components
};

}  // namespace sprue
