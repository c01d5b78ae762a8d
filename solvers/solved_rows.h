/// The rows of mould that a Newton correction is solved for.
///
/// Calm:     a cell of active mould whose heat of this step, by the temperatures at its start, would warm it by less than the solver may leave anyway,
///           and that no correction of another reaches, keeps the temperature the fluxes are taken at (a correction of 0). Its content follows from
///           those fluxes like every other, so energy is conserved the same; a change that small is no matter of stability.
/// Reach:    a correction falls by a factor a cell of mould (Conduction::reach). Seeds are sorted into levels by how far theirs reaches.
/// Solved:   rows with a cell that is not calm. Touched: solved rows and the rows beside them: the only ones whose fluxes a correction changes.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "solvers/heat_mesh.h"

namespace sprue {

class SolvedRows {
 public:
  using Mask = std::uint64_t;   ///< of the rows of a block: bit 8 k + j
  static constexpr int levels = 4;
  explicit SolvedRows(const HeatMesh& mesh);

  /// Rows of mould that are solved whenever they are active.
  void always(Unknown mould) { always_[block(mould)] |= bit(mould); }
  /// All active rows.
  void choose_all();
  /// Forgets the seeds of the last choice.
  void clear_seeds();
  /// Cells of a row (bit i: place i) whose correction reaches level / levels of the way, level 1 to `levels`; only one thread a block.
  void seed(Unknown row_of, int level, unsigned cells) {
    seeds_[block(row_of)][static_cast<std::size_t>(level - 1)][plane(row_of)] |= static_cast<std::uint64_t>(cells) << (8 * line(row_of));
  }
  /// The rows within reach (cells) of their seeds; cells with metal are seeds of the highest level.
  void choose(int reach);

  bool solved(Unknown u) const { return mesh_.is_metal(u) || (solved_[block(u)] & bit(u)) != 0; }
  bool touched(Unknown u) const { return mesh_.is_metal(u) || (touched_[block(u)] & bit(u)) != 0; }
  /// Rows that follow each other, within one block.
  const std::vector<HeatMesh::Range>& solved_runs() const { return solved_runs_; }
  const std::vector<HeatMesh::Range>& touched_runs() const { return touched_runs_; }
  /// Rows beside solved ones: vectors of a solve are 0 there.
  const std::vector<std::int32_t>& outside_rows() const { return outside_rows_; }
  std::size_t count_solved() const;   ///< unknowns of mould

 private:
  using Cells = std::array<std::uint64_t, 8>;   // of a block: word k, bit 8 j + i
  std::size_t block(Unknown u) const { return mesh_.slot(u) / block_cells; }
  std::size_t line(Unknown u) const { return mesh_.slot(u) / 8 % 8; }
  std::size_t plane(Unknown u) const { return mesh_.slot(u) / 64 % 8; }
  Mask bit(Unknown u) const { return Mask{1} << (mesh_.slot(u) / HeatMesh::row_length % 64); }
  Cells spread_cells(std::size_t block) const;
  Mask spread(std::size_t block) const;
  void seed_metal();
  void list_rows();

  const HeatMesh& mesh_;
  std::vector<Mask> present_, always_;   // by block: rows that there are; rows always solved
  std::vector<Mask> solved_, touched_;
  std::vector<std::array<Cells, levels>> seeds_;
  std::vector<Cells> cells_, next_;      // reached so far
  std::vector<HeatMesh::Range> solved_runs_, touched_runs_;
  std::vector<std::int32_t> outside_rows_;
};

}  // namespace sprue
