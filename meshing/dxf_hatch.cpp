// The boundaries of a HATCH: a list of loops, each a polyline with bulges or edges of four kinds (DXF Reference, "Boundary
// path data").
#include <cmath>
#include <numbers>

#include "meshing/dxf_geometry.h"

namespace sprue {

namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr long most = 1000000;  // loops, edges or points of one hatch

class Hatch {
 public:
  Hatch(const DxfDocument& document, const DxfEntity& entity) : document_(document), groups_(entity.groups) {}

  DxfGeometry make() {
    DxfGeometry out;
    out.area = true;
    while (at_ < groups_.size() && groups_[at_].code != 91) ++at_;
    const long loops = take_whole(91);
    for (long n = 0; n < loops && !failed_; ++n) {
      const long flags = take_whole(92);
      DxfRun run;
      run.closed = true;
      if (flags & 2) polyline(run);
      else edges(run);
      skip_sources();
      if (!run.pieces.empty()) out.runs.push_back(std::move(run));
    }
    if (failed_) out.dropped = "a damaged hatch: its boundary data is not in the order of the format";
    else if (out.runs.empty()) out.dropped = "a hatch without boundaries";
    return out;
  }

 private:
  /// The next group must have that code.
  const DxfGroup* take(int code) {
    if (failed_ || at_ >= groups_.size() || groups_[at_].code != code) {
      failed_ = true;
      return nullptr;
    }
    return &groups_[at_++];
  }
  double take_number(int code) {
    const DxfGroup* group = take(code);
    return group ? document_.number(*group) : 0;
  }
  long take_whole(int code) {
    const DxfGroup* group = take(code);
    const long value = group ? document_.whole(*group) : 0;
    if (value < 0 || value > most) failed_ = true;
    return failed_ ? 0 : value;
  }
  Vec2 take_point(int code) {
    const double x = take_number(code);
    return {x, take_number(code + 10)};
  }
  bool next_is(int code) const { return at_ < groups_.size() && groups_[at_].code == code; }

  void skip_sources() {
    if (next_is(97)) take_whole(97);
    while (next_is(330)) ++at_;
  }

  void polyline(DxfRun& run) {
    take_whole(72);
    take_whole(73);
    std::vector<Vec2> points;
    std::vector<double> bulges;
    for (long n = take_whole(93); n > 0 && !failed_; --n) {
      points.push_back(take_point(10));
      bulges.push_back(next_is(42) ? take_number(42) : 0);
    }
    if (points.size() > 1) run.pieces = bulged(points, bulges, true);
  }

  void edges(DxfRun& run) {
    for (long n = take_whole(93); n > 0 && !failed_; --n) {
      switch (take_whole(72)) {
        case 1: {
          const Vec2 from = take_point(10);
          run.pieces.emplace_back(Segments{from, take_point(11)});
          break;
        }
        case 2: {
          const Vec2 centre = take_point(10);
          const double radius = take_number(40);
          arc(run, centre, {radius, 0}, {0, radius});
          break;
        }
        case 3: {
          const Vec2 centre = take_point(10), major = take_point(11);
          const double ratio = take_number(40);
          arc(run, centre, major, {-ratio * major.y, ratio * major.x});
          break;
        }
        case 4: spline(run); break;
        default: failed_ = true;
      }
    }
  }

  /// Clockwise arcs give their angles the other way round.
  void arc(DxfRun& run, Vec2 centre, Vec2 u, Vec2 v) {
    const double from = take_number(50) * degree, to = take_number(51) * degree;
    const bool forward = take_whole(73) != 0;
    if (std::abs(from) > 1e3 || std::abs(to) > 1e3) failed_ = true;
    run.pieces.emplace_back(forward ? ConicArc{centre, u, v, from, to} : ConicArc{centre, u, v, -from, -to});
  }

  void spline(DxfRun& run) {
    BSpline s;
    s.degree = static_cast<int>(std::min(1000L, take_whole(94)));
    take_whole(73);
    take_whole(74);
    const long knots = take_whole(95), points = take_whole(96);
    for (long n = 0; n < knots && !failed_; ++n) s.knots.push_back(take_number(40));
    for (long n = 0; n < points && !failed_; ++n) {
      s.points.push_back(take_point(10));
      s.weights.push_back(next_is(42) ? take_number(42) : 1);
    }
    if (next_is(97)) {  // fit points and end tangents of newer files
      for (long n = take_whole(97); n > 0 && next_is(11); --n) take_point(11);
      if (next_is(12)) take_point(12);
      if (next_is(13)) take_point(13);
    }
    if (failed_ || *fault_of(s)) failed_ = true;
    else run.pieces.emplace_back(std::move(s));
  }

  const DxfDocument& document_;
  const std::vector<DxfGroup>& groups_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace

DxfGeometry hatch_geometry(const DxfDocument& document, const DxfEntity& entity) { return Hatch(document, entity).make(); }

}  // namespace sprue
