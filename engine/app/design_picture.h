/// The drawing as vector SVG: regions in their roles, findings marked by their numbers.
#pragma once

#include <string>
#include <vector>

#include "engine/app/picture.h"
#include "engine/core/finding.h"
#include "meshing/design.h"

namespace sprue {

/// A numbered place on the drawing.
struct Mark {
  int number = 1;
  Severity severity = Severity::info;
  Vec2 where;  ///< part frame, m
};

/// Findings of one design (empty: the only one) that have a place, by their numbers in the list (from 1).
std::vector<Mark> marks_of(const std::vector<Finding>& findings, const std::string& pin);

/// In mm. Numbers stand beside their places, tied to them by lines, none over another (mark_layout.h); of more than 60 marks those of
/// severity info are dots. `own_file`: a whole SVG file, white below.
std::string design_svg(const Design& design, const std::vector<Mark>& marks, const std::string& alt, bool own_file = false);

/// The drawing as pixels, for painting a rendered part: colour of the element under a point of the part
/// frame.
class DesignColours {
 public:
  explicit DesignColours(const Design& design, int samples = 700);
  /// Metal colour outside recesses.
  Rgb at(Vec2 p, Rgb metal) const;

 private:
  double x_ = 0, y_ = 0, step_ = 1;
  int nx_ = 0, ny_ = 0;
  std::vector<std::int16_t> face_;  ///< index into colours_, -1 = metal or nothing
  std::vector<Rgb> colours_;
};

}  // namespace sprue
