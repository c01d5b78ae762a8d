/// Moulds in two flat blocks: the book mould poured by gravity, the die insert, the flask around a tree, rubber poured over masters.
///
/// Tool frame: parting plane z = 0, part backs on it, all channels in the upper block; y up, gravity -y. The inlet is the top of the sprue on the mould's
/// upper edge: the side +y of the cavity's bounding box.
/// Layout:
///   gravity, rtv   sprue down past the cavities to a runner, gates up into the lowest place of each outline; gravity: a riser on the highest place;
///                  grooves from there to the upper edge
///   pressure       sprue (of the nozzle) to a runner, thin gates down into each cavity; an overflow at the far side of each, shallow grooves from it
///                  to the lower edge; a single cavity lies straight below its sprue; ejectors.h
///   investment     the sprue is the stem of a flat tree, parts to its left and right with their gate sides to it; no grooves: the mould is porous
/// Sizes left at 0 are chosen and said in Tooling::defaults, each with its formula:
///   choke     A = V / (t C sqrt(2 g H)), C = 0.8, at the foot of the sprue, whose width follows the falling stream: A sqrt(H / h) (process data C3)
///   channels  unpressurised 1 : 2 : 4, choke to runners to gates (process data C3, for brass; shop default for other alloys)
///   riser     modulus 1.2 times the plate's, as high as 1.5 times it is wide (Wlodawer's factor of safety; pins rarely need one)
///   die gate  area V / (t v); depth a 3.5th of the plate within 0.2 to 0.4 mm; runner 1.4 times the gates; grooves 0.1 mm deep, 35 % of the gates
///             (process data C2, E11)
///   stem      modulus 1.2 times the plate's, not under the choke for two parts: tiers fill one after the other
/// The halves are held by cones (rtv) or dowel pins (gravity, pressure): tool_keys.h; a flask has no halves.
#pragma once

#include "meshing/tooling.h"

namespace sprue {

struct BlockOptions {
  enum class Kind { gravity, pressure, investment, rtv } kind = Kind::gravity;
  int cavities = 1;
  double thickness = 25e-3;       ///< m, of each block
  double turn = 0;                ///< rad, of the part in its cavity; its lowest place is where the gate goes
  double cell = 0;                ///< m: the inlet lies on a cell plane y; 0 = anywhere
  double fill_time = 0;           ///< s, > 0: in which the cavities should fill
  double gate_speed = 0;          ///< m/s, > 0 for pressure
  double head = 0;                ///< m of metal held above the inlet
  double gravity = 9.80665;       ///< m/s2
  double sprue_width = 0, sprue_top_width = 0, sprue_length = 0;   ///< m, at its foot, at its mouth, to the upper edge; 0 = chosen
  double runner_width = 0, runner_depth = 0, gate_width = 0, gate_depth = 0, gate_length = 0, vent_width = 0, vent_depth = 0;   ///< m; 0 = chosen
  double riser_width = 0, riser_height = 0, cavity_wall = 0, rim_wall = 0;                                                      ///< m; 0 = chosen
  int vents_per_cavity = 3;
  double overflow_share = -1;     ///< of a cavity's volume, of pressure; negative = chosen
  KeyOptions keys{};
  EjectorOptions ejectors{};
  std::vector<LayeredMap> others; ///< castings of the second cavity and those after it where their backs differ; empty = all alike
  std::vector<PostTip> posts;     ///< of the part; gravity and rtv have a hole at the tip of each
  double post_vent_diameter = 0.8e-3;   ///< m, at most 0.6 of the post's; 0 = none
};

/// `master`: the casting at the pour. Throws InputError: empty or too thick master, no place for a gate, sizes that are not positive.
Tooling make_block_mould(const LayeredMap& master, double shrink_scale, const BlockOptions& options);

}  // namespace sprue
