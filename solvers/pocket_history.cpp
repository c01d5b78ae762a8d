#include "solvers/pocket_history.h"

#include <algorithm>
#include <cmath>

namespace sprue {

namespace {

constexpr double worth_a_sample = 0.1;   // relative change

bool changed(double now, double then) { return std::abs(now - then) > worth_a_sample * std::abs(then); }

}  // namespace

void PocketHistory::add(double time, PocketChange event, std::int32_t other, const GasPocket& pocket, Record& record) {
  record.pocket_history.push_back({time, event, other, pocket});
  if (event == PocketChange::merged || event == PocketChange::vanished) last_.erase(pocket.id);
  else last_[pocket.id] = {pocket.volume, pocket.mass, pocket.vented};
}

void PocketHistory::write(const CastingState& state, const std::vector<GasPocket>& before, const std::map<std::int32_t, std::int32_t>& parent,
                          const std::map<std::int32_t, std::int32_t>& heir, Record& record) {
  if (!ready_) {
    const std::vector<PocketSample> known = std::move(record.pocket_history);
    record.pocket_history.clear();
    for (const PocketSample& s : known) add(s.time, s.event, s.other, s.pocket, record);
    ready_ = true;
  }
  const auto alive = [&](std::int32_t id) {
    return std::any_of(state.pockets.begin(), state.pockets.end(), [id](const GasPocket& p) { return p.id == id; });
  };
  for (const GasPocket& p : before) {
    if (last_.count(p.id) == 0 || alive(p.id)) continue;
    const auto to = heir.find(p.id);
    const bool merged = to != heir.end();
    add(state.time, merged ? PocketChange::merged : PocketChange::vanished, merged ? to->second : 0, p, record);
  }
  for (const GasPocket& p : state.pockets) {
    if (p.id <= 0) continue;
    const auto known = last_.find(p.id);
    if (known == last_.end()) {
      if (p.volume < least_volume_) continue;
      const auto from = parent.find(p.id);
      const bool split = from != parent.end();
      add(state.time, split ? PocketChange::split_off : PocketChange::opened, split ? from->second : 0, p, record);
    } else if (changed(p.volume, known->second.volume) || changed(p.mass, known->second.mass) || p.vented != known->second.vented) {
      add(state.time, PocketChange::grown, 0, p, record);
    }
  }
}

}  // namespace sprue
