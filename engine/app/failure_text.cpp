#include "engine/app/failure_text.h"

#include <cstdio>

namespace sprue {

std::string failure_text(const Casting& casting) {
  const CastingState& state = casting.state();
  const StepReport& report = casting.last();
  char text[256];
  int n = std::snprintf(text, sizeof text, "%s met a number that is not finite in step %lld, at %.6g s", report.failed_operator,
                        static_cast<long long>(state.step + 1), state.time);
  if (report.failed_cell != no_slot) {
    const BlockGrid& grid = casting.domain().grid;
    const Index3 cell = grid.cell_of(report.failed_cell);
    const Vec3 x = 1e3 * grid.centre(report.failed_cell);
    n += std::snprintf(text + n, sizeof text - static_cast<std::size_t>(n), ", cell %d %d %d at (%.3f, %.3f, %.3f) mm of the tool", cell.i, cell.j, cell.k, x.x, x.y, x.z);
  }
  std::snprintf(text + n, sizeof text - static_cast<std::size_t>(n), " (dt %.3g s, asked for by %s)", report.dt, report.limited_by);
  return text;
}

}  // namespace sprue
