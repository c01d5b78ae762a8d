/// Where the front is inside a cell that freezes at one temperature, and what that does to the heat it exchanges.
///
/// Problem:   an enthalpy cell on its plateau has one temperature, so a plain scheme conducts over whole cells and its answer climbs a
///            stair at every cell the front enters.
/// Model:     the solid share s of the cell lies against its cold sides, split by their conductance times temperature difference; the front
///            is at the plateau's temperature. A side's path is what lies outside the cell plus the layer up to the front; each layer has a
///            straight profile, so that the solid holds less and the liquid more than at the plateau (sensible deficit and excess). With
///            both terms flux and mean temperature are continuous when the front passes from cell to cell.
/// In a step: a layer that grows from D0 under one side's own flux obeys D1^2 = D0^2 + 2 K dt, and its mean flux is that over (D0 + D1)/2:
///            exact for a fresh contact without any iteration.
/// State:     none of its own: s follows from the cell's enthalpy and its neighbours' temperatures (a resumed run is the same run).
/// Entry:     a cell beside the plateau is the front's once its node lies on the straight profile from the face it comes through. Neighbours alike (of the
///            same row of a plane front) are no way for heat and do not hold each other back.
/// Limits:    quasi-steady profile within one cell: second order; in corners layers are split by weight, not by geometry.
/// Citation:  Voller & Cross, Int. J. Heat Mass Transfer 24 (1981) 545 (the staircase); Crowley, ibid. 21 (1978) 215.
#pragma once

#include <array>

#include "engine/core/materials.h"

namespace sprue {

/// One way heat can leave or enter a cell: a face, its wall, a thermal boundary.
struct FrontSide {
  double area = 0;         ///< m2, wetted
  double resistance = 0;   ///< m2 K/W from the cell's side to where `temperature` is taken
  double thickness = 0;    ///< m of the cell behind this side
  double temperature = 0;  ///< K
  double conductance = 0;  ///< result: W/K over the coming step
};

struct FreezingCell {
  static constexpr int most = 8;
  std::array<FrontSide, most> sides;
  int count = 0;
  double mass = 0;      ///< kg
  double enthalpy = 0;  ///< J/kg
};

/// The plateau of a cell widened by its sensible deficit and excess: between `low` and `high` the front is in the cell.
struct FrontRange {
  bool inside = false;
  double low = 0, high = 0;  ///< J/kg
};

/// Whether the front is in the cell; if so fills the conductances, over a step of dt (s), of the sides that are not at the plateau's
/// temperature. No layer conducts over less than `thinnest` of the cell.
FrontRange freezing_front(const AlloyCurve::Plateau& plateau, FreezingCell& cell, double dt, double thinnest = 0.005);

/// Temperature (K) at the centre of a cell the front is in, on the profile of the layer that holds the centre.
double centre_temperature(const AlloyCurve::Plateau& plateau, const FreezingCell& cell);

/// Temperature (K) at the front, or at the node once it has left the cell, and its capacity dH/dT (J/kg/K, infinity on the plateau):
/// AlloyCurve shifted by the deficit near the ends of `range`, back on the curve twice the deficit further. Monotone.
AlloyCurve::Point front_temperature(const AlloyCurve& alloy, const FrontRange& range, double enthalpy);

}  // namespace sprue
