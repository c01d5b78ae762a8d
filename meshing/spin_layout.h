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
  double outline = 0;                     ///< m, y where the gate meets the part
  double gate_width = 0, gate_depth = 0;  ///< m
  double runner_end = 0;                  ///< m, y; runners and rings stay within that distance from the axis
  double runner_width = 0, runner_depth = 0;  ///< m
  struct Mouth {
    double x = 0, y = 0;  ///< m, on the outline at its rim side
    double start = 0;     ///< m, y where the groove begins, inside the metal
  };
  std::vector<Mouth> vents;
  std::vector<Vec2> drilled;                ///< centres of drilled vents
  double gate_length = 0, runner_length = 0, cavity_wall = 0, rim_wall = 0;   ///< m
  Choices defaults;                   ///< every size chosen
};

/// Throws InputError: empty or too thick master, sizes that are not positive, cavities that do not fit (says
/// how many would).
SpinLayout lay_out_spin_disc(const LayeredMap& master, const SpinOptions& options);

}  // namespace sprue
