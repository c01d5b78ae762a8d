#include "solvers/enthalpy_transport.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "engine/core/parallel.h"
#include "solvers/momentum_kernel.h"

namespace sprue {

namespace {

constexpr double nearly_none = 1e-9;  // units of a cell: below, rounding decides the temperature
constexpr double fair_amount = 1e-3;  // units of a cell
constexpr double moved_by_rounding = 1e-13;  // units of a cell
constexpr double most_room = 2;  // of upstream differences: the limiter's own bound
constexpr int most_passes = 20;  // each is a mean of what was there and what comes in: bounded and conservative wherever it ends
constexpr double passed_well = 1e-9;  // of the inlet's enthalpy

/// Fluxes of one step seen from a cell. Enthalpies here are J per unit of metal (a cell full).
class Carrier {
 public:
  Carrier(const Domain& domain, const CavityCells& cells, double inlet, const Field<double>& before, const MetalFluxes& fluxes,
          const CastingState& state)
      : domain_(domain), cells_(cells), inlet_(inlet), before_(before), fluxes_(fluxes), state_(state) {
    if (fluxes.blocks.empty())
      for (std::size_t b = 0; b < domain.grid.flow_blocks; ++b) blocks_.push_back(b);
    else
      blocks_ = fluxes.blocks;
    specific_.reset(new double[before.size()]);   // both set in blocks_ and those beside them alone: no metal looks farther
    room_.reset(new float[before.size()]);
    find_bounds();
    find_moving();
    const std::vector<std::size_t> looked_at = with_those_beside();
    parallel_for(looked_at.size(), [&](std::size_t i) {
      std::fill_n(specific_.get() + looked_at[i] * block_cells, block_cells, inlet);
      std::fill_n(room_.get() + looked_at[i] * block_cells, block_cells, 0.0f);
    });
    parallel_for(blocks_.size(), [&](std::size_t i) {
      const std::size_t b = blocks_[i];
      for (const Slot s : cells_of(b)) {
        if (before[s] >= nearly_none) specific_[s] = bounded(state.enthalpy[s] / before[s]);
        if (before[s] >= fair_amount) room_[s] = most_room;
      }
      for (const Slot s : moving_[i])
        if (before[s] >= fair_amount) room_[s] = room_of(s);
    });
    let_pass();
  }

  /// Flux out of s (positive) through face 2d+side, and the slot beyond (no_slot: outside).
  double out(Slot s, int f, Slot& beyond) const {
    const int d = f / 2, step = f % 2 ? 1 : -1;
    beyond = step > 0 ? domain_.grid.above(d, s) : domain_.grid.below(d, s);
    if (beyond != no_slot && beyond >= before_.size()) beyond = no_slot;
    const Slot face = step > 0 ? beyond : s;
    return face == no_slot ? 0.0 : step * fluxes_.volume[static_cast<std::size_t>(d)][face];
  }
  bool outside(Slot s, int f) const {
    Slot beyond;
    out(s, f, beyond);
    const Slot face = f % 2 ? beyond : s;
    const FaceKind kind = domain_.kind[static_cast<std::size_t>(f / 2)][face];
    return kind == FaceKind::inlet || kind == FaceKind::open;
  }
  bool in_domain(Slot s) const { return domain_.cavity_fraction[s] > 0; }

  /// J carried out of s through face f (negative: into it). The same value, negated, from the other side.
  double carried(Slot s, int f) const {
    Slot beyond;
    const double flux = out(s, f, beyond);
    if (flux == 0) return 0;
    if (flux > 0) return flux * (specific_[s] + rise(s, f, beyond));
    return flux * (outside(s, f) || beyond == no_slot ? inlet_ : specific_[beyond] + rise(beyond, f ^ 1, s));
  }
  double specific(Slot s) const { return specific_[s]; }
  /// Those in which anything moves, ascending.
  const std::vector<std::size_t>& blocks() const { return blocks_; }
  /// Of those, the cells in which anything moves.
  std::span<const Slot> cells_of(std::size_t block) const { return fluxes_.near != nullptr ? fluxes_.near->of(block) : cells_.of(block); }
  /// Of the cells of blocks()[i], those with a flux.
  const std::vector<Slot>& moving(std::size_t i) const { return moving_[i]; }
  /// body(slot) for the cells of blocks(), one after the other.
  template <class Body>
  void each_cell(Body&& body) const {
    for (const std::size_t b : blocks_)
      for (const Slot s : cells_of(b)) body(s);
  }
  /// Within what cells that hold a fair amount, and the inlet, have: in a wisp a rounding error of its content would be magnified.
  double bounded(double specific) const { return std::clamp(specific, lowest_, highest_); }

