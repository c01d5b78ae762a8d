/// What a dimensioned drawing is drawn with: lines, fills, hatches, texts, dimension lines, on a sheet in mm (x right, y down).
#pragma once

#include <string>
#include <vector>

#include "engine/core/vec.h"

struct _cairo;

namespace sprue {

class SheetPen {
 public:
  enum class Align { left, middle, right };
  using Rings = std::vector<std::vector<Vec2>>;

  explicit SheetPen(_cairo* context);

  void line_width(double mm);
  void grey(double share);                        ///< 0 black, 1 white
  void dashes(const std::vector<double>& mm);     ///< empty = solid
  void line(Vec2 from, Vec2 to);
  void circle(Vec2 centre, double radius);
  void rectangle(Vec2 low, Vec2 high);
  void outline(const Rings& rings);
  void fill(const Rings& rings, double share);    ///< even-odd, in a grey; the pen keeps its own
  void hatch(const Rings& rings, double spacing, bool rising);   ///< lines at 45 degrees
  void clip(Vec2 low, Vec2 high);                 ///< until unclip
  void unclip();

  void text(Vec2 at, double height, const std::string& words, Align align = Align::left, double turn = 0, bool bold = false);
  double text_width(double height, const std::string& words) const;
  std::string fitted(double height, const std::string& words, double width) const;   ///< cut with "..." where too long

  /// Between two points, its line `offset` to the left of from -> to (seen on paper, y down: negative is the other side), arrows outside where it is short.
  void dimension(Vec2 from, Vec2 to, double offset, const std::string& words);
  /// Words with a line from their near end to `tip`, with an arrow.
  void leader(Vec2 tip, Vec2 words_at, const std::string& words, Align align = Align::left);

 private:
  void path(const Rings& rings);
  void arrow(Vec2 tip, Vec2 direction);
  _cairo* cr_;
};

}  // namespace sprue
