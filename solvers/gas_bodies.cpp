#include "solvers/gas_bodies.h"

#include "solvers/connected_regions.h"

namespace sprue {

namespace {

constexpr double least_share = 1e-9;   // of a cell's room: less is round-off

/// Calls visit(neighbour) for each neighbour behind an open face.
template <class Visit>
void through_open_faces(const Domain& domain, Slot s, std::size_t slots, const Visit& visit) {
  for (int d = 0; d < 3; ++d) {
    const Slot low = domain.grid.below(d, s), high = domain.grid.above(d, s);
    if (low < slots && domain.aperture[d][s] > 0) visit(low);
    if (high < slots && domain.aperture[d][high] > 0) visit(high);
  }
}

}  // namespace

int label_gas(const Domain& domain, std::span<const Slot> cells, const Field<double>& metal, std::vector<std::int32_t>& label) {
  const auto free = [&](Slot s) { return domain.cavity_fraction[s] - metal[s]; };
  const auto open = [&](Slot s) {
    return domain.cavity_fraction[s] >= sliver_fraction && free(s) > film_share * domain.cavity_fraction[s];
  };
  const int bodies = label_regions(domain, cells, open, label);
  std::vector<Slot> reached;
  const auto join = [&](Slot film, std::int32_t body) {
    if (label[film] != 0 || free(film) <= least_share * domain.cavity_fraction[film]) return;
    label[film] = body;
    reached.push_back(film);
  };
  for (const Slot s : cells)
    if (open(s)) through_open_faces(domain, s, label.size(), [&](Slot n) { join(n, label[s]); });
  for (std::size_t k = 0; k < reached.size(); ++k) {
    const std::int32_t body = label[reached[k]];
    through_open_faces(domain, reached[k], label.size(), [&](Slot n) { join(n, body); });
  }
  return bodies;
}

}  // namespace sprue