 private:
  void find_moving() {
    moving_.resize(blocks_.size());
    parallel_for(blocks_.size(), [&](std::size_t i) {
      for (const Slot s : cells_of(blocks_[i])) {
        bool moves = false;
        for (int d = 0; d < 3 && !moves; ++d) {
          const Slot above = domain_.grid.above(d, s);
          const Field<double>& flux = fluxes_.volume[static_cast<std::size_t>(d)];
          moves = flux[s] != 0 || (above < before_.size() && flux[above] != 0);
        }
        if (moves) moving_[i].push_back(s);
      }
    });
  }
  std::vector<std::size_t> with_those_beside() const {
    std::vector<std::uint8_t> looked_at(domain_.grid.flow_blocks, 0);
    for (const std::size_t b : blocks_) {
      looked_at[b] = 1;
      for (int n = 0; n < 6; ++n)
        if (const std::int32_t beside = domain_.grid.face_neighbour(b, n / 2, n % 2); beside >= 0 && static_cast<std::size_t>(beside) < looked_at.size())
          looked_at[static_cast<std::size_t>(beside)] = 1;
    }
    std::vector<std::size_t> list;
    for (std::size_t b = 0; b < looked_at.size(); ++b)
      if (looked_at[b]) list.push_back(b);
    return list;
  }
  double given(Slot s) const {
    double sum = 0;
    Slot beyond;
    for (int f = 0; f < 6; ++f) sum += std::max(0.0, out(s, f, beyond));
    return sum;
  }
  /// Bound of the upstream differences of what leaves a cell (momentum.h); more than a film of metal everywhere makes it count.
  float room_of(Slot s) const {
    const double leaves = given(s), left = before_[s] - leaves;
    return leaves <= 0 ? most_room : static_cast<float>(std::clamp(2 * left / leaves, 1e-30, most_room));
  }
  /// What the metal that leaves s through face f has more than the mean of s; the receiver and the cell upstream hold more than a film.
  double rise(Slot s, int f, Slot receiver) const {
    const int d = f / 2;
    const Slot upstream = f % 2 ? domain_.grid.below(d, s) : domain_.grid.above(d, s);
    if (receiver == no_slot || upstream >= before_.size() || room_[s] <= 0 || room_[receiver] <= 0 || room_[upstream] <= 0) return 0;
    return limited_rise(specific_[s] - specific_[upstream], specific_[receiver] - specific_[s], static_cast<double>(room_[s]));
  }

  /// Cells that give more than they held: what passes through them has the mean enthalpy of what comes in.
  void let_pass() {
    std::vector<std::vector<Slot>> by_block(blocks_.size());
    parallel_for(by_block.size(), [&](std::size_t i) {
      for (const Slot s : moving_[i]) {
        const double leaves = in_domain(s) ? given(s) : 0;
        if (leaves > 0 && leaves > before_[s]) by_block[i].push_back(s);
      }
    });
    std::vector<Slot> passing;
    for (const auto& list : by_block) passing.insert(passing.end(), list.begin(), list.end());
    for (int pass = 0; pass < most_passes; ++pass) {
      double change = 0;
      for (Slot s : passing) change = std::max(change, pass_through(s));
      if (change <= passed_well) break;
    }
  }

  double pass_through(Slot s) {
    double given = 0, taken = 0, brought = 0;
    for (int f = 0; f < 6; ++f) {
      Slot beyond;
      const double flux = out(s, f, beyond);
      if (flux > 0) given += flux;
      if (flux < 0) taken -= flux, brought -= carried(s, f);
    }
    if (taken <= 0) return 0;
    const double held = std::clamp(before_[s], 0.0, given);  // rounding leaves a little less than none
    const double own = before_[s] >= nearly_none ? bounded(state_.enthalpy[s] / before_[s]) : inlet_;
    const double mixed = (held * own + (given - held) * (brought / taken)) / given;
    const double change = std::abs(mixed - specific_[s]) / std::max(std::abs(mixed), std::abs(inlet_) + 1e-300);
    specific_[s] = mixed;
    return change;
  }

  void find_bounds() {
    const auto extreme = [&](double sign) {
      return sign * parallel_max(blocks_.size(), sign * inlet_, [&](std::size_t i) {
               double most = sign * inlet_;
               for (const Slot s : cells_of(blocks_[i]))
                 if (before_[s] >= fair_amount) most = std::max(most, sign * state_.enthalpy[s] / before_[s]);
               return most;
             });
    };
    lowest_ = extreme(-1);
    highest_ = extreme(1);
  }

