/// The domain: what is where on the grid. Geometry and boundary kinds only; materials by slot number in `moulds`.
///
/// Cut cells. `cavity_fraction` V in [0,1] is the share of the cell that metal or gas can occupy; the rest is mould
/// (or nothing, where `mould_index` is none). `aperture` A in [0,1] is the open share of a face. Both come from the
/// exact plane geometry. A cell's wall area vector (pointing from the cavity into the mould, in units of a cell
/// face) is the difference of its apertures:  n_d = A_d(low) - A_d(high); sum over all faces closes to round-off.
/// `wall_area` is the true area of the walls within the cell in units of a cell face; it exceeds |n| where walls face
/// each other. An aligned wall that lies exactly on a cell's face counts to the cavity cell it bounds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/field.h"

namespace sprue {

enum class FaceKind : std::uint8_t {
  interior,  ///< between slots; the aperture says how much is open
  wall,      ///< closed by mould (aperture 0)
  symmetry,  ///< mirror plane: no flow, no friction, no heat, contact angle 90 degrees (aperture 0)
  inlet,     ///< metal enters here (see CastingConditions::inlet); aperture is the open share
  open,      ///< free opening to the outside gas: metal and gas may leave
  permeable, ///< gas passes to the outside freely, metal does not; no friction, no heat, contact angle 90 degrees (aperture 0)
};

/// Ends of the cavity that stop metal without being a wall.
constexpr bool frictionless(FaceKind kind) { return kind == FaceKind::symmetry || kind == FaceKind::permeable; }

enum class ThermalKind : std::uint8_t { adiabatic, fixed_temperature, convective };

/// Condition on faces at the rim of the grid where `Domain::thermal_boundary` holds its index + 1.
struct ThermalBoundary {
  ThermalKind kind = ThermalKind::adiabatic;
  double temperature = 0;              ///< K
  double heat_transfer_coefficient = 0;  ///< W/m2/K, convective only
  double thickness = 0;                ///< m of mould, without mass, between mould at the face and that surface
  double emissivity = 0;               ///< 0..1 of the surface, convective only: it radiates to surroundings of `temperature`
};

/// A vent: gas (never metal) leaves through `area` from the cells listed; closed when all of them are full of metal.
struct Vent {
  std::string name;
  std::vector<Slot> cells;
  std::vector<double> share;         ///< of the vent at each of `cells`, sum 1 (parting line, porous wall); empty = one mouth for all
  double conductance = 0;            ///< against friction, m3 (solvers/vent_flow.h); 0 = none
  double area = 0;                   ///< m2
  double discharge_coefficient = 0.6;  ///< of the orifice, 0..1
  int cavity = 0;
  Vec3 where;  ///< tool frame, m
};

constexpr std::uint8_t no_mould = 255;
constexpr std::int32_t no_element = -1;

struct Domain {
  BlockGrid grid;

  // flow_slots() entries
  Field<double> cavity_fraction;      ///< V
  FaceField<double> aperture;         ///< A of the low face
  FaceField<FaceKind> kind;           ///< of the low face
  Field<float> wall_area;             ///< in units of cell^2
  Field<std::int16_t> cavity;         ///< number of the cavity, 0 = feed system (sprue, runner, gate)
  Field<std::int32_t> element;        ///< design element above this cell; no_element outside parts
  Field<float> feature_width;         ///< local width of the drawn feature, m; 0 where not known

  // slots() entries
  Field<std::uint8_t> mould_index;    ///< which mould fills the closed share, or lies beyond a full cell's aligned walls; no_mould = nothing
  FaceField<std::uint8_t> thermal_boundary;  ///< 0 = none, else 1 + index into thermal_boundaries, low face

  std::vector<ThermalBoundary> thermal_boundaries;
  std::vector<Vent> vents;
  std::vector<std::string> moulds;    ///< material names, by mould_index

  double cell_volume() const { return grid.cell * grid.cell * grid.cell; }
  /// Wall area vector of a flow slot whose high neighbours exist (see top), units of cell^2.
  Vec3 wall_vector(Slot s) const;
};

/// Apertures as the flow sees them: `aperture`, with every face of a cell with V < sliver_fraction closed (an open face into a cell
/// too small to carry a pressure feeds growing currents).
constexpr double sliver_fraction = 1e-4;
FaceField<double> flow_aperture(const Domain& domain);

/// Cells with a cavity, counted; and the sum of their volume, m3.
std::size_t cavity_cell_count(const Domain&);
double cavity_volume(const Domain&);

}  // namespace sprue
