/// A small casting with every array different, for tests of files.
#pragma once

#include "engine/core/record.h"

namespace sprue::test {

/// Two flow blocks side by side in x and one block of mould behind; half of the cavity is filled with ever
/// different numbers.
inline Domain small_domain() {
  Domain d;
  d.grid = make_block_grid(1e-4, {-1e-3, 2e-3, 0}, {{0, 0, 0}, {1, 0, 0}}, {{0, 1, 0}});
  const std::size_t n = d.grid.flow_slots();
  d.cavity_fraction.assign(n, 0.0);
  d.aperture = make_face_field<double>(n);
  d.kind = make_face_field<FaceKind>(n, FaceKind::wall);
  d.wall_area.assign(n, 0.0f);
  d.cavity.assign(n, 1);
  d.element.assign(n, no_element);
  d.feature_width.assign(n, 0.0f);
  d.mould_index.assign(d.grid.slots(), 0);
  d.thermal_boundary = make_face_field<std::uint8_t>(d.grid.slots());
  d.moulds = {"silicone"};
  for (Slot s = 0; s < n; ++s) d.cavity_fraction[s] = 0.25 + 0.75 * (s % 7) / 7.0;
  return d;
}

inline CastingState small_state(const Domain& d) {
  CastingState state = make_casting_state(d, 293.15);
  state.time = 0.1 + 1e-17;
  state.step = 42;
  state.phase = Phase::freezing;
  for (Slot s = 0; s < state.metal.size(); ++s) {
    state.metal[s] = d.cavity_fraction[s] / (1.0 + s % 3);
    state.enthalpy[s] = 1e-5 / (s + 1.0);
    state.pressure[s] = 1000.0 / 3 - s;
    state.pocket[s] = static_cast<std::int32_t>(s % 2);
    for (std::size_t a = 0; a < 3; ++a) state.velocity[a][s] = 0.1 * static_cast<double>(a + 1) / (s + 7.0);
  }
  for (std::size_t s = 0; s < state.mould_temperature.size(); ++s)
    state.mould_temperature[s] = 300 + 1.0 / (static_cast<double>(s) + 3);
  state.pockets = {{3, 1.1e-9, 300.3, 123456.7, 9.1e-10, 2e-11, true, {1e-3, 2e-3, 1.0 / 3}}};
  state.parcels = {{{1, 2, 3}, {-0.1, 0.2, 1.0 / 7}, 0.03, 1e-4, true}};
  state.parcels_made = 7;
  state.parcels_returned = 5;
  state.parcel_metal_made = 1.0 / 29;
  state.parcel_metal_returned = 1.0 / 31;
  state.next_pocket_id = 4;
  state.skin = state.metal;
  state.last_dt = 1.0 / 11;
  state.heat_step = 1.0 / 13;
  state.heat_lag = 1.0 / 17;
  state.progress_time = 1.0 / 19;
  state.progress_metal = 1.0 / 23;
  state.metal_in = 1.0 / 3;
  state.heat_out = 2.0 / 7;
  return state;
}

inline Record small_record(const Domain& d) {
  Record record = make_record(d);
  for (std::size_t s = 0; s < record.arrival.size(); s += 2)
    record.arrival[s] = 1.0f / (static_cast<float>(s) + 1);
  record.pockets = {{0.25, {5, 1e-9, 301, 2e5, 1e-10, 0, false, {0, 1, 2}}, 2}};
  record.pocket_history = {{0.125, PocketChange::split_off, 3, {5, 1e-9, 301, 2e5, 1e-10, 1e-12, true, {0, 1, 2}}}};
  record.history = {{0.1, 10, 11, 12.5, 0.3, 0.01, 0}, {0.2, 20, 21, 22.5, 0.4, 0.02, 1}};
  return record;
}

}  // namespace sprue::test
