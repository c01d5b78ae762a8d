/// Forces on a tool and how evenly it fills: what presses the halves apart, how far a disc is out of balance, what each gate is fed through.
#pragma once

#include "engine/app/pipeline.h"

namespace sprue {

/// Opening force F = integral of the metal's pressure over its area in the parting plane. Pressure: of a die process.intensified_pressure or pour_pressure; of a disc
/// pour_pressure + 1/2 rho w^2 r^2; of poured blocks rho g times the depth below pour_head. The halves are to be held with 1.1 to 1.2 F (die; process
/// data C2), else 1.1 to 1.25 F (process data E18).
/// Static imbalance of a disc: integral of position over mass, of rubber and metal. Permissible: m G / w, grade G 6.3 of ISO 21940-11 (centrifuges), m the disc
/// with its metal alone, so the machine's own turntable gives more room.
struct ToolForces {
  double opening = 0;                     ///< N
  std::array<double, 2> locking{};        ///< N, least and most
  struct Gate {
    int cavity = 0;
    double way = 0;                       ///< m, FeedPiece::way
    double pressure = 0;                  ///< Pa, at the gate when the metal rests
  };
  std::vector<Gate> gates;
  bool disc = false;
  Vec2 imbalance, empty_imbalance;        ///< kg m, cast and before the pour
  double permissible = 0;                 ///< kg m
};

/// Of a flask: no opening force, it is in one piece.
ToolForces tool_forces(const Scene& resolved_scene, const Tooling& tooling, const SceneMaterials& materials);

/// imbalance over the permissible one, ways to the gates that differ by over a quarter.
void check_forces(const Scene& resolved_scene, const ToolForces& forces, std::vector<Finding>& findings);

}  // namespace sprue
