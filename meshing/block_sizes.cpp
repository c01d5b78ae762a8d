#include "meshing/block_sizes.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/core/error.h"

namespace sprue {

namespace {

using Kind = BlockOptions::Kind;

constexpr double mm = 1e-3;
constexpr double discharge = 0.8;               // of a choke: 0.7 to 0.9 (process data C3)
constexpr double narrowest_choke = 3 * mm;      // a narrower sprue freezes first (shop default, low confidence)
constexpr double to_runners = 2, to_gates = 4;  // times the choke's area
constexpr double riser_modulus = 1.2, riser_height = 1.5;
constexpr double stem_modulus = 1.2, thinnest_stem = 5 * mm;
constexpr double die_gate_share = 1 / 3.5, thinnest_gate = 0.2 * mm, thickest_gate = 0.4 * mm, narrowest_gate = 2 * mm;
constexpr double die_runner = 1.4, die_sprue = 1.25;   // times the gates' area, times the runner's
constexpr double die_vent_depth = 0.1 * mm, die_vent_share = 0.35;
constexpr double hand_vent_width = 1 * mm, hand_vent_depth = 0.3 * mm;

std::string text(const char* format, double a, double b = 0, double c = 0, double d = 0) {
  char line[320];
  std::snprintf(line, sizeof line, format, a, b, c, d);
  return line;
}

/// `given` where it is one, else `chosen`, which is then said.
double take(double given, double chosen, std::vector<std::string>& defaults, const std::string& reason) {
  if (given < 0) throw InputError("a channel's size must be greater than zero", "tooling", text("%g mm", given / mm), "give a length above 0");
  if (given > 0) return given;
  defaults.push_back(reason);
  return chosen;
}

double square_side(double area) { return std::sqrt(area); }

void size_die(const BlockDemand& part, const BlockOptions& o, BlockSizes& s) {
  const double shot = part.part_volume * (1 + o.overflow_share), area = shot / (o.fill_time * o.gate_speed);
  const double depth = std::clamp(die_gate_share * s.plate, thinnest_gate, thickest_gate);
  s.gate_depth = take(o.gate_depth, depth, s.defaults, text("gate depth %.2f mm: a 3.5th of the plate of %.2f mm within 0.2 to 0.4 mm, so that it is cut off without a trace", depth / mm, s.plate / mm));
  const double width = std::clamp(area / s.gate_depth, narrowest_gate, part.part_width);
  s.gate_width = take(o.gate_width, width, s.defaults, text("gate width %.2f mm: %.0f mm3 a cavity in %.1f ms at %.0f m/s", width / mm, shot * 1e9, o.fill_time * 1e3, o.gate_speed));
  const double gates = s.gate_width * s.gate_depth, runner = square_side(die_runner * gates * o.cavities);
  s.runner_width = take(o.runner_width, runner, s.defaults, text("runner %.2f mm wide and deep: 1.4 times the gates' area of %.2f mm2", runner / mm, gates * o.cavities * 1e6));
  s.runner_depth = o.runner_depth > 0 ? o.runner_depth : s.runner_width;
  s.sprue_foot = take(o.sprue_width, square_side(die_sprue) * s.runner_width, s.defaults, "sprue 1.25 times the runner's area (shop default, low confidence)");
  s.sprue_top = s.sprue_depth = s.sprue_foot;
  s.vent_depth = take(o.vent_depth, die_vent_depth, s.defaults, "vents 0.1 mm deep: zinc freezes in 0.05 to 0.15 mm");
  const double vent = std::max(1 * mm, die_vent_share * gates / (s.vent_depth * std::max(1, o.vents_per_cavity)));
  s.vent_width = take(o.vent_width, vent, s.defaults, text("vents %.2f mm wide: together 35 %% of the gate's area, at least 1 mm each", vent / mm));
}

void size_poured(const BlockDemand& part, const BlockOptions& o, BlockSizes& s) {
  const double metal = part.part_volume * o.cavities, fall = part.fall + o.head;
  const double choke = metal / (o.fill_time * discharge * std::sqrt(2 * o.gravity * fall));
  const double foot = std::max(square_side(choke), narrowest_choke);
  s.sprue_foot = take(o.sprue_width, foot, s.defaults,
                      text("sprue %.2f mm at its foot: choke for %.0f mm3 in %.2f s under %.0f mm of metal", foot / mm, metal * 1e9, o.fill_time, fall / mm) +
                          (foot > square_side(choke) ? "; at least 3 mm, a narrower one freezes first" : ""));
  s.sprue_depth = s.sprue_foot;
  const double above = std::max(o.head, 0.1 * fall);   // the stream's fall as it enters
  s.sprue_top = s.sprue_foot * std::max(1.0, std::sqrt(fall / above));
  s.defaults.push_back(text("sprue %.2f mm at its top: as wide as the falling stream there", s.sprue_top / mm));
  const double area = s.sprue_foot * s.sprue_depth;
  const double runner = square_side(to_runners * area);
  s.runner_width = take(o.runner_width, runner, s.defaults, text("runner %.2f mm wide and deep: twice the choke's area (1 : 2 : 4)", runner / mm));
  s.runner_depth = o.runner_depth > 0 ? o.runner_depth : s.runner_width;
  const double depth = 2.0 / 3 * s.plate;
  s.gate_depth = take(o.gate_depth, depth, s.defaults, text("gate depth %.2f mm: two thirds of the plate, so that it breaks there", depth / mm));
  const double wish = to_gates * area / (o.cavities * s.gate_depth), width = std::clamp(wish, std::min(3 * mm, part.part_width), std::max(3 * mm, 0.5 * part.part_width));
  s.gate_width = take(o.gate_width, width, s.defaults, text("gate width %.2f mm: all gates four times the choke (%.2f mm each), within 3 mm and half of the part", width / mm, wish / mm));
}

void size_stem(const BlockDemand& part, const BlockOptions& o, BlockSizes& s) {
  const double metal = part.part_volume * o.cavities, fall = part.fall + o.head;
  const double choke = metal / (o.fill_time * discharge * std::sqrt(2 * o.gravity * fall));
  const double stem = std::max({2 * stem_modulus * s.plate, thinnest_stem, square_side(choke)});
  s.sprue_foot = take(o.sprue_width, stem, s.defaults, text("stem %.2f mm wide and deep: modulus 1.2 times the plate's, so that it feeds; at least 5 mm", stem / mm));
  s.sprue_top = s.sprue_depth = s.sprue_foot;
  s.gate_depth = take(o.gate_depth, s.plate, s.defaults, text("gate depth %.2f mm: the plate's, so that the stem feeds", s.plate / mm));
  const double width = std::min(std::clamp(part.part_width / 3, 3 * mm, 6 * mm), part.part_width);
  s.gate_width = take(o.gate_width, width, s.defaults, text("gate width %.2f mm: a third of the part's, within 3 to 6 mm", width / mm));
}

}  // namespace

FarPiece far_piece(double plate, double part_volume, const BlockOptions& o, std::vector<std::string>& defaults) {
  FarPiece far;
  if (o.kind == Kind::gravity) {
    far.width = far.depth = 2 * riser_modulus * plate;   // square section of modulus width / 4
    far.length = riser_height * far.width;
    far.neck_depth = plate;
    defaults.push_back(text("riser %.2f mm wide and deep, %.2f mm high: modulus 1.2 times the plate's %.2f mm", far.width / mm, far.length / mm, 0.5 * plate / mm));
  } else if (o.kind == Kind::pressure && o.overflow_share > 0) {
    far.kind = FeedPiece::overflow;
    far.depth = 1.5 * plate;
    far.neck_depth = std::clamp(die_gate_share * plate, thinnest_gate, thickest_gate);
    far.width = std::sqrt(2 * o.overflow_share * part_volume / far.depth);   // twice as wide as long
    far.length = 0.5 * far.width;
    defaults.push_back(text("overflow %.2f x %.2f mm, %.2f mm deep: %.0f %% of the cavity's volume (shop default, low confidence)", far.width / mm, far.length / mm, far.depth / mm, 100 * o.overflow_share));
  }
  return far;
}

BlockSizes size_block(const BlockDemand& part, const BlockOptions& o) {
  SPRUE_ASSERT(o.fill_time > 0 && (o.kind != Kind::pressure || o.gate_speed > 0) && part.plate > 0);
  BlockSizes s;
  s.plate = part.plate;
  if (o.kind == Kind::pressure) size_die(part, o, s);
  else if (o.kind == Kind::investment) size_stem(part, o, s);
  else size_poured(part, o, s);
  if (s.vent_width == 0) {
    s.vent_width = o.vent_width > 0 ? o.vent_width : hand_vent_width;
    s.vent_depth = o.vent_depth > 0 ? o.vent_depth : hand_vent_depth;
  }
  const double deepest = std::max({s.sprue_depth, s.runner_depth, s.gate_depth});
  if (deepest >= o.thickness)
    throw InputError("a channel is deeper than the block", "tooling", text("%g mm", deepest / mm), text("thicker blocks (%g mm now) or smaller channels", o.thickness / mm));
  return s;
}

}  // namespace sprue
