#include "engine/app/snapshot.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/core/error.h"

namespace sprue {

std::vector<double> film_shares() {
  std::vector<double> shares{1e-3};
  for (int n = 1; n < 30; ++n) shares.push_back(n / 30.0);
  return shares;
}

SnapshotRecorder::SnapshotRecorder(const Domain& domain, const AlloyCurve& alloy, std::vector<double> filled)
    : domain_(domain), alloy_(alloy), grid_(plan_grid(domain)), shares_(std::move(filled)) {
  std::sort(shares_.begin(), shares_.end());
}

bool SnapshotRecorder::consider(const CastingState& state, double fill_fraction) {
  if (next_ >= shares_.size() || fill_fraction < shares_[next_]) return false;
  while (next_ < shares_.size() && fill_fraction >= shares_[next_]) ++next_;
  snapshots_.push_back(take(state, fill_fraction));
  return true;
}

void SnapshotRecorder::finish(const CastingState& state, double fill_fraction) {
  next_ = shares_.size();
  if (!snapshots_.empty() && snapshots_.back().filled > fill_fraction - 0.02 && snapshots_.size() > 4)
    snapshots_.pop_back();
  snapshots_.push_back(take(state, fill_fraction));
}

void SnapshotRecorder::restore(std::vector<Snapshot> snapshots, const std::string& where) {
  snapshots_ = std::move(snapshots);
  next_ = 0;
  for (const Snapshot& shot : snapshots_) {
    if (shot.fill.size() != grid_.size())
      throw InputError("snapshots belong to another domain", where, "", "run again without --resume");
    while (next_ < shares_.size() && shot.filled >= shares_[next_]) ++next_;
  }
}

Snapshot SnapshotRecorder::take(const CastingState& state, double share) const {
  Snapshot shot{state.time, share, grid_, std::vector<std::uint8_t>(grid_.size(), 0),
                std::vector<std::uint16_t>(grid_.size(), 0)};
  std::vector<double> metal(grid_.size(), 0.0), cavity(grid_.size(), 0.0), enthalpy(grid_.size(), 0.0);
  for (Slot s = 0; s < domain_.grid.flow_slots(); ++s) {
    if (domain_.cavity_fraction[s] <= 0) continue;
    const std::size_t c = grid_.column(domain_.grid.cell_of(s));
    metal[c] += state.metal[s];
    cavity[c] += domain_.cavity_fraction[s];
    enthalpy[c] += state.enthalpy[s];
  }
  const double mass = alloy_.reference_density() * domain_.cell_volume();
  for (std::size_t c = 0; c < grid_.size(); ++c) {
    if (cavity[c] <= 0 || metal[c] <= 1e-6) continue;
    shot.fill[c] = static_cast<std::uint8_t>(std::lround(255 * std::min(1.0, metal[c] / cavity[c])));
    const double t = alloy_.temperature(enthalpy[c] / (mass * metal[c]));
    shot.temperature[c] = static_cast<std::uint16_t>(std::lround(std::clamp(10 * t, 1.0, 65535.0)));
  }
  return shot;
}

namespace {

constexpr std::uint32_t snapshot_format = 1;
const char* const remedy = "run again without --resume";

template <class T>
void put(std::string& out, const T& v) {
  out.append(reinterpret_cast<const char*>(&v), sizeof v);
}

struct ByteReader {
  const std::string& bytes;
  const std::string& where;
  std::size_t at = 0;
  void take(void* to, std::size_t n) {
    if (n > bytes.size() - at) throw InputError("snapshots are cut short", where, "", remedy);
    std::memcpy(to, bytes.data() + at, n);
    at += n;
  }
  template <class T>
  T get() {
    T v;
    take(&v, sizeof v);
    return v;
  }
};

}  // namespace

std::string save_snapshots(const std::vector<Snapshot>& snapshots) {
  std::string out;
  put(out, snapshot_format);
  put(out, static_cast<std::uint32_t>(snapshots.size()));
  for (const Snapshot& s : snapshots) {
    for (double v : {s.time, s.filled, s.grid.cell, s.grid.origin.x, s.grid.origin.y}) put(out, v);
    for (int v : {s.grid.low.i, s.grid.low.j, s.grid.low.k, s.grid.nx, s.grid.ny, s.grid.nz}) put(out, v);
    out.append(reinterpret_cast<const char*>(s.fill.data()), s.fill.size());
    out.append(reinterpret_cast<const char*>(s.temperature.data()), s.temperature.size() * 2);
  }
  return out;
}

std::vector<Snapshot> load_snapshots(const std::string& bytes, const std::string& where) {
  ByteReader in{bytes, where};
  if (in.get<std::uint32_t>() != snapshot_format)
    throw InputError("snapshots of another version", where, "", remedy);
  std::vector<Snapshot> all;
  for (std::uint32_t n = in.get<std::uint32_t>(); n > 0; --n) {
    Snapshot s;
    for (double* v : {&s.time, &s.filled, &s.grid.cell, &s.grid.origin.x, &s.grid.origin.y})
      *v = in.get<double>();
    for (int* v : {&s.grid.low.i, &s.grid.low.j, &s.grid.low.k, &s.grid.nx, &s.grid.ny, &s.grid.nz})
      *v = in.get<int>();
    if (s.grid.nx < 0 || s.grid.ny < 0 || s.grid.size() > bytes.size())
      throw InputError("snapshots are damaged", where, "", remedy);
    s.fill.resize(s.grid.size());
    s.temperature.resize(s.grid.size());
    in.take(s.fill.data(), s.fill.size());
    in.take(s.temperature.data(), s.temperature.size() * 2);
    all.push_back(std::move(s));
  }
  return all;
}

}  // namespace sprue
