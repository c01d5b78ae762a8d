#include "solvers/drive.h"

#include <algorithm>
#include <cmath>

namespace sprue {

namespace {

constexpr double least_gap = 1e-4;      // of the highest pressure, between it and the working point: 1 % of the free speed
constexpr double gap_kept = 0.8;        // a step at least
constexpr double answered_share = 0.9;  // of the head

}  // namespace

double last_pressure(const Inlet& inlet) {
  if (inlet.kind == DriveKind::pressure) return inlet.pressure.points.back().value;
  return std::max(inlet.head, inlet.intensified);
}

Drive::Drive(const Domain& domain, const CastingConditions& conditions, double density)
    : inlet_(conditions.inlet), spin_up_time_(conditions.rotation.speed != 0 ? conditions.rotation.spin_up_time : 0.0), density_(density),
      cell_volume_(domain.cell_volume()) {
  const FaceField<double> aperture = flow_aperture(domain);
  const auto inside = [&](Slot s) { return s < domain.grid.flow_slots() && domain.cavity_fraction[s] > 0; };
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
    for (int d = 0; d < 3; ++d) {
      if (domain.kind[d][s] != FaceKind::inlet || aperture[d][s] <= 0) continue;
      area_ += aperture[d][s] * domain.grid.cell * domain.grid.cell;
      cells_.emplace_back(inside(s) ? s : domain.grid.below(d, s), aperture[d][s]);
    }
}

double Drive::pressure(const CastingState& state, double time) const {
  switch (inlet_.kind) {
    case DriveKind::basin: return std::max(0.0, inlet_.head - inlet_.head_fall * state.poured * cell_volume_);
    case DriveKind::pressure: return inlet_.pressure.at(time);
    case DriveKind::plunger:
      if (inlet_.intensified > 0 && state.answered_time >= 0 && time >= state.answered_time + inlet_.intensification_delay)
        return inlet_.intensified;
      [[fallthrough]];
    case DriveKind::pump: break;
  }
  return inlet_.head;
}

double Drive::free_speed(const CastingState& state, double pressure) const {
  if (inlet_.kind == DriveKind::pump) return inlet_.flow_rate / area_;
  if (inlet_.kind == DriveKind::plunger)
    return inlet_.piston_area * (stroke(state) < inlet_.fast_stroke ? inlet_.slow_speed : inlet_.fast_speed) / area_;
  return std::sqrt(2 * pressure / (density_ * (1 + inlet_.loss)));
}

InletLaw Drive::law(const CastingState& state, double time) const {
  InletLaw law;
  law.shut = area_ <= 0 || time < inlet_.start_time || state.time > inlet_.shut_time || state.poured * cell_volume_ >= inlet_.volume;
  if (law.shut) return law;
  law.head = pressure(state, time);
  law.free_speed = free_speed(state, law.head);
  if (inlet_.kind == DriveKind::pump) {
    law.conductance = law.free_speed / law.head;
    law.poured = true;
    return law;
  }
  const double gap = std::max(std::abs(law.head - state.inlet_pressure), least_gap * highest_pressure());
  law.conductance = inlet_.kind == DriveKind::plunger ? law.free_speed / std::sqrt(law.head * gap) : std::sqrt(2 / (density_ * (1 + inlet_.loss) * gap));
  return law;
}

void Drive::note_answer(CastingState& state) const {
  if (cells_.empty()) return;
  double sum = 0, area = 0;
  for (const auto& [cell, aperture] : cells_) {
    sum += aperture * state.pressure[cell];
    area += aperture;
  }
  const double now = sum / area, head = pressure(state, state.time);
  const double least = gap_kept * std::abs(head - state.inlet_pressure);
  state.inlet_pressure = std::abs(head - now) < least ? head - std::copysign(least, head - now) : now;
  if (inlet_.kind == DriveKind::plunger && state.answered_time < 0 && state.inlet_pressure >= answered_share * head) state.answered_time = state.time;
}

double Drive::usual_rate() const {
  if (area_ <= 0) return 0;
  switch (inlet_.kind) {
    case DriveKind::pump: return inlet_.flow_rate;
    case DriveKind::plunger: return inlet_.piston_area * inlet_.slow_speed;
    case DriveKind::basin:
    case DriveKind::pressure: break;
  }
  return area_ * std::sqrt(2 * highest_pressure() / (density_ * (1 + inlet_.loss)));
}

double Drive::highest_pressure() const {
  if (area_ <= 0) return 0;
  return inlet_.kind == DriveKind::pressure ? inlet_.pressure.largest() : std::max(inlet_.head, inlet_.intensified);
}

double Drive::settled(const CastingState& state) const {
  double time = std::max(inlet_.start_time, spin_up_time_);
  if (inlet_.kind == DriveKind::pressure) time = std::max(time, inlet_.pressure.points.back().time);
  if (inlet_.kind == DriveKind::plunger && inlet_.intensified > 0 && state.answered_time >= 0)
    time = std::max(time, state.answered_time + inlet_.intensification_delay);
  return time;
}

}  // namespace sprue
