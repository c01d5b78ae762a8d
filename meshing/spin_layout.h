/// Where things lie on a spin disc: the cavities, gate, runner and vents of each, chosen from the outlines of the masters.
///
/// Frame of a cavity: y radially outwards from the axis, x across; the axis is at (0, 0), the master's origin at (0, radius).
/// Different designs stand with the ends of their runners equally far from the axis, so that metal has the same way to all of them; each takes the angle that it
/// and its share of rubber need, what is left over is shared out evenly, and designs alternate round the disc.
#pragma once

#include "meshing/plan_shots.h"
#include "meshing/tooling.h"

namespace sprue {

/// One design, in the frame of any of its cavities.
struct PinLayout {
  LayeredMap master;                      ///< turned
  std::string name;
  int count = 1;
  double turn = 0;                        ///< rad
  double radius = 0;                      ///< m, axis to the master's origin
  double plate = 0;                       ///< m, greatest height of the master
  double gate_x = 0;                      ///< m, middle of the gate across
  double gate_start = 0, gate_end = 0;    ///< m, y
  double outline = 0;                     ///< m, y where the gate meets the part
  double gate_width = 0, gate_depth = 0;  ///< m
  double runner_width = 0, runner_depth = 0;  ///< m
  double runner_end = 0;                  ///< m, y against the master's origin
  struct Mouth {
    double x = 0, y = 0;  ///< m, on the outline at its rim side
    double start = 0;     ///< m, y where the groove begins, inside the metal
  };
  std::vector<Mouth> vents;
  std::vector<Vec2> drilled;              ///< centres of drilled vents
  std::vector<PostTip> posts;             ///< each has a hole at its tip where vents are drilled
};

struct DiscCavity {
  std::size_t pin = 0;
  double turn = 0;   ///< about the axis from +y, in whole turns
};

struct SpinLayout {
  std::vector<PinLayout> pins;
  std::vector<DiscCavity> cavities;       ///< in order round the axis
  double runner_end = 0;                  ///< m; rings, trunks and branches stay within that distance from the axis
  double gate_length = 0, runner_length = 0, cavity_wall = 0, rim_wall = 0;   ///< m
  Choices defaults;                       ///< every size chosen
};

/// Throws InputError: empty or too thick master, sizes that are not positive, cavities that do not fit (says
/// how many would).
SpinLayout lay_out_spin_disc(const LayeredMap& master, const SpinOptions& options);

}  // namespace sprue
