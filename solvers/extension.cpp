#include "solvers/extension.h"

#include <algorithm>
#include <cmath>

#include "engine/core/parallel.h"
#include "solvers/momentum.h"

namespace sprue {

namespace {

constexpr double band_metal = 1e-9;     // units of a cell; less is dust: it needs a velocity, not one free of divergence
constexpr double flying_mass = 1e-14;
constexpr int layers = 16;
constexpr int empty_rings = 2;          // of cells beside metal: in small cut cells metal passes through one and on in a step
constexpr double room_used = 0.5;       // of a cell's gas may be taken by net inflow in a step
constexpr double jet = 1;               // bound of psi, in units of the fastest face of a cell, in one that a pressure cell feeds,
constexpr double free_jet = 10;         // and elsewhere
constexpr double least_overfill = 1e-9; // units of a cell
constexpr double tolerance = 1e-9;
constexpr int most_iterations = 300;
constexpr double round_off_courant = 1e-14;
constexpr std::uint8_t known = 1, wanted = 2, first_layer = 3;  // levels of faces
constexpr std::uint8_t solved = 1, dust = 2, empty = 3;         // marks of cells

}  // namespace

void Extension::clear(Slot s) { band_[s] = level_[0][s] = level_[1][s] = level_[2][s] = 0; }

void Extension::mark_band(const CastingState& state, const Field<std::uint8_t>& pressure) {
  std::vector<std::vector<Slot>> found(c_.blocks.size());
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (const Slot s : c_.near.of(b)) {
      band_[s] = 0;
      if (c_.domain.cavity_fraction[s] < sliver_fraction || pressure[s]) continue;
      bool filling = state.metal[s] > band_metal;
      for (int d = 0; d < 3 && !filling; ++d) {
        const Slot above = c_.high(s, d);
        filling = c_.inlet(d, s) || (above != no_slot && c_.inlet(d, above));
      }
      band_[s] = filling ? solved : state.metal[s] > 0 ? dust : 0;
      if (filling) found[i].push_back(s);
    }
  });
  for (int ring = 0; ring < empty_rings; ++ring) {
    std::vector<std::vector<Slot>> beside(c_.blocks.size());
    parallel_for(c_.blocks.size(), [&](std::size_t i) {
      for (const Slot s : c_.near.of(c_.blocks[i]))
        if (band_[s] != solved && band_[s] != empty && !pressure[s] && c_.domain.cavity_fraction[s] >= sliver_fraction && receives(pressure, s)) beside[i].push_back(s);
    });
    for (std::size_t i = 0; i < found.size(); ++i) {
      for (const Slot s : beside[i]) band_[s] = empty;
      found[i].insert(found[i].end(), beside[i].begin(), beside[i].end());
    }
  }
  banded_.clear();
  for (auto& part : found) {
    std::sort(part.begin(), part.end());
    banded_.insert(banded_.end(), part.begin(), part.end());
  }
}

/// Has an open face to a cell with metal, or to one that may receive some.
bool Extension::receives(const Field<std::uint8_t>& pressure, Slot s) const {
  for (int d = 0; d < 3; ++d)
    for (int by = -1; by <= 1; by += 2) {
      const Slot n = c_.step(s, d, by);
      if (n != no_slot && c_.aperture[d][by > 0 ? n : s] > 0 && (pressure[n] || band_[n] == solved || band_[n] == empty)) return true;
    }
  return false;
}

void Extension::mark_faces(CastingState& state, const Field<std::uint8_t>& pressure, const Field<double>& drag) {
  std::vector<std::vector<std::pair<int, Slot>>> found(c_.blocks.size());
  const double coming = c_.law.shut ? 0 : c_.law.free_speed;
  parallel_for(c_.blocks.size(), [&](std::size_t i) {
    const std::size_t b = c_.blocks[i];
    for (const Slot s : c_.near.of(b))
      for (int d = 0; d < 3; ++d) {
        std::uint8_t& level = level_[d][s];
        double& u = state.velocity[d][s];
        level = 0;
        if (c_.aperture[d][s] <= 0) continue;
        const Slot below = c_.low(s, d);
        const auto is = [](const Field<std::uint8_t>& flag, Slot n) { return n != no_slot && flag[n] != 0; };
        if (is(pressure, s) || is(pressure, below)) {
          level = known;
        } else if (c_.inlet(d, s)) {
          level = known;
          u = c_.inside(s) ? coming : -coming;
        } else if ((is(band_, s) || is(band_, below)) && !std::isinf(c_.face_drag(drag, below, s))) {
          level = wanted;
          found[i].push_back({d, s});
        } else {
          u = 0;
        }
      }
  });
  wanted_.clear();
  for (const auto& part : found) wanted_.insert(wanted_.end(), part.begin(), part.end());
}

/// Mean of the known velocities beside a face; not a number where there is none.
double Extension::mean_beside(const CastingState& state, int d, Slot s) const {
  double sum = 0;
  int count = 0;
  for (int e = 0; e < 3; ++e)
    for (int by = -1; by <= 1; by += 2) {
      const Slot n = c_.step(s, e, by);
      if (n == no_slot || level_[d][n] == 0 || level_[d][n] == wanted) continue;
      sum += state.velocity[d][n];
      ++count;
    }
  return sum / count;
}

