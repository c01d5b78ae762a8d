/// Where things lie on a spin disc: radius of the cavities, gate, runner and vents, chosen from the outline
/// of the master.
///
/// Frame of a cavity: y radially outwards from the axis, x across; the axis is at (0, 0), the master's origin
/// at (0, radius).
#pragma once

#include "meshing/tooling.h"

namespace sprue {

struct SpinLayout {
  LayeredMap master;                      ///< in the cavity's frame
  double radius = 0;                      ///< m, axis to the master's origin
  double plate = 0;                       ///< m, greatest height of the master
  double gate_x = 0;                      ///< m, middle of the gate across
  double gate_start = 0, gate_end = 0;    ///< m, y
  double gate_width = 0, gate_depth = 0;  ///< m
  double runner_end = 0;                  ///< m, y
  double runner_width = 0, runner_depth = 0;  ///< m
  struct Mouth {
    double x = 0, y = 0;  ///< m, on the outline at its rim side
    double start = 0;     ///< m, y where the groove begins, inside the metal
  };
  std::vector<Mouth> vents;
  std::vector<Vec2> drilled;                ///< centres of drilled vents
  std::vector<std::string> defaults;  ///< every size chosen, with its reason
};

/// Throws InputError: empty or too thick master, sizes that are not positive, cavities that do not fit (says
/// how many would).
SpinLayout lay_out_spin_disc(const LayeredMap& master, const SpinOptions& options);

}  // namespace sprue
