#include "meshing/section_cut.h"

namespace sprue {

std::vector<CutStrip> section_cut(const LayeredMap& solid, Vec2 origin, Vec2 direction) {
  std::vector<CutStrip> strips;
  for (std::size_t f = 0; f < solid.layers.size(); ++f) {
    const Layer& layer = solid.layers[f];
    if (!layer.filled) continue;
    std::vector<double> crossings;
    for (const auto& loop : solid.map.faces[f].loops)
      for (std::size_t n = 0; n < loop.size(); ++n) {
        const Vec2 a = solid.map.vertices[loop[n]] - origin, b = solid.map.vertices[loop[(n + 1) % loop.size()]] - origin;
        const double da = cross(direction, a), db = cross(direction, b);
        if ((da > 0) != (db > 0)) crossings.push_back(dot(direction, a) + da / (da - db) * dot(direction, b - a));
      }
    std::sort(crossings.begin(), crossings.end());
    for (std::size_t n = 0; n + 1 < crossings.size(); n += 2) {
      const Vec2 from = origin + crossings[n] * direction, to = origin + crossings[n + 1] * direction;
      strips.push_back({crossings[n], crossings[n + 1], {layer.low(from), layer.low(to)}, {layer.high(from), layer.high(to)}, layer.cavity});
    }
  }
  std::sort(strips.begin(), strips.end(), [](const CutStrip& a, const CutStrip& b) { return a.from < b.from; });
  std::vector<CutStrip> joined;
  for (const CutStrip& s : strips) {
    if (!joined.empty() && s.from - joined.back().to < 1e-9 && s.level() && s.low == joined.back().low && s.high == joined.back().high && s.cavity == joined.back().cavity)
      joined.back().to = s.to;
    else
      joined.push_back(s);
  }
  return joined;
}

}  // namespace sprue
