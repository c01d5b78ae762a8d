/// The coarse part of the preconditioner: graphs of aggregates (2:1 in all directions, split where nothing connects them), then a dense solve.
///
/// One V-cycle on A' (graph_level.h): four Chebyshev steps on [0.4, 2] before and after, piecewise-constant transfer. Where the diagonal
/// dominates on a level (or nothing is left to join) that level is smoothed several times and ends the cycle.
/// Aggregation and its constants: project prototypes; cf. Notay (2010), Electron. Trans. Numer. Anal. 37, 123.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "solvers/graph_level.h"

namespace sprue {

/// Coefficients (lowest power first) of q with 1 - t q(t) = T_n((s - t) / w) / T_n(s / w): n Chebyshev steps
/// on [low, high].
std::vector<float> chebyshev(double low, double high, int steps);

class GraphHierarchy {
 public:
  GraphHierarchy();
  ~GraphHierarchy();
  /// Builds the levels below and with `first`, the finest graph. kept: update() may follow.
  void build(Graph first, bool kept = false);
  /// For other weights (one an entry of `column`) and diagonals on the graph of the last build(), which was to be kept. The same bits as building anew.
  void update(const std::vector<float>& weight, const std::vector<float>& diagonal);
  /// first().x from first().r, both scaled by the roots of its diagonal.
  void cycle() { cycle(0); }
  /// The finest level; its r and x are the arguments of cycle().
  GraphLevel& first() { return levels_[0]; }
  const GraphLevel& first() const { return levels_[0]; }
  /// Of each node of the finest graph: number of the singular component (no diagonal anywhere) it belongs to; -1 regular. Not of kept graphs.
  const std::vector<std::int32_t>& component() const { return component_; }
  std::size_t singular_components() const { return singular_; }

 private:
  struct Coarsest;
  void make_levels(std::size_t assembled, bool kept);
  void make_coarse(std::size_t n, bool kept);
  void map_entries(std::size_t n);
  void coarse_values(std::size_t n);
  void gather_children(std::size_t n);
  void find_components();
  void cycle(std::size_t n);

  std::vector<float> polynomial_;
  std::vector<GraphLevel> levels_;
  std::size_t level_count_ = 0;
  std::vector<Graph> graphs_;   ///< of the levels, and maybe more that other weights asked for; none where they are not kept
  std::vector<std::vector<std::int32_t>> entry_;   ///< of each entry of a kept graph's columns: twice that of the next, + 1 within an octant; -1 none
  std::vector<std::vector<std::int32_t>> parent_;  ///< node of level n -> node of level n + 1; -1 none
  std::vector<std::vector<std::int32_t>> child_start_, child_;
  std::unique_ptr<Coarsest> coarsest_;   ///< dense factor of the last level; null where it is not needed
  std::vector<std::int32_t> component_;
  std::size_t singular_ = 0;
};

}  // namespace sprue
