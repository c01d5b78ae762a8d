/// Everything that changes while a casting runs. Saved whole in a checkpoint; its hash covers every array.
///
/// Metal is counted as volume at the alloy's reference density (liquid at the liquidus), in units of a cell:
/// mass of a slot = reference density * metal * cell^3. While metal flows, 0 <= metal <= V. When flow has retired,
/// feeding moves metal between cells: a frozen cell may then hold up to V * rho_solid / rho_reference, and the
/// share of V that contracted metal leaves empty is a void.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/domain.h"

namespace sprue {

/// One connected body of gas. Ideal gas: pressure * volume = mass * R * temperature.
struct GasPocket {
  std::int32_t id = 0;        ///< stable while the pocket lives; 0 is never used
  double mass = 0;            ///< kg
  double temperature = 0;     ///< K
  double pressure = 0;        ///< Pa, absolute
  double volume = 0;          ///< m3
  double lost = 0;            ///< kg that left it through vents and openings, less what came in
  bool vented = false;        ///< touches an open face or an open vent
  Vec3 where;                 ///< centroid, tool frame
};

/// A fragment of metal without a pressure cell: moves by itself until it lands (solvers/parcels.h).
struct Parcel {
  Vec3 position, velocity;    ///< m, m/s, frame of the domain
  double metal = 0;           ///< in units of a cell
  double enthalpy = 0;        ///< J
  bool stuck = false;         ///< at a wall, at rest
};

enum class Phase : std::uint8_t { filling, freezing, done };

struct CastingState {
  double time = 0;            ///< s
  std::int64_t step = 0;
  Phase phase = Phase::filling;

  // flow_slots() entries
  Field<double> metal;              ///< reference volume of metal, units of a cell
  FaceField<double> velocity;       ///< m/s on the low face, frame of the domain (rotating with the tool)
  Field<double> pressure;           ///< Pa, gauge against outside gas
  Field<double> enthalpy;           ///< J of metal in the slot (extensive), 0 at solid 25 degC
  Field<std::int32_t> pocket;       ///< id of the gas pocket the slot's gas belongs to; 0 = none

  // flow_slots() entries once flow has retired, empty before
  Field<double> skin;               ///< volume the metal occupied when flow retired, units of a cell
  Field<double> shrinkage;          ///< part of it left empty by contraction since then

  // slots() entries
  Field<double> mould_temperature;  ///< K

  double retired_volume = 0;        ///< mean volume of metal when flow retired, in units of its volume at the reference density; 0 before

  double last_dt = 0;               ///< s, of the last step; 0 = free to choose
  double heat_step = 0;             ///< s, next heat step that the changes in the last one allow; 0 = not known
  double heat_lag = 0;              ///< s by which the heat solve is behind `time`
  double progress_time = 0;         ///< s when the front last advanced
  double progress_metal = 0;        ///< metal in the domain then, units of a cell
  double inlet_pressure = 0;        ///< Pa, gauge, with which the metal answers at the inlet; see solvers/drive.h
  double answered_time = -1;        ///< s when the cavity first pressed back with nine tenths of the plunger's head; -1 = not yet

  std::vector<GasPocket> pockets;
  std::vector<Parcel> parcels;
  std::int32_t next_pocket_id = 1;
  std::int64_t parcels_made = 0, parcels_returned = 0;             ///< since t = 0; returned: given back to the fields
  double parcel_metal_made = 0, parcel_metal_returned = 0;         ///< units of a cell

  // running totals (units of a cell, J, kg)
  double poured = 0;                           ///< through inlets alone, net, since t = 0
  double metal_in = 0, metal_out = 0;          ///< through inlets and openings since t = 0, and at t = 0
  double enthalpy_in = 0, enthalpy_out = 0;    ///< with that metal, J
  double heat_out = 0;                         ///< through thermal boundaries, J
  double gas_out = 0;                          ///< through vents and openings, kg
  double gas_in = 0;                           ///< given off by the mould, kg
};

/// State of the right sizes, all zero, mould at the given temperature (K).
CastingState make_casting_state(const Domain& domain, double mould_temperature);

/// 64-bit hash over every array and scalar of the state (FNV-1a per block, joined in order), as 16 hex digits.
std::string state_hash(const CastingState& state);

}  // namespace sprue
