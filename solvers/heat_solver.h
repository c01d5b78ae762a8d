/// Solves the heat matrix for one Newton correction.
///
/// Scheme:  conjugate gradients on the unknowns that take part (HeatMesh), fp32 with sums in fp64; what is asked for is a correction, and the
///          next flux evaluation in fp64 is its true residual. Preconditioner: block elimination of the mould, taken as its diagonal D (its inertia
///          holds its rows; slivers that hold on to each other more than to anything else are taken in pairs), then the metal, whose conduction is stiff, by a multigrid cycle on its block less link^2 / D (two Chebyshev steps on
///          the cells before and after, graph_hierarchy.h below). Mould joins that cycle where its own conduction is as stiff (metal dies, long
///          steps); where steps are so short that nothing is stiff the diagonal is enough for both.
/// Rows:    of the mould only those a correction reaches (solved_rows.h).
/// Set-up:  the graphs' structure is kept as long as the same cells are joined; their weights are summed anew for every matrix.
/// Memory:  16 bytes a place for solution, residual, direction and A p; 20 a place of the cycle, and its graphs.
#pragma once

#include <memory>
#include <span>

#include "engine/core/parallel.h"
#include "solvers/graph_hierarchy.h"
#include "solvers/heat_matrix.h"
#include "solvers/linear_system.h"
#include "solvers/solved_rows.h"

namespace sprue {

class HeatSolver {
 public:
  HeatSolver(const HeatMesh& mesh, const HeatMatrix& matrix, const SolvedRows& rows);
  /// For the matrix as it is now. stiffness: largest conductances over inertia of the mould's and of the metal's rows.
  void prepare(double mould_stiffness, double metal_stiffness);
  /// When to stop: residual under `norm` of ||b||_2, the larger of this b and `reference`, and in no row over `warmth` (K) times its inertia, that taken as no
  /// less than `least_inertia`.
  struct Target {
    double norm, warmth, least_inertia, reference = 0;
  };
  double right_side() const { return right_side_; }   ///< ||b||_2 of the last solve
  /// x from the right-hand side in `residual`, which is used up; both by unknown, 0 in holes.
  SolveReport solve(float* residual, float* x, const Target& target, int most_iterations);

 private:
  enum class Part { plain, cycle };   // preconditioned by the diagonal, by the cycle
  /// A metal unknown with a wall: its mould, the link, and what is left of it when the mould is eliminated.
  struct Link {
    Unknown metal, mould;
    float whole, left;
  };
  std::span<const Link> links_in(HeatMesh::Range range) const;
  template <class Body>
  void each(Part part, Body body) const;
  template <class T = double, class Body>
  T sum_of_all(Body body) const;
  template <class Body>
  double sum(Part part, Body body) const;
  bool in_cycle(Unknown u) const { return u >= cycle_begin_; }
  template <class Edge>
  float row(Unknown u, Edge edge) const;
  Graph cycle_graph(const std::vector<std::int32_t>& number) const;
  bool find_pattern();
  void make_graph();
  void find_entries(const std::vector<std::int32_t>& number);
  void sum_graph();
  bool beside_unsolved(Unknown row) const;
  void apply(const float* x, float* out) const;
  double apply_to_direction();
  double warmth(const float* r, double least_inertia) const;
  std::vector<Unknown> too_warm(const float* r, const Target& target) const;
  bool relax(std::vector<Unknown> list, float* r, float* x, const Target& target);
  void find_links();
  void eliminate_mould();
  std::vector<std::int32_t> numbers() const;
  bool mould_in_cycle() const { return cycle_begin_ < mesh_.metal_begin(); }
  double precondition(const float* r);
  void smooth_from_zero();
  void smooth();
  void coarse_correction();
  struct Iteration;
  Iteration advance(float alpha, float* r, float* x);
  void turn(float beta);
  void find_candidates();
  void choose_pairs();

  const HeatMesh& mesh_;
  const HeatMatrix& matrix_;
  const SolvedRows& rows_;
  double right_side_ = 0;
  Unknown cycle_begin_ = 0;            // unknowns from here on are in the cycle; end() = none
  std::vector<float> polynomial_;
  // By unknown; touched only where there are unknowns that take part.
  std::unique_ptr<float[]> p_, q_;                     // direction, A p
  std::unique_ptr<float[]> inverse_, s_, y_, z_;       // of the cycle: 1 / its diagonal, right-hand side, scratch, solution
  std::vector<Link> links_;            // in the order of the metal
  std::vector<std::size_t> first_link_;   // of each row of metal, and the number of all
  std::vector<float> link_;            // of the metal: what is left of it when the mould is eliminated
  /// Two unknowns of mould joined by a face that is strong in the rows of both.
  struct Pair {
    Unknown first, second;
    int axis;              // the face at the low side of `second`
    float inverse[3];      // of the 2 x 2 block: first, both, second
  };
  std::vector<Pair> candidates_, pairs_;   // by geometry; of this matrix
  GraphHierarchy graphs_;
  bool coarse_ = false;
  /// The first graph of the cycle and how it follows from the matrix, kept as long as the same places are joined.
  Graph graph_;
  std::vector<std::int32_t> node_;     // of each place in the cycle, from cycle_begin_ on; -1 = none
  std::vector<std::int32_t> entry_[4]; // of the low faces of each place and its link (metal's): the entry of graph_ it is part of; -1 = none
  std::vector<std::int32_t> transposed_;   // of entries that no face is part of: the one that they equal; -1 = others
  std::vector<std::uint8_t> pattern_, joined_;   // of each place: bit d: its low face joins, 3: its link, 4: it is there
  std::vector<Slot> row_slots_;        // of the rows in the cycle
  Unknown pattern_begin_ = 0;
};

/// body(range) for each run of mould that is solved for and each block of metal of a part.
template <class Body>
void HeatSolver::each(Part part, Body body) const {
  if (mould_in_cycle() == (part == Part::cycle))
    parallel_for(rows_.solved_runs().size(), [&](std::size_t i) { body(rows_.solved_runs()[i]); });
  if ((cycle_begin_ < mesh_.end()) == (part == Part::cycle))
    parallel_for(mesh_.metal_blocks().size(), [&](std::size_t i) { body(mesh_.metal_in(mesh_.metal_blocks()[i])); });
}

}  // namespace sprue
