#include "bench/ratios/hypre.h"

#include <HYPRE.h>
#include <HYPRE_IJ_mv.h>
#include <HYPRE_krylov.h>
#include <HYPRE_parcsr_ls.h>
#include <HYPRE_struct_ls.h>
#include <mpi.h>

#include <array>
#include <cmath>

namespace sprue::bench {

namespace {

using test::Case;

constexpr int most_iterations = 200;

void start_library() {
  static const bool started = [] {
    MPI_Init(nullptr, nullptr);
    HYPRE_Init();
    return true;
  }();
  (void)started;
}

double true_residual(const Case& c, const std::vector<double>& x) {
  std::vector<double> y(x.size());
  apply(c.system, x, y);
  double error = 0, size = 0;
  for (std::size_t s = 0; s < x.size(); ++s)
    if (c.unknown[s]) error += (c.system.rhs[s] - y[s]) * (c.system.rhs[s] - y[s]), size += c.system.rhs[s] * c.system.rhs[s];
  return std::sqrt(error / size);
}

/// Diagonal and, at the low faces of x, y, z, the negative coupling of a slot; the high faces for the full rows.
struct Row {
  double diagonal = 0;
  std::array<double, 3> low{}, high{};
  std::array<Slot, 3> below{}, above{};
};
Row row_of(const Case& c, Slot s) {
  Row row;
  row.diagonal = c.system.diagonal[s];
  for (int d = 0; d < 3; ++d) {
    const auto a = static_cast<std::size_t>(d);
    row.below[a] = c.grid->below(d, s);
    row.above[a] = c.grid->above(d, s);
    if (row.below[a] != no_slot) row.low[a] = c.system.face[a][s];
    if (row.above[a] != no_slot) row.high[a] = c.system.face[a][row.above[a]];
    row.diagonal += row.low[a] + row.high[a];
  }
  return row;
}

struct Box {
  std::array<int, 3> low{0, 0, 0}, high{0, 0, 0};
  std::size_t cells = 1;
};
Box box_of(const Case& c) {
  Box box;
  for (const Index3& b : c.grid->blocks)
    for (int d = 0; d < 3; ++d) box.high[static_cast<std::size_t>(d)] = std::max(box.high[static_cast<std::size_t>(d)], b[d] * 8 + 7);
  for (std::size_t d = 0; d < 3; ++d) box.cells *= static_cast<std::size_t>(box.high[d] + 1);
  return box;
}
std::size_t place(const Box& box, const Index3& c) {
  return (static_cast<std::size_t>(c.k) * static_cast<std::size_t>(box.high[1] + 1) + static_cast<std::size_t>(c.j)) * static_cast<std::size_t>(box.high[0] + 1) +
         static_cast<std::size_t>(c.i);
}

void fill_struct(const Case& c, Box& box, HYPRE_StructMatrix a, HYPRE_StructVector b, HYPRE_StructVector x) {
  std::vector<double> coefficients(4 * box.cells, 0.0), rhs(box.cells, 0.0);
  for (std::size_t n = 0; n < box.cells; ++n) coefficients[4 * n] = 1;
  for (Slot s = 0; s < c.grid->slots(); ++s) {
    if (!c.unknown[s]) continue;
    const std::size_t n = place(box, c.grid->cell_of(s));
    const Row row = row_of(c, s);
    coefficients[4 * n] = row.diagonal;
    for (std::size_t d = 0; d < 3; ++d) coefficients[4 * n + 1 + d] = row.low[d] > 0 ? -row.low[d] : 0.0;
    rhs[n] = c.system.rhs[s];
  }
  int entries[4] = {0, 1, 2, 3};
  HYPRE_StructMatrixSetBoxValues(a, box.low.data(), box.high.data(), 4, entries, coefficients.data());
  HYPRE_StructVectorSetBoxValues(b, box.low.data(), box.high.data(), rhs.data());
  std::fill(rhs.begin(), rhs.end(), 0.0);
  HYPRE_StructVectorSetBoxValues(x, box.low.data(), box.high.data(), rhs.data());
  HYPRE_StructMatrixAssemble(a);
  HYPRE_StructVectorAssemble(b);
  HYPRE_StructVectorAssemble(x);
}

}  // namespace

std::string hypre_version() {
  char* text = nullptr;
  HYPRE_Version(&text);
  std::string version = text != nullptr ? text : "hypre";
  std::free(text);
  return version;
}

PeerSolve solve_with_pfmg(const Case& c, double tolerance) {
  start_library();
  Box box = box_of(c);
  HYPRE_StructGrid grid;
  HYPRE_StructGridCreate(MPI_COMM_WORLD, 3, &grid);
  HYPRE_StructGridSetExtents(grid, box.low.data(), box.high.data());
  HYPRE_StructGridAssemble(grid);
  HYPRE_StructStencil stencil;
  HYPRE_StructStencilCreate(3, 4, &stencil);
  int offsets[4][3] = {{0, 0, 0}, {-1, 0, 0}, {0, -1, 0}, {0, 0, -1}};
  for (int n = 0; n < 4; ++n) HYPRE_StructStencilSetElement(stencil, n, offsets[n]);
  HYPRE_StructMatrix a;
  HYPRE_StructMatrixCreate(MPI_COMM_WORLD, grid, stencil, &a);
  HYPRE_StructMatrixSetSymmetric(a, 1);
  HYPRE_StructMatrixInitialize(a);
  HYPRE_StructVector b, x;
  HYPRE_StructVectorCreate(MPI_COMM_WORLD, grid, &b);
  HYPRE_StructVectorCreate(MPI_COMM_WORLD, grid, &x);
  HYPRE_StructVectorInitialize(b);
  HYPRE_StructVectorInitialize(x);
  fill_struct(c, box, a, b, x);

  PeerSolve result;
  HYPRE_StructSolver cg, pfmg;
  HYPRE_StructPCGCreate(MPI_COMM_WORLD, &cg);
  HYPRE_StructPCGSetMaxIter(cg, most_iterations);
  HYPRE_StructPCGSetTol(cg, tolerance);
  HYPRE_StructPCGSetTwoNorm(cg, 1);
  HYPRE_StructPFMGCreate(MPI_COMM_WORLD, &pfmg);
  HYPRE_StructPFMGSetMaxIter(pfmg, 1);
  HYPRE_StructPFMGSetTol(pfmg, 0);
  HYPRE_StructPFMGSetZeroGuess(pfmg);
  HYPRE_StructPFMGSetRelaxType(pfmg, 2);
  HYPRE_StructPCGSetPrecond(cg, HYPRE_StructPFMGSolve, HYPRE_StructPFMGSetup, pfmg);
  result.setup = time_of([&] { HYPRE_StructPCGSetup(cg, a, b, x); });
  result.solve = time_of([&] { HYPRE_StructPCGSolve(cg, a, b, x); });
  HYPRE_StructPCGGetNumIterations(cg, &result.iterations);

  std::vector<double> values(box.cells), solution(c.system.rhs.size(), 0.0);
  HYPRE_StructVectorGetBoxValues(x, box.low.data(), box.high.data(), values.data());
  for (Slot s = 0; s < c.grid->slots(); ++s)
    if (c.unknown[s]) solution[s] = values[place(box, c.grid->cell_of(s))];
  result.residual = true_residual(c, solution);
  HYPRE_StructPCGDestroy(cg);
  HYPRE_StructPFMGDestroy(pfmg);
  HYPRE_StructMatrixDestroy(a);
  HYPRE_StructVectorDestroy(b);
  HYPRE_StructVectorDestroy(x);
  HYPRE_StructStencilDestroy(stencil);
  HYPRE_StructGridDestroy(grid);
  return result;
}

PeerSolve solve_with_boomeramg(const Case& c, double tolerance) {
  start_library();
  std::vector<HYPRE_BigInt> number(c.unknown.size(), -1), rows;
  HYPRE_BigInt count = 0;
  for (std::size_t s = 0; s < c.unknown.size(); ++s)
    if (c.unknown[s]) number[s] = count++, rows.push_back(static_cast<HYPRE_BigInt>(s));
  HYPRE_IJMatrix ij;
  HYPRE_IJVector ijb, ijx;
  HYPRE_IJMatrixCreate(MPI_COMM_WORLD, 0, count - 1, 0, count - 1, &ij);
  HYPRE_IJMatrixSetObjectType(ij, HYPRE_PARCSR);
  const std::vector<int> widths(static_cast<std::size_t>(count), 7);
  HYPRE_IJMatrixSetRowSizes(ij, widths.data());
  HYPRE_IJMatrixInitialize(ij);
  std::vector<double> rhs(static_cast<std::size_t>(count)), x(static_cast<std::size_t>(count), 0.0);
  for (HYPRE_BigInt n = 0; n < count; ++n) {
    const auto s = static_cast<Slot>(rows[static_cast<std::size_t>(n)]);
    const Row row = row_of(c, s);
    HYPRE_BigInt columns[7] = {n};
    double values[7] = {row.diagonal};
    int used = 1;
    for (std::size_t d = 0; d < 3; ++d) {
      if (row.low[d] > 0) columns[used] = number[row.below[d]], values[used++] = -row.low[d];
      if (row.high[d] > 0) columns[used] = number[row.above[d]], values[used++] = -row.high[d];
    }
    HYPRE_IJMatrixSetValues(ij, 1, &used, &n, columns, values);
    rhs[static_cast<std::size_t>(n)] = c.system.rhs[s];
    rows[static_cast<std::size_t>(n)] = n;
  }
  HYPRE_IJMatrixAssemble(ij);
  for (auto [v, from] : {std::pair{&ijb, &rhs}, std::pair{&ijx, &x}}) {
    HYPRE_IJVectorCreate(MPI_COMM_WORLD, 0, count - 1, v);
    HYPRE_IJVectorSetObjectType(*v, HYPRE_PARCSR);
    HYPRE_IJVectorInitialize(*v);
    HYPRE_IJVectorSetValues(*v, static_cast<int>(count), rows.data(), from->data());
    HYPRE_IJVectorAssemble(*v);
  }
  HYPRE_ParCSRMatrix a;
  HYPRE_ParVector pb, px;
  HYPRE_IJMatrixGetObject(ij, reinterpret_cast<void**>(&a));
  HYPRE_IJVectorGetObject(ijb, reinterpret_cast<void**>(&pb));
  HYPRE_IJVectorGetObject(ijx, reinterpret_cast<void**>(&px));

  PeerSolve result;
  HYPRE_Solver cg, amg;
  HYPRE_ParCSRPCGCreate(MPI_COMM_WORLD, &cg);
  HYPRE_PCGSetMaxIter(cg, most_iterations);
  HYPRE_PCGSetTol(cg, tolerance);
  HYPRE_PCGSetTwoNorm(cg, 1);
  HYPRE_BoomerAMGCreate(&amg);
  HYPRE_BoomerAMGSetPrintLevel(amg, 0);
  HYPRE_BoomerAMGSetCoarsenType(amg, 8);
  HYPRE_BoomerAMGSetInterpType(amg, 6);
  HYPRE_BoomerAMGSetPMaxElmts(amg, 4);
  HYPRE_BoomerAMGSetStrongThreshold(amg, 0.25);
  HYPRE_BoomerAMGSetRelaxType(amg, 6);
  HYPRE_BoomerAMGSetNumSweeps(amg, 1);
  HYPRE_BoomerAMGSetTol(amg, 0);
  HYPRE_BoomerAMGSetMaxIter(amg, 1);
  HYPRE_ParCSRPCGSetPrecond(cg, HYPRE_BoomerAMGSolve, HYPRE_BoomerAMGSetup, amg);
  result.setup = time_of([&] { HYPRE_ParCSRPCGSetup(cg, a, pb, px); });
  result.solve = time_of([&] { HYPRE_ParCSRPCGSolve(cg, a, pb, px); });
  HYPRE_PCGGetNumIterations(cg, &result.iterations);

  HYPRE_IJVectorGetValues(ijx, static_cast<int>(count), rows.data(), x.data());
  std::vector<double> solution(c.system.rhs.size(), 0.0);
  for (std::size_t s = 0; s < number.size(); ++s)
    if (number[s] >= 0) solution[s] = x[static_cast<std::size_t>(number[s])];
  result.residual = true_residual(c, solution);
  HYPRE_ParCSRPCGDestroy(cg);
  HYPRE_BoomerAMGDestroy(amg);
  HYPRE_IJMatrixDestroy(ij);
  HYPRE_IJVectorDestroy(ijb);
  HYPRE_IJVectorDestroy(ijx);
  return result;
}

}  // namespace sprue::bench
