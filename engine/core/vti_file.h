/// Cell fields over time for ParaView: VTK image data (.vti, raw appended) and their time series (.pvd).
///
/// A file covers the bounding box of the blocks chosen, in the tool frame, metres; cells x fastest. Cells of
/// the box without a slot hold `outside`. Fields from which balances are recomputed are Float64 and exact;
/// those only looked at are Float32.
#pragma once

#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/materials.h"
#include "engine/core/record.h"

namespace sprue {

struct CellField {
  std::string name;  ///< with the unit behind a blank: "pressure Pa"
  int components = 1;
  bool exact = false;  ///< Float64; else Float32
  bool mould = false;  ///< defined on all slots; else on flow slots only
  double outside = 0;  ///< where there is no slot
  std::function<double(Slot, int component)> value;
};

enum class FieldBox { flow_blocks, all_blocks };

/// Writes `fields` at `time` (s). Throws InputError when the file cannot be written.
void write_vti(const std::filesystem::path& file, const BlockGrid& grid, FieldBox box, double time,
               const std::vector<CellField>& fields);

/// Time series: (time in s, file name relative to the .pvd).
void write_pvd(const std::filesystem::path& file, const std::vector<std::pair<double, std::string>>& steps);

/// Everything of a casting worth looking at, and (Float64) what its balances are recomputed from. The
/// arguments must outlive the list.
///   cavity_fraction, metal "1" (shares of the cell), enthalpy "J", mould_temperature "K": exact
///   fill "1" (metal / cavity), metal_temperature "K", solid_fraction "1", velocity "m/s" (3, at cell
///   centres), pressure "Pa", arrival "s", meeting_temperature "K", solidification_time "s", shrinkage_void
///   "1", cavity, element, mould
std::vector<CellField> casting_fields(const Domain& domain, const CastingState& state, const Record& record,
                                      const AlloyCurve& alloy);

/// J/kg of the metal in slot s; NaN where there is none.
double specific_enthalpy(const Domain& domain, const CastingState& state, const AlloyCurve& alloy, Slot s);

}  // namespace sprue