void Extension::extrapolate(CastingState& state, double dt, const BodyForce& force) {
  std::vector<std::pair<int, Slot>> left = wanted_, next;
  std::vector<double> mean;
  for (int layer = 0; layer < layers && !left.empty(); ++layer) {
    mean.resize(left.size());
    parallel_chunks(left.size(), 256, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) mean[i] = mean_beside(state, left[i].first, left[i].second);
    });
    next.clear();
    for (std::size_t i = 0; i < left.size(); ++i) {
      const auto [d, s] = left[i];
      if (std::isnan(mean[i])) {
        next.push_back(left[i]);
        continue;
      }
      state.velocity[d][s] = mean[i];
      level_[d][s] = static_cast<std::uint8_t>(first_layer + layer);
    }
    if (next.size() == left.size()) break;
    left.swap(next);
  }
  for (const auto& [d, s] : left) {   // out of reach
    double& u = state.velocity[d][s];
    u = face_mass(c_, state.metal, d, s) > flying_mass ? u - dt * force.gradient(c_.face_centre(d, s))[d] : 0;
  }
}

void Extension::assemble_row(const CastingState& state, double dt, std::size_t n) {
  const Slot s = solved_[n];
  const auto& u = state.velocity;
  CompactSystem::Row& row = system_.rows[n];
  double& rhs = system_.rhs[n];
  double fastest = 0;
  bool fed = false;
  row.diagonal = rhs = system_.x[n] = 0;
  for (int d = 0; d < 3; ++d) {
    const auto axis = static_cast<std::size_t>(d);
    const Slot below = c_.low(s, d), above = c_.high(s, d);
    row.low[axis] = below == no_slot ? -1 : number_[below];
    row.high[axis] = above == no_slot ? -1 : number_[above];
    row.face[axis] = 0;
    const auto side = [&](Slot face, std::int32_t beyond, double inward) {
      const double area = c_.aperture[d][face];
      if (level_[d][face] >= wanted && beyond < 0) row.diagonal += area;
      rhs += inward * area * u[d][face];
      fed = fed || (level_[d][face] == known && area * inward * u[d][face] > 0);
      fastest = std::max(fastest, std::abs(u[d][face]));
    };
    side(s, row.low[axis], 1);
    if (level_[d][s] >= wanted && row.low[axis] >= 0) row.face[axis] = c_.aperture[d][s];
    if (above != no_slot) side(above, row.high[axis], -1);
  }
  if (rhs == 0) return;
  const double room = c_.domain.cavity_fraction[s] - state.metal[s];
  if (rhs > 0) rhs = std::max(0.0, rhs - room_used * room * c_.cell / dt);
  row.diagonal += std::abs(rhs) / ((fed ? jet : free_jet) * fastest);
}

/// What flows into a cell beyond what flows out, as a velocity through one cell face.
double Extension::inflow(const CastingState& state, Slot s) const {
  double net = 0;
  for (int d = 0; d < 3; ++d) {
    const Slot above = c_.high(s, d);
    const double low = c_.aperture[d][s] * state.velocity[d][s], high = above == no_slot ? 0 : c_.aperture[d][above] * state.velocity[d][above];
    net += low - high;
  }
  return net;
}

/// Empty cells take part only where more than their room would come: the others are gas, psi = 0.
void Extension::number_cells(const CastingState& state, double dt) {
  solved_.clear();
  for (const Slot s : banded_)
    if (band_[s] == solved || inflow(state, s) > room_used * c_.domain.cavity_fraction[s] * c_.cell / dt) solved_.push_back(s);
  for (std::size_t n = 0; n < solved_.size(); ++n) number_[solved_[n]] = static_cast<std::int32_t>(n);
}

void Extension::assemble(const CastingState& state, double dt) {
  system_.resize(solved_.size());
  parallel_chunks(solved_.size(), 256, [&](std::size_t begin, std::size_t end) {
    for (std::size_t n = begin; n < end; ++n) assemble_row(state, dt, n);
  });
}

void Extension::correct(CastingState& state) const {
  for (const auto& [d, s] : wanted_) state.velocity[d][s] -= psi(s) - psi(c_.low(s, d));
}

/// Whether there is so much metal within two cells (what may arrive in a step): the velocities about a wisp may meet in a cell it cannot fill.
bool Extension::metal_near(const CastingState& state, Slot s, double amount) const {
  double metal = 0;
  for (int k = -2; k <= 2; ++k)
    for (int j = -2; j <= 2; ++j)
      for (int i = -2; i <= 2; ++i) {
        const Slot t = c_.domain.grid.neighbour(s, i, j, k);
        if (t < state.metal.size() && (metal += state.metal[t]) > amount) return true;
      }
  return false;
}

const std::vector<Slot>& Extension::find_overfilled(const CastingState& state, double dt) {
  overfilled_.clear();
  std::vector<std::uint8_t> over(banded_.size(), 0);
  parallel_chunks(banded_.size(), 256, [&](std::size_t begin, std::size_t end) {
    for (std::size_t n = begin; n < end; ++n) {
      const Slot s = banded_[n];
      const double room = std::max(0.0, c_.domain.cavity_fraction[s] - state.metal[s]);
      over[n] = inflow(state, s) * dt / c_.cell > filled_in_a_step * room + least_overfill && metal_near(state, s, filled_in_a_step * room);
    }
  });
  for (std::size_t n = 0; n < banded_.size(); ++n)
    if (over[n]) overfilled_.push_back(banded_[n]);
  return overfilled_;
}

SolveReport Extension::advance(CastingState& state, double dt, const BodyForce& force, const VolumeOfFluid& surface,
                               const Field<double>& drag) {
  mark_band(state, surface.pressure_cell());
  mark_faces(state, surface.pressure_cell(), drag);
  SolveReport report;
  report.converged = true;
  if (wanted_.empty()) return report;
  extrapolate(state, dt, force);
  number_cells(state, dt);
  assemble(state, dt);
  report = system_.solve(tolerance, most_iterations, round_off_courant * c_.cell / dt);
  correct(state);
  for (const Slot s : solved_) number_[s] = -1;
  return report;
}

}  // namespace sprue
