/// The same linear system given to hypre, one rank: the yardstick for the pressure solver (bench only).
#pragma once

#include <string>

#include "bench/ratios/timing.h"
#include "tests/solvers/linear_cases.h"

namespace sprue::bench {

struct PeerSolve {
  Times setup, solve;
  int iterations = 0;
  double residual = 0;  ///< true ||b - A x|| / ||b||, by our own operator
};

/// Conjugate gradients with PFMG on the bounding box of the block grid; cells that are no unknown are identity rows. Its relaxation is the
/// faster of hypre's symmetric ones: red-black Gauss-Seidel.
PeerSolve solve_with_pfmg(const test::Case& system, double tolerance);

/// Conjugate gradients with BoomerAMG on the unknowns alone: PMIS, extended+i interpolation of four, hybrid symmetric Gauss-Seidel, which
/// were the fastest of those tried here with set-up included (README).
PeerSolve solve_with_boomeramg(const test::Case& system, double tolerance);

/// Name and version of the library.
std::string hypre_version();

}  // namespace sprue::bench
