/// Fields looked at from above and across: what the pictures of the report are made from.
#pragma once

#include <functional>
#include <vector>

#include "engine/core/domain.h"

namespace sprue {

/// The columns of cells (along z, tool frame) that hold a cavity, with a rim of one. x fastest, y upwards.
struct PlanGrid {
  Index3 low;  ///< lattice coordinates of the first column; k = lowest cell with a cavity
  int nx = 0, ny = 0, nz = 0;
  double cell = 0;  ///< m
  Vec2 origin;      ///< low corner of the first column, m
  std::size_t size() const { return static_cast<std::size_t>(nx) * static_cast<std::size_t>(ny); }
  std::size_t column(const Index3& c) const {
    return static_cast<std::size_t>(c.j - low.j) * static_cast<std::size_t>(nx) +
           static_cast<std::size_t>(c.i - low.i);
  }
};
/// Empty (nx = 0) where the domain has no cavity.
PlanGrid plan_grid(const Domain& domain);

/// One number a sample; NaN where there is nothing to show.
struct FieldMap {
  int nx = 0, ny = 0;
  double x = 0, y = 0;  ///< low corner, m
  double step = 0;      ///< m a sample
  std::vector<float> value;
  bool empty() const;  ///< nothing to show at all
  float low() const;   ///< smallest finite value
  float high() const;  ///< largest finite value
};

enum class Across { largest, mean };
/// `value` over each column's cavity cells (mean weighted by cavity fraction); cells where it is NaN do not
/// count.
FieldMap plan_map(const Domain& domain, const PlanGrid& grid, Across across,
                  const std::function<double(Slot)>& value);
/// `value` in the plane y (m, tool frame), x by z, `rim` cells beyond the cavities; any slot, NaN stays
/// empty.
FieldMap section_map(const Domain& domain, const PlanGrid& grid, double y, int rim,
                     const std::function<double(Slot)>& value);

}  // namespace sprue