  const Domain& domain_;
  const CavityCells& cells_;
  double inlet_, lowest_ = 0, highest_ = 0;
  const Field<double>& before_;
  const MetalFluxes& fluxes_;
  const CastingState& state_;
  std::vector<std::size_t> blocks_;
  std::vector<std::vector<Slot>> moving_;   // by block of blocks_
  std::unique_ptr<double[]> specific_;
  std::unique_ptr<float[]> room_;   // 0 = first order beside this cell
};

/// Metal that moved without a flux (the fallback of the advection) takes its enthalpy along: what its donors gave, shared among
/// its receivers by their amounts.
void follow_moved_metal(const Carrier& carrier, const Field<double>& metal_before, CastingState& state) {
  const std::unique_ptr<double[]> moved(new double[state.metal.size()]);   // set in the cells of the blocks where anything moves
  parallel_for(carrier.blocks().size(), [&](std::size_t i) {
    for (const Slot s : carrier.cells_of(carrier.blocks()[i])) moved[s] = carrier.in_domain(s) ? state.metal[s] - metal_before[s] : 0;
    for (const Slot s : carrier.moving(i)) {
      if (!carrier.in_domain(s) || (metal_before[s] == 0 && state.metal[s] == 0)) continue;
      double by_flux = metal_before[s];
      Slot beyond;
      for (int f = 0; f < 6; ++f) by_flux -= carrier.out(s, f, beyond);
      moved[s] = state.metal[s] - by_flux;
    }
  });
  double given = 0, taken = 0;
  carrier.each_cell([&](Slot s) {
    if (moved[s] > moved_by_rounding) taken += moved[s];
    if (moved[s] >= -moved_by_rounding) return;
    const double share = std::min(1.0, -moved[s] / (state.metal[s] - moved[s])) * state.enthalpy[s];
    state.enthalpy[s] -= share;
    given += share;
  });
  if (taken == 0) {  // nothing received it: it stays in the balance as gone with the metal
    state.enthalpy_out += given;
    return;
  }
  carrier.each_cell([&](Slot s) {
    if (moved[s] > moved_by_rounding) state.enthalpy[s] += given * (moved[s] / taken);
  });
}

/// Cells (nearly) without metal get the content their metal should have, others none beyond the bounds; the difference goes to the
/// heaviest neighbour, or where a wisp is alone to the heaviest cell of all.
void settle_light_cells(const Domain& domain, const Carrier& carrier, CastingState& state) {
  double homeless = 0;
  Slot heaviest_of_all = 0;
  carrier.each_cell([&](Slot s) {
    if (state.metal[s] > state.metal[heaviest_of_all]) heaviest_of_all = s;
    if (state.metal[s] >= fair_amount || (state.enthalpy[s] == 0 && state.metal[s] == 0)) return;
    const double specific = state.metal[s] >= nearly_none ? carrier.bounded(state.enthalpy[s] / state.metal[s]) : carrier.bounded(carrier.specific(s));
    const double right = state.metal[s] * specific, rest = state.enthalpy[s] - right;
    Slot heaviest = no_slot;
    double most = std::max(state.metal[s], nearly_none);
    for (int f = 0; f < 6; ++f) {
      Slot beyond;
      carrier.out(s, f, beyond);
      if (beyond == no_slot || domain.cavity_fraction[beyond] <= 0 || state.metal[beyond] <= most) continue;
      most = state.metal[beyond];
      heaviest = beyond;
    }
    state.enthalpy[s] = right;
    (heaviest == no_slot ? homeless : state.enthalpy[heaviest]) += rest;
  });
  (state.metal[heaviest_of_all] > 0 ? state.enthalpy[heaviest_of_all] : state.enthalpy_out) += homeless;
}

}  // namespace

void carry_enthalpy(const Domain& domain, const CavityCells& cells, double reference_density, double inlet_enthalpy, const Field<double>& metal_before,
                    const MetalFluxes& fluxes, CastingState& state) {
  const double cell_mass = reference_density * domain.cell_volume();
  const Carrier carrier(domain, cells, inlet_enthalpy * cell_mass, metal_before, fluxes, state);
  std::vector<std::array<double, 2>> through(carrier.blocks().size(), {0.0, 0.0});
  parallel_for(through.size(), [&](std::size_t i) {
    for (const Slot s : carrier.moving(i)) {
      if (!carrier.in_domain(s)) continue;
      double lost = 0;
      for (int f = 0; f < 6; ++f) {
        const double carried = carrier.carried(s, f);
        if (carried == 0) continue;
        lost += carried;
        Slot beyond;
        if (carrier.outside(s, f)) through[i][carrier.out(s, f, beyond) > 0 ? 1 : 0] += std::abs(carried);
      }
      state.enthalpy[s] -= lost;
    }
  });
  for (const auto& [in, out] : through) {
    state.enthalpy_in += in;
    state.enthalpy_out += out;
  }
  follow_moved_metal(carrier, metal_before, state);
  settle_light_cells(domain, carrier, state);
}

}  // namespace sprue
