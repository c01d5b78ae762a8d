/// What happened where over time. Written by the coupled step, read by findings and pictures.
#pragma once

#include <vector>

#include "engine/core/casting_state.h"

namespace sprue {

constexpr float never = -1.0f;

struct PocketEvent {   ///< a trapped pocket as last seen (when it vanished, was vented, or at the end)
  double time = 0;     ///< s
  GasPocket pocket;
  int cavity = 0;
};

enum class PocketChange : std::uint8_t { grown, opened, split_off, merged, vanished };

struct PocketSample {  ///< one line of a pocket's history: at each change, and when volume or mass changed by a tenth
  double time = 0;     ///< s
  PocketChange event = PocketChange::grown;
  std::int32_t other = 0;  ///< id of the pocket it split off from or merged into
  GasPocket pocket;
};

struct HistorySample { ///< one line of the run's history
  double time = 0, metal = 0 /*cells*/, inflow = 0 /*cells since start*/, enthalpy_in = 0 /*J*/, heat_out = 0 /*J*/, max_speed = 0 /*m/s, of the metal*/,
         solid_fraction = 0 /*of the metal*/, shrinkage = 0 /*void volume, cells*/;
};

struct Record {
  // flow_slots() entries; `never` where it did not happen
  Field<float> arrival;              ///< s, metal first fills half of the cell's cavity
  Field<float> arrival_temperature;  ///< K, of the metal at arrival
  Field<float> meeting_temperature;  ///< K, where two fronts met; never elsewhere
  Field<float> solidification;       ///< s, solid fraction reached 1
  Field<float> below_liquidus;       ///< s, freezing began
  Field<float> solid_40, solid_90, solid_99;   ///< s, solid fraction reached 0.4, 0.9, 0.99
  Field<float> critical_time;        ///< s, passed the temperature at which gradients are taken (solvers/freezing_record.h)
  Field<float> cooling_rate;         ///< K/s then
  Field<float> cut_off;              ///< s, cell was still liquid when its pool lost the feed
  Field<float> shrinkage_void;       ///< share of the cell's cavity left empty by contraction
  std::vector<PocketEvent> pockets;
  std::vector<PocketSample> pocket_history;   ///< of pockets of a few cells and more
  std::vector<HistorySample> history;
};

Record make_record(const Domain& domain);

}  // namespace sprue
