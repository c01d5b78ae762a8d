/// Bodies of gas: which cells breathe together.
///
/// Open gas:  cells with more than film_share of their room free: what the volume of fluid gives a surface (volume_of_fluid.h). Cells of
///            open gas that share an open face are one body.
/// Films:     less than that, down to 1e-9, is gas a plane cannot stand for: between metal and a wall, or in a corner. It belongs to the body
///            nearest along films, counted with it, but joins no two bodies: gas does not leave a closed pocket along the wall.
///            Films without open gas in reach are no body: their gas stays in the metal (gas.h, `dispersed_gas`).
/// Slivers:   cells under sliver_fraction never hold metal and join nothing either; they count as films.
/// Cost:      in blocks without metal the bodies are those of the empty cavity, found once; only where they touch are they joined anew.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/casting_state.h"
#include "solvers/near_cells.h"

namespace sprue {

constexpr double film_share = 0.03;   ///< of a cell's room

class GasBodies {
 public:
  explicit GasBodies(const Domain& domain);

  /// Labels the gas beside this metal: 0 = no body, else from 1 in the order of the lowest slot of open gas. Returns the number of bodies.
  /// near: where metal may be; null = anywhere.
  int label(const Field<double>& metal, const NearCells* near = nullptr);
  const std::vector<std::int32_t>& labels() const { return label_; }   ///< by flow slot

  const CavityCells& cells() const { return cells_; }

 private:
  struct Link {          // a cell of open gas in a block without metal, and the one below it in another
    Slot own, low;
  };
  struct Film {          // with the cell of open gas it is joined to: the lowest, and the side of that one it lies at
    Slot beside;
    int side;
    Slot film;
  };

  bool may_hold_metal(std::size_t block, const NearCells* near) const { return near == nullptr || !near->of(block).empty(); }
  double free(const Field<double>& metal, Slot s) const { return domain_.cavity_fraction[s] - metal[s]; }
  bool open(const Field<double>& metal, Slot s) const;
  bool is_film(const Field<double>& metal, Slot s) const;
  Slot root(Slot s);
  void join(Slot a, Slot b);
  void join_below(Slot s, int axis);
  void find_empty_bodies();
  void label_block(const Field<double>& metal, std::size_t block);
  void label_empty_block(std::size_t block, const NearCells* near);
  int number_bodies();
  void join_films(const Field<double>& metal, const NearCells* near);

  const Domain& domain_;
  CavityCells cells_;
  std::vector<std::int32_t> label_;          // while bodies are joined: slot of the parent + 1
  std::vector<std::uint16_t> empty_root_;    // lowest cell of the body in its own block, were there no metal; block_cells = none
  std::vector<std::vector<Link>> links_;     // by block: one of each pair of such bodies that touch
  std::vector<std::vector<Slot>> slivers_;   // by block
};

}  // namespace sprue
