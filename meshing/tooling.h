/// A tool around the part: cavities, sprue, runners, gates, vents, two halves. Parting plane z = 0, part backs on it, relief towards +z.
///
/// Spin disc: z along the spin axis, gravity -z, cavities on a circle with their gate sides to the axis; the sprue is a bore through the upper half, open
/// above. Moulds in two blocks are poured at their upper edge y, gravity -y (block_mould.h).
#pragma once

#include <array>
#include <cmath>

#include "meshing/choice.h"
#include "meshing/part.h"

namespace sprue {

/// What holds the halves to each other; see tool_keys.h. Negative or 0: chosen.
struct KeyOptions {
  int count = -1;
  double diameter = 0, height = 0;   ///< m
  double clearance = -1;             ///< m
};

/// Pins that push the casting out of a die; see ejectors.h. Negative or 0: chosen.
struct EjectorOptions {
  int count = -1;               ///< against each part
  double diameter = 0;          ///< m
  std::vector<Vec2> places;     ///< m, in the part's frame; empty = chosen
};

/// Where a post of a casting ends below the parting plane: gas gathers there.
struct PostTip {
  Vec2 where;            ///< m, in the master's frame
  double z = 0;          ///< m, below 0
  double diameter = 0;   ///< m, there
};

/// A further design on a disc.
struct SpinPin {
  LayeredMap master;   ///< as that of make_spin_disc
  std::string name;    ///< for words on what was chosen for it, said once a name
  int cavities = 1;
  double turn = 0;     ///< rad, of the part in its cavity
  std::vector<PostTip> posts;
};

constexpr double usual_disc_rim = 8e-3;  ///< m, of rubber between cavities and a disc's rim, where nothing else is asked for (shop default)

struct SpinOptions {
  int cavities = 1;               ///< of the first design
  std::string name;               ///< of the first design, where there are others
  int sectors = 1;                ///< 1, 2 or 4, a divisor of `cavities`: how many alike pieces the disc is taken to have; see Tooling::sector
  double disc_diameter = 0.2286;  ///< m (9 inch)
  double disc_thickness = 25e-3;  ///< m per half
  double radius = 0;  ///< m, axis to the centre of the first design's cavities; 0 = chosen: as near as sprue and walls allow, not nearer than pressed_radius if the disc has room
  double pressed_radius = 0;  ///< m, where the spinning metal is pressed well enough to fill detail; 0 = no matter
  double turn = 0;    ///< rad, of the first design in its cavity
  std::vector<PostTip> posts;     ///< of the first design
  std::vector<SpinPin> others;    ///< further designs; sectors = 1 with them
  double sprue_diameter = 12e-3;  ///< m
  double sprue_height = 6e-3;     ///< m, metal height of the bore that is simulated above the parting plane; what stands higher is the inlet's head
  enum class Runners { spider, pairs, ring } runners = Runners::spider;   ///< see spin_runners.h
  double runner_width = 0, runner_depth = 0;        ///< m; 0 = from the gate
  double runner_length = 0, gate_length = 0;        ///< m; 0 = chosen
  double gate_width = 0, gate_depth = 0;            ///< m; 0 = from the part, see cpp
  double cavity_wall = 0, rim_wall = 0;             ///< m of rubber between cavities and at the rim; 0 = chosen
  KeyOptions keys{};
  double vent_width = 1e-3, vent_depth = 0.3e-3;    ///< m
  int vents_per_cavity = 3;                         ///< grooves at the rim side
  int drilled_vents = 8;                            ///< at most, per cavity, through the lower half where the spin gathers gas (gas_traps.h)
  double drilled_vent_diameter = 0.8e-3;            ///< m; at the tip of a post at most 0.6 of its diameter
};

struct CavityPlacement {
  int cavity = 1;                      ///< from 1
  std::size_t pin = 0;                 ///< number of its design
  std::array<double, 16> transform{};  ///< part frame -> tool frame, row major, m (carries the shrink scale)
};

struct PlacedVent {
  int cavity = 1;
  Vec2 mouth, direction;                    ///< at the cavity's edge, tool frame, unit vector outwards
  double width = 0, depth = 0, length = 0;  ///< m
  bool drilled = false;                     ///< a hole of diameter `width` round `mouth` down through the lower half; else a groove
  double top = 0;                           ///< m, z where a hole begins: 0, or at the tip of a post
};

/// A bore or straight channel of the feed as it is drawn, for templates and the drawing sheet. It may reach into the next piece.
struct FeedPiece {
  enum Kind { sprue, runner, gate, riser, overflow } kind = sprue;
  int cavity = 0;               ///< that it feeds; 0 = all
  Vec2 from, to;                ///< ends of its middle line, tool frame, m; of a sprue that is a bore its centre, twice
  double width = 0, depth = 0;  ///< m; a bore's diameter and its height above the parting plane
  double width_to = 0;          ///< m, at the end; 0 = as at the beginning
  double radius = 0;            ///< m, of the middle line of a ring round `from`; 0 = no ring
  double way = 0;               ///< m, of a gate: the middle line of the channels from the sprue's mouth (of a disc: from its wall) to the part

