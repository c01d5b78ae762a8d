/// The back of a part: posts that stand on it, a stamp in it or raised from it.
///
/// Frame: that of the part, seen from the front: what is to be read from behind is mirrored here.
/// Rules:    posts 12 to 18 mm apart, 2.5 mm from the edge, a floor of 1 mm over them; a single one on a pin wider than 30 mm lets it turn (pin makers, medium
///           confidence; the distance from the edge is a handbook value). A post's diameter and height are shop defaults, low confidence.
#pragma once

#include "engine/core/finding.h"
#include "meshing/planar_map.h"

namespace sprue {

struct Post {
  Vec2 where;           ///< m, of its axis
  std::string element;  ///< mark it was drawn with; empty: placed by rule
};

struct BackOptions {
  int posts = 0;                  ///< placed by rule where none is drawn; by_rule: as many as the rules ask for
  double post_diameter = 1.2e-3;  ///< m, at its tip; draft widens its foot
  double post_height = 8e-3;      ///< m
  double stamp_depth = 0.2e-3;    ///< m; below 0: raised by as much
  static constexpr int by_rule = -1;
  bool operator==(const BackOptions&) const = default;
};

/// Places for `count` posts (1 or 2; by_rule: 2 where they fit, else 1) on the filled faces, clear of `keep_off`: two on a level line 12 to 18 mm apart, nearest
/// to 15 mm, as near to the middle of the part as may be. Fewer where there is no room.
std::vector<Post> place_posts(const LayeredMap& part, int count, const BackOptions& options, const std::vector<PlanarShape>& keep_off);

/// The part with posts below its back and the stamp in it. Bottoms must be 0 (asserted); what lies beside the metal is left out. Throws InputError where the
/// stamp would go through.
LayeredMap with_back(const LayeredMap& part, const std::vector<Post>& posts, const std::vector<PlanarShape>& stamp, const BackOptions& options);

/// Rules on posts and stamp: post-edge, post-floor, post-spacing, single-post, backstamp-depth, backstamp-opposite (a recess on the other side; where tops slope,
/// floor-thickness of the whole body says it, rules.h).
void check_back(const LayeredMap& part, const std::vector<Post>& posts, const std::vector<PlanarShape>& stamp, const BackOptions& options, std::vector<Finding>& findings);

}  // namespace sprue
