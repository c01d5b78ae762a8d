#include "engine/core/domain.h"

#include "engine/core/parallel.h"

namespace sprue {

Vec3 Domain::wall_vector(Slot s) const {
  Vec3 n;
  for (int d = 0; d < 3; ++d) {
    const Slot high = grid.neighbour(s, d == 0, d == 1, d == 2);
    const double a_high = high == no_slot || high >= aperture[0].size() ? 0.0 : aperture[d][high];
    n[d] = aperture[d][s] - a_high;
  }
  return n;
}

FaceField<double> flow_aperture(const Domain& domain) {
  FaceField<double> open = domain.aperture;
  const auto closed = [&](Slot s) { return s == no_slot || domain.cavity_fraction[s] < sliver_fraction; };
  parallel_for(domain.grid.flow_blocks, [&](std::size_t b) {
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s)
      for (int d = 0; d < 3; ++d) {
        if (open[d][s] == 0) continue;
        const Slot low = domain.grid.neighbour(s, -(d == 0), -(d == 1), -(d == 2));
        const bool rim = domain.kind[d][s] == FaceKind::inlet || domain.kind[d][s] == FaceKind::open;
        if (rim ? closed(s) && closed(low) : closed(s) || closed(low)) open[d][s] = 0;
      }
  });
  return open;
}

std::size_t cavity_cell_count(const Domain& domain) {
  return parallel_sum<std::size_t>(domain.grid.flow_blocks, [&](std::size_t b) {
    std::size_t n = 0;
    for (std::size_t s = b * block_cells; s < (b + 1) * block_cells; ++s) n += domain.cavity_fraction[s] > 0;
    return n;
  });
}

double cavity_volume(const Domain& domain) {
  return domain.cell_volume() * parallel_sum(domain.grid.flow_blocks, [&](std::size_t b) {
    double v = 0;
    for (std::size_t s = b * block_cells; s < (b + 1) * block_cells; ++s) v += domain.cavity_fraction[s];
    return v;
  });
}

}  // namespace sprue