  bool bore() const { return from == to && radius == 0; }
  std::vector<Vec2> outline() const;                 ///< of a straight channel
  std::vector<std::vector<Vec2>> rings() const;      ///< of a straight channel or a ring, to be filled even-odd
};

/// Straight channel from a to b that narrows (or widens) from one width to the other.
std::vector<Vec2> channel_outline(Vec2 a, Vec2 b, double width_a, double width_b);

/// Holds the halves to each other: a cone on the lower half in a hollow of the upper one, or a bore in both for a dowel pin.
struct LocatingKey {
  Vec2 place;                         ///< tool frame, m
  double diameter = 0, height = 0;    ///< m, at the parting plane; of a cone above it, of a bore in each half
  double clearance = 0;               ///< m, between cone and hollow, across their faces
  bool dowel = false;
};

/// Pin through the lower half against the casting.
struct Ejector {
  int cavity = 0;        ///< that it pushes; 0 = runner or sprue
  Vec2 place;            ///< tool frame, m
  double diameter = 0;   ///< m
};

/// Metal of a part that no gate reaches: the drawing is not in one piece there.
struct UnfedPiece {
  int cavity = 1;
  std::int32_t element = no_element;  ///< of its largest face
  Vec3 where;                         ///< tool frame, m: a vertex of that face at half of its height
  double volume = 0;                  ///< m3
};

struct Tooling {
  LayeredMap cavity;  ///< everything metal fills: parts, gates, runners, sprue (inlet on top)
  int sectors = 1;
  LayeredMap sector;  ///< where sectors > 1: what of it lies in x < 0 (of two), also y > 0 (of four): the cavities 1 to cavities / sectors and their share of the sprue
  std::vector<CavityPlacement> placements;
  std::vector<PlacedVent> vents;
  std::vector<FeedPiece> feed;        ///< sprue first
  std::vector<LocatingKey> keys;
  std::vector<Ejector> ejectors;
  double disc_diameter = 0;           ///< m; 0 = no disc but two blocks
  double disc_thickness = 0;          ///< m, of each half
  Vec2 low, high;                     ///< m, the mould's extent in the parting plane
  double radius = 0;                  ///< m, axis to the origins of the first design's cavities; of a disc
  LayeredMap upper, lower;            ///< mould halves (the negatives), vents cut in
  std::vector<UnfedPiece> unfed;      ///< by cavity, largest first
  double projected_area = 0;          ///< m2 of metal on the parting plane
  double gate_width = 0, gate_depth = 0;  ///< m, as made; of several designs the narrowest
  std::vector<Choice> defaults;       ///< every size chosen here

  const LayeredMap& cast() const { return sectors > 1 ? sector : cavity; }   ///< what a run fills
  std::size_t cast_cavities() const { return placements.size() / static_cast<std::size_t>(sectors); }
};

/// `master` is the first design. Sizes left at 0 are chosen from the part (spin_layout.cpp) and stated in `defaults`. An inlet must lie on
/// a cell plane: give sprue_height as a whole number of cells when a domain is built from it. Where shapes
/// overlap the highest wins; regions that touch at a corner only come apart (corner_touch.h). Throws
/// InputError when the cavities do not fit the disc (says how many would), the part is empty or thicker than
/// a half.
Tooling make_spin_disc(const LayeredMap& master, double shrink_scale, const SpinOptions& options);

/// Pieces of the cavity without a way for metal from a face of kind inlet, or from the line y = inlet_edge (m): connected over edges where heights
/// overlap.
std::vector<UnfedPiece> find_unfed(const LayeredMap& cavity, double inlet_edge = HUGE_VAL);

/// The last channel before a gate: ring, branch or runner; null where gates sit on the sprue.
const FeedPiece* runner_at_gates(const Tooling& tooling);

/// Vents of the cavities that are cast as Domain::vents: cells along each groove's mouth, area width * depth; cells over each hole.
void place_vents(const Tooling& tooling, Domain& domain);

}  // namespace sprue
