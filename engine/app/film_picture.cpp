#include "engine/app/film_picture.h"

#include <cmath>

namespace sprue {

Picture film_picture(const Snapshot& shot, const Domain& domain, double cold, double hot) {
  const PlanGrid& grid = shot.grid;
  std::vector<char> cavity(grid.size(), 0);
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
    if (domain.cavity_fraction[s] > 0) cavity[grid.column(domain.grid.cell_of(s))] = 1;
  constexpr Rgb empty{0.62, 0.62, 0.62};
  Picture picture(grid.nx, grid.ny);
  for (int y = 0; y < grid.ny; ++y)
    for (int x = 0; x < grid.nx; ++x) {
      const std::size_t c = static_cast<std::size_t>(y) * static_cast<std::size_t>(grid.nx) + static_cast<std::size_t>(x);
      if (!cavity[c]) continue;
      const double metal = shot.fill[c] / 255.0;
      const Rgb colour = colour_of(ColourMap::inferno, (0.1 * shot.temperature[c] - cold) / std::max(hot - cold, 1.0));
      const auto mixed = [&](double of_metal, double of_empty) { return metal * of_metal + (1 - metal) * of_empty; };
      picture.set(x, grid.ny - 1 - y, {mixed(colour.r, empty.r), mixed(colour.g, empty.g), mixed(colour.b, empty.b)});
    }
  return picture;
}

}  // namespace sprue
