/// Plan views of the metal while it fills: small enough to keep, enough to draw the filling.
#pragma once

#include <string>
#include <vector>

#include "engine/app/field_map.h"
#include "engine/core/casting_state.h"
#include "engine/core/materials.h"

namespace sprue {

/// The metal at one time, seen from above; 3 bytes a column.
struct Snapshot {
  double time = 0;    ///< s
  double filled = 0;  ///< share of the pins' volume (of the whole shot where there are no pins)
  PlanGrid grid;
  std::vector<std::uint8_t> fill;          ///< metal / cavity of the column, 0..255
  std::vector<std::uint16_t> temperature;  ///< of the metal, tenths of a kelvin; 0 = none
};

/// Of a film: every thirtieth.
std::vector<double> film_shares();

/// Takes a snapshot when each of the given filled shares of the pins is passed, and one at the end of
/// filling.
class SnapshotRecorder {
 public:
  SnapshotRecorder(const Domain& domain, const AlloyCurve& alloy, std::vector<double> filled = film_shares());
  /// Call after each step, with Casting::fill_fraction. Whether one was taken.
  bool consider(const CastingState& state, double fill_fraction);
  /// Call once when filling has ended.
  void finish(const CastingState& state, double fill_fraction);
  const std::vector<Snapshot>& snapshots() const { return snapshots_; }
  /// Continue after a resume. Throws InputError naming `where` when they belong to another domain.
  void restore(std::vector<Snapshot> snapshots, const std::string& where);

 private:
  Snapshot take(const CastingState& state, double share) const;
  const Domain& domain_;
  const AlloyCurve& alloy_;
  PlanGrid grid_;
  std::vector<double> shares_;
  std::size_t next_ = 0;
  std::vector<Snapshot> snapshots_;
};

/// Bytes for a checkpoint's attachment, and back. Throws InputError naming `where` when they do not fit.
std::string save_snapshots(const std::vector<Snapshot>& snapshots);
std::vector<Snapshot> load_snapshots(const std::string& bytes, const std::string& where);

}  // namespace sprue
