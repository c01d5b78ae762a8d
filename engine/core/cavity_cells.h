/// The slots of the flow blocks that matter to the metal: cells with a cavity, and slots whose low face is open. In thin castings they
/// are a third of the slots of their blocks; the fields of the metal are 0 in all others.
#pragma once

#include <span>
#include <vector>

#include "engine/core/domain.h"

namespace sprue {

class CavityCells {
 public:
  explicit CavityCells(const Domain& domain);
  /// Of one flow block, ascending.
  std::span<const Slot> of(std::size_t block) const {
    return {slots_.data() + first_[block], slots_.data() + first_[block + 1]};
  }
  /// Of all flow blocks, ascending.
  std::span<const Slot> all() const { return slots_; }

 private:
  std::vector<std::size_t> first_;
  std::vector<Slot> slots_;
};

}  // namespace sprue
