/// Keeps the history of gas pockets in the record: when one opens, splits off, merges or vanishes, and whenever its volume or mass has changed
/// by a tenth. Pockets that never had three cells of gas (films at walls) are left out.
#pragma once

#include <map>

#include "engine/core/record.h"

namespace sprue {

class PocketHistory {
 public:
  explicit PocketHistory(double least_volume) : least_volume_(least_volume) {}
  /// `parent`: new pocket -> pocket it split off from (absent: it opened); `heir`: pocket that is gone -> pocket that took the largest share of its
  /// gas (absent: it vanished). `before`: the pockets of the last step.
  void write(const CastingState& state, const std::vector<GasPocket>& before, const std::map<std::int32_t, std::int32_t>& parent,
             const std::map<std::int32_t, std::int32_t>& heir, Record& record);

 private:
  struct Known {
    double volume, mass;
    bool vented;
  };
  void add(double time, PocketChange event, std::int32_t other, const GasPocket& pocket, Record& record);

  double least_volume_;
  bool ready_ = false;                    // last samples taken from the record (after a resume)
  std::map<std::int32_t, Known> last_;    // alive pockets with samples
};

}  // namespace sprue
