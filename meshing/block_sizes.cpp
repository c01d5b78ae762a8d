#include "meshing/block_sizes.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"

namespace sprue {

namespace {

using Kind = BlockOptions::Kind;

constexpr double mm = 1e-3;
constexpr double discharge = 0.8;               // of a choke: 0.7 to 0.9 (process data C3)
constexpr double narrowest_choke = 3 * mm;      // a narrower sprue freezes first (shop default, low confidence)
constexpr double to_runners = 2, to_gates = 4;  // times the choke's area
constexpr double riser_modulus = 1.2, riser_height = 1.5;
constexpr double stem_modulus = 1.2;
constexpr int abreast = 2;   // parts of a tree at one height
constexpr double die_gate_share = 1 / 3.5, thinnest_gate = 0.2 * mm, thickest_gate = 0.4 * mm, narrowest_gate = 2 * mm;
constexpr double die_runner = 1.4, die_sprue = 1.25;   // times the gates' area, times the runner's
constexpr double die_vent_depth = 0.1 * mm, die_vent_share = 0.35, narrowest_vent = 1 * mm;
constexpr double hand_vent_width = 1 * mm, hand_vent_depth = 0.3 * mm;

/// A formula's value and, where it lies beyond its bounds, the bound that holds.
struct Bounded {
  double value = 0;
  std::string said;
};
Bounded bounded(double formula, double least, double most, const std::string& why_least, const std::string& why_most) {
  const double value = std::clamp(formula, least, most);
  if (value == formula) return {value, ""};
  return {value, words("; that is %.2f mm, ", formula / mm) + (value > formula ? words("at least %.2f mm holds", least / mm) + why_least : words("at most %.2f mm holds", most / mm) + why_most)};
}

double square_side(double area) { return std::sqrt(area); }

const char* const die_source = "process data C2";
const char* const choke_source = "process data C3";
const char* const wlodawer = "Wlodawer's factor of safety";

void size_die(const BlockDemand& part, double overflow, const BlockOptions& o, BlockSizes& s, Choices& c) {
  const double shot = part.part_volume * (1 + overflow), area = shot / (o.fill_time * o.gate_speed);
  const Bounded depth = bounded(die_gate_share * s.plate, thinnest_gate, thickest_gate, ", or it freezes at once", ", or it leaves a trace where it is cut off");
  s.gate_depth = c.length(o.gate_depth, depth.value, "mould.gate_depth", words("a 3.5th of the plate of %.2f mm", s.plate / mm) + depth.said, die_source);
  const Bounded width = bounded(area / s.gate_depth, std::min(narrowest_gate, part.part_width), part.part_width, " (shop default, low confidence), so that it can be milled", ", the part's width: the gates run faster");
  s.gate_width = c.length(o.gate_width, width.value, "mould.gate_width", words("%.0f mm3 a cavity with its overflow in %.1f ms at %.0f m/s, over the depth", shot * 1e9, o.fill_time * 1e3, o.gate_speed) + width.said, die_source);
  const double gates = s.gate_width * s.gate_depth, runner = square_side(die_runner * gates * o.cavities);
  s.runner_width = c.length(o.runner_width, runner, "mould.runner_width", words("square of 1.4 times the gates' area of %.2f mm2", gates * o.cavities * 1e6), die_source);
  s.runner_depth = c.length(o.runner_depth, s.runner_width, "mould.runner_depth", "as deep as wide", "square section");
  s.sprue_foot = c.length(o.sprue_width, square_side(die_sprue * s.runner_width * s.runner_depth), "mould.sprue_diameter", "square of 1.25 times the runner's area");
  s.sprue_top = s.sprue_depth = s.sprue_foot;
  s.vent_depth = c.length(o.vent_depth, die_vent_depth, "mould.vent_depth", "zinc freezes in 0.05 to 0.15 mm", "process data E11");
  const Bounded vent = bounded(die_vent_share * gates / (s.vent_depth * std::max(1, o.vents_per_cavity)), narrowest_vent, HUGE_VAL, " (shop default, low confidence)", "");
  s.vent_width = c.length(o.vent_width, vent.value, "mould.vent_width", "vents of a cavity together 35 % of its gate's area" + vent.said, "process data E11");
}

/// m2, through which `parts` fill at a time.
double choke_area(const BlockDemand& part, int parts, const BlockOptions& o) {
  return part.part_volume * parts / (o.fill_time * discharge * std::sqrt(2 * o.gravity * (part.fall + o.head)));
}

void size_poured(const BlockDemand& part, const BlockOptions& o, BlockSizes& s, Choices& c) {
  const double fall = part.fall + o.head;
  const Bounded foot = bounded(square_side(choke_area(part, o.cavities, o)), narrowest_choke, HUGE_VAL, " (shop default, low confidence): a narrower one freezes first", "");
  s.sprue_foot = c.length(o.sprue_width, foot.value, "mould.sprue_diameter",
                          words("square choke at the foot for %.0f mm3 in %.3f s under %.0f mm of metal, V / (t 0.8 sqrt(2 g H))", part.part_volume * o.cavities * 1e9, o.fill_time, fall / mm) + foot.said, choke_source);
  s.sprue_depth = s.sprue_foot;
  const double above = std::max(o.head, 0.1 * fall);   // the stream's fall as it enters
  s.sprue_top = c.length(o.sprue_top_width, s.sprue_foot * std::max(1.0, std::sqrt(fall / above)), "mould.sprue_top_width", "as wide as the falling stream there, choke sqrt(H / h)", "Bernoulli");
  const double area = s.sprue_foot * s.sprue_depth;
  s.runner_width = c.length(o.runner_width, square_side(to_runners * area), "mould.runner_width", "square of twice the choke's area (1 : 2 : 4)", choke_source);
  s.runner_depth = c.length(o.runner_depth, s.runner_width, "mould.runner_depth", "as deep as wide", "square section");
  s.gate_depth = c.length(o.gate_depth, 2.0 / 3 * s.plate, "mould.gate_depth", "two thirds of the plate, so that it breaks there");
  const Bounded width = bounded(to_gates * area / (o.cavities * s.gate_depth), std::min(3 * mm, part.part_width), std::max(3 * mm, 0.5 * part.part_width), " (shop default, low confidence)",
                                ", half of the part (shop default, low confidence)");
  s.gate_width = c.length(o.gate_width, width.value, "mould.gate_width", "all gates four times the choke's area (1 : 2 : 4)" + width.said, choke_source);
}

void size_stem(const BlockDemand& part, const BlockOptions& o, BlockSizes& s, Choices& c) {
  const double feeding = 2 * stem_modulus * s.plate, choke = square_side(choke_area(part, std::min(o.cavities, abreast), o));
  s.sprue_foot = c.length(o.sprue_width, std::max(feeding, choke), "mould.sprue_diameter",
                          feeding >= choke ? words("square stem whose modulus a / 4 is 1.2 times the plate's %.2f mm, so that it feeds", 0.5 * s.plate / mm) : words("square choke for two parts in %.3f s, tiers fill one after the other; feeding alone asks for %.2f mm", o.fill_time, feeding / mm),
                          feeding >= choke ? wlodawer : choke_source);
  s.sprue_top = s.sprue_depth = s.sprue_foot;
  s.gate_depth = c.length(o.gate_depth, s.plate, "mould.gate_depth", "the plate's: as thick as where it is joined, so that the stem feeds", "jewellery casters: 70 to 150 % of the section it is joined to (ganoksin.com, sprue system design), low confidence");
  const double width = std::min(std::clamp(part.part_width / 3, 3 * mm, 6 * mm), part.part_width);
  s.gate_width = c.length(o.gate_width, width, "mould.gate_width", "a third of the part's, within 3 to 6 mm");
}

}  // namespace

FarPiece far_piece(double plate, double part_volume, double overflow, const BlockOptions& o, Choices& c) {
  FarPiece far;
  if (o.kind == Kind::gravity) {
    far.width = far.depth = c.length(o.riser_width, 2 * riser_modulus * plate, "mould.riser_width", words("square, its modulus a / 4 is 1.2 times the plate's %.2f mm", 0.5 * plate / mm), wlodawer);
    far.length = c.length(o.riser_height, riser_height * far.width, "mould.riser_height", "1.5 times its width");
    far.neck_depth = plate;
  } else if (o.kind == Kind::pressure && overflow > 0) {
    far.kind = FeedPiece::overflow;
    far.depth = 1.5 * plate;
    far.neck_depth = std::clamp(die_gate_share * plate, thinnest_gate, thickest_gate);
    far.width = std::sqrt(2 * overflow * part_volume / far.depth);   // twice as wide as long
    far.length = 0.5 * far.width;
  }
  return far;
}

BlockSizes size_block(const BlockDemand& part, double overflow, const BlockOptions& o, Choices& c) {
  SPRUE_ASSERT(o.fill_time > 0 && (o.kind != Kind::pressure || o.gate_speed > 0) && part.plate > 0);
  BlockSizes s;
  s.plate = part.plate;
  if (o.kind == Kind::pressure) size_die(part, overflow, o, s, c);
  else if (o.kind == Kind::investment) size_stem(part, o, s, c);
  else size_poured(part, o, s, c);
  if (o.kind == Kind::gravity || o.kind == Kind::rtv) {
    s.vent_width = c.length(o.vent_width, hand_vent_width, "mould.vent_width", "0.3 to 1 mm are cut by hand", "process data C1");
    s.vent_depth = c.length(o.vent_depth, hand_vent_depth, "mould.vent_depth", "0.3 to 1 mm are cut by hand", "process data C1");
  }
  const double deepest = std::max({s.sprue_depth, s.runner_depth, s.gate_depth});
  if (deepest >= o.thickness)
    throw InputError("a channel is deeper than the block", "tooling", words("%g mm", deepest / mm), words("thicker blocks (%g mm now) or smaller channels", o.thickness / mm));
  return s;
}

}  // namespace sprue
