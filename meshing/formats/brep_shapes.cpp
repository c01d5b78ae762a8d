#include "meshing/formats/brep_shapes.h"

#include <BRep_Builder.hxx>
#include <BRep_Tool.hxx>
#include <Geom2d_BSplineCurve.hxx>
#include <Geom2d_Circle.hxx>
#include <Geom2d_Line.hxx>
#include <Geom_BSplineCurve.hxx>
#include <Geom_BSplineSurface.hxx>
#include <Geom_Circle.hxx>
#include <Geom_ConicalSurface.hxx>
#include <Geom_CylindricalSurface.hxx>
#include <Geom_Line.hxx>
#include <Geom_Plane.hxx>
#include <Precision.hxx>
#include <TColStd_Array1OfInteger.hxx>
#include <TColStd_Array1OfReal.hxx>
#include <TColgp_Array1OfPnt.hxx>
#include <TColgp_Array1OfPnt2d.hxx>
#include <TColgp_Array2OfPnt.hxx>
#include <TopoDS_Shape.hxx>
#include <TopoDS.hxx>
#include <TopoDS_Compound.hxx>
#include <TopoDS_Edge.hxx>
#include <TopoDS_Face.hxx>
#include <TopoDS_Shell.hxx>
#include <TopoDS_Solid.hxx>
#include <TopoDS_Vertex.hxx>
#include <TopoDS_Wire.hxx>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double mm = 1e3;
const double tolerance = Precision::Confusion();  // mm

struct Knots {
  TColStd_Array1OfReal values;
  TColStd_Array1OfInteger multiplicities;
};

/// A cubic's knots, each once: the first and the last four times.
Knots knots_of(const BSpline& spline) {
  const int last = static_cast<int>(spline.points.size()) - 2;
  Knots knots{TColStd_Array1OfReal(1, last), TColStd_Array1OfInteger(1, last)};
  for (int n = 1; n <= last; ++n) knots.values(n) = mm * spline.knots[static_cast<std::size_t>(n) + 2], knots.multiplicities(n) = n == 1 || n == last ? 4 : 1;
  return knots;
}

Handle(Geom_BSplineCurve) spline_at(const BSpline& spline, double z) {
  TColgp_Array1OfPnt poles(1, static_cast<int>(spline.points.size()));
  for (int n = 1; n <= poles.Length(); ++n) poles(n) = gp_Pnt(mm * spline.points[static_cast<std::size_t>(n - 1)].x, mm * spline.points[static_cast<std::size_t>(n - 1)].y, z);
  const Knots knots = knots_of(spline);
  return new Geom_BSplineCurve(poles, knots.values, knots.multiplicities, 3);
}

template <class At>
Handle(Geom2d_BSplineCurve) spline_on(const BSpline& spline, At&& at) {
  TColgp_Array1OfPnt2d poles(1, static_cast<int>(spline.points.size()));
  for (int n = 1; n <= poles.Length(); ++n) poles(n) = at(spline.points[static_cast<std::size_t>(n - 1)]);
  const Knots knots = knots_of(spline);
  return new Geom2d_BSplineCurve(poles, knots.values, knots.multiplicities, 3);
}

/// Shared corners, edges and faces of one plan. Lengths in mm.
class Shapes {
 public:
  explicit Shapes(const BrepPlan& plan) : plan_(plan), corners_(plan.corners.size()), uprights_(plan.corners.size()), alongs_(plan.pieces.size()), off_(plan.off_planes()) {}

  TopoDS_Shape whole() {
    std::vector<TopoDS_Shell> shells(static_cast<std::size_t>(plan_.bodies));
    for (TopoDS_Shell& shell : shells) builder_.MakeShell(shell);
    for (const auto& region : plan_.regions)
      for (const bool top : {true, false})
        if (!plan_.runs_out(region)) builder_.Add(shells[static_cast<std::size_t>(region.body)], sheet(region, top));
    for (const auto& wall : plan_.walls) {
      const auto& piece = plan_.pieces[wall.piece];
      const auto& own = plan_.regions[static_cast<std::size_t>(wall.left ? piece.left : piece.right)];
      builder_.Add(shells[static_cast<std::size_t>(own.body)], wall_face(wall));
    }
    TopoDS_Compound all;
    builder_.MakeCompound(all);
    TopoDS_Solid solid;
    for (TopoDS_Shell& shell : shells) {
      shell.Closed(true);
      builder_.MakeSolid(solid);
      builder_.Add(solid, shell);
      builder_.Add(all, solid);
    }
    if (shells.size() == 1) return solid;
    return all;
  }
  std::size_t cylinders = 0, cones = 0, splines = 0;

 private:
  struct Arc {
    gp_Ax3 frame;        // at z = 0: X to the piece's start, its main direction up for counter-clockwise arcs, down for clockwise ones
    double radius = 0, sweep = 0, up = 1;
  };

  gp_Pnt point(std::uint32_t corner, double z) const { return {mm * plan_.corners[corner].x, mm * plan_.corners[corner].y, mm * z}; }
  gp_Pnt point(std::uint32_t corner, std::uint32_t level) const { return point(corner, plan_.heights[corner][level]); }
  Arc arc_of(const BrepPlan::Piece& piece) const {
    const Vec2 c = piece.run.centre, start = plan_.corners[piece.from] - c;
    const double up = piece.run.sweep > 0 ? 1 : -1;
    return {gp_Ax3(gp_Pnt(mm * c.x, mm * c.y, 0), gp_Dir(0, 0, up), gp_Dir(start.x, start.y, 0)), mm * piece.run.radius, std::abs(piece.run.sweep), up};
  }

  /// What a corner or the ends of an edge may be off the planes that meet there, mm: levels that differ by less than same_sloping_height are one.
  double slack(std::uint32_t n) const { return std::max(tolerance, 1.01 * mm * off_[n]); }

  const TopoDS_Vertex& corner(std::uint32_t n, std::uint32_t level) {
    auto& levels = corners_[n];
    if (levels.empty())
      for (const double z : plan_.heights[n]) {
        levels.emplace_back();
        builder_.MakeVertex(levels.back(), point(n, z), slack(n));
      }
    return levels[level];
  }

  TopoDS_Edge edge(const Handle(Geom_Curve)& curve, const TopoDS_Vertex& from, const TopoDS_Vertex& to, double first, double last, double slack) {
    TopoDS_Edge e;
    builder_.MakeEdge(e, curve, slack);
    builder_.Add(e, from.Oriented(TopAbs_FORWARD));
    builder_.Add(e, to.Oriented(TopAbs_REVERSED));
    builder_.Range(e, first, last);
    return e;
  }

  /// Upright edge of a corner between two levels that follow each other; its parameter is the height.
  const TopoDS_Edge& upright(std::uint32_t n, std::uint32_t at) {
    auto& edges = uprights_[n];
    if (edges.empty()) edges.resize(plan_.heights[n].size());
    TopoDS_Edge& e = edges[at];
    if (e.IsNull()) {
      const Handle(Geom_Line) line = new Geom_Line(point(n, 0.0), gp_Dir(0, 0, 1));
      e = edge(line, corner(n, at), corner(n, at + 1), mm * plan_.heights[n][at], mm * plan_.heights[n][at + 1], tolerance);
    }
    return e;
  }

  /// Edge along a piece from a level of its first corner to one of its last; its parameter is the length, along a spline's chords, or the angle from the arc's start.
  const TopoDS_Edge& along(std::uint32_t p, const LevelPair& levels) {
    TopoDS_Edge& e = alongs_[p][levels];
    if (!e.IsNull()) return e;
    const auto& piece = plan_.pieces[p];
    const TopoDS_Vertex &from = corner(piece.from, levels[0]), &to = corner(piece.to, levels[1]);
    const gp_Pnt a = point(piece.from, levels[0]), b = point(piece.to, levels[1]);
    if (piece.run.arc) {
      const Arc arc = arc_of(piece);
      const gp_Ax2 frame(arc.frame.Location().Translated(gp_Vec(0, 0, a.Z())), arc.frame.Direction(), arc.frame.XDirection());
      e = edge(new Geom_Circle(frame, arc.radius), from, to, 0, arc.sweep, tolerance);
    } else if (piece.run.spline) {
      e = edge(spline_at(*piece.run.spline, a.Z()), from, to, 0, mm * piece.run.spline->knots.back(), tolerance);
    } else {
      e = edge(new Geom_Line(a, gp_Dir(gp_Vec(a, b))), from, to, 0, a.Distance(b), std::max(slack(piece.from), slack(piece.to)));
    }
    return e;
  }

  TopoDS_Face face(const Handle(Geom_Surface)& surface, const std::vector<TopoDS_Wire>& wires, bool natural) {
    TopoDS_Face f;
    builder_.MakeFace(f, surface, tolerance);
    for (const TopoDS_Wire& wire : wires) builder_.Add(f, natural ? wire : TopoDS::Wire(wire.Reversed()));
    if (!natural) f.Reverse();
    return f;
  }

  /// An edge's curve in a plane's own coordinates. OpenCASCADE would project every edge again for each edge that it writes of the face: the time of a
  /// file would grow with the square of the outline.
  Handle(Geom2d_Curve) drawn(std::uint32_t p, const LevelPair& levels, const gp_Ax3& frame) const {
    const auto& piece = plan_.pieces[p];
    const auto at = [&](const gp_Pnt& q) {
      const gp_Vec d(frame.Location(), q);
      return gp_Pnt2d(d.Dot(gp_Vec(frame.XDirection())), d.Dot(gp_Vec(frame.YDirection())));
    };
    const gp_Pnt a = point(piece.from, levels[0]), b = point(piece.to, levels[1]);
    if (piece.run.spline) return spline_on(*piece.run.spline, [&](Vec2 p) { return at(gp_Pnt(mm * p.x, mm * p.y, a.Z())); });
    if (!piece.run.arc) return new Geom2d_Line(at(a), gp_Dir2d(gp_Vec2d(at(a), at(b))));
    const Vec2 start = plan_.corners[piece.from] - piece.run.centre;   // arcs lie on level sheets: x as in the map, y as there or against it
    const double up = piece.run.sweep > 0 ? 1 : -1, sense = frame.YDirection().Y();
    const gp_Pnt centre(mm * piece.run.centre.x, mm * piece.run.centre.y, a.Z());
    return new Geom2d_Circle(gp_Ax22d(at(centre), gp_Dir2d(start.x, sense * start.y), gp_Dir2d(-up * start.y, up * sense * start.x)), mm * piece.run.radius);
  }

  /// Wires of a region's top (or bottom) as seen from outside, with the edges' curves on the surface.
  template <class Drawn>
  std::vector<TopoDS_Wire> wires_of(const BrepPlan::Region& region, bool top, const Handle(Geom_Surface)& surface, Drawn&& drawn) {
    std::vector<TopoDS_Wire> wires;
    for (const auto& loop : region.loops) {
      TopoDS_Wire wire;
      builder_.MakeWire(wire);
      for (const auto& step : loop) {
        const LevelPair& levels = top ? plan_.ends(step).high : plan_.ends(step).low;
        const TopoDS_Edge& e = along(step.piece, levels);
        builder_.UpdateEdge(e, drawn(step.piece, levels), surface, TopLoc_Location(), BRep_Tool::Tolerance(e));
        builder_.Add(wire, e.Oriented(step.forward ? TopAbs_FORWARD : TopAbs_REVERSED));
      }
      wire.Closed(true);
      wires.push_back(top ? wire : TopoDS::Wire(wire.Reversed()));
    }
    return wires;
  }

  /// Top (or bottom) of a region: x eastwards, y northwards and up the slope on a top, southwards on a bottom.
  TopoDS_Face sheet(const BrepPlan::Region& region, bool top) {
    const Height& h = top ? region.high : region.low;
    if (!h.level() && region.cone != BrepPlan::nothing) return cone_face(region, plan_.cones[static_cast<std::size_t>(region.cone)]);
    const double sense = top ? 1 : -1;
    const Vec2 near = h.level() ? Vec2{} : plan_.corners[start_of(region.loops[0][0])];
    const gp_Ax3 frame(gp_Pnt(mm * near.x, mm * near.y, mm * h(near)), gp_Dir(-sense * h.slope.x, -sense * h.slope.y, sense), gp_Dir(1, 0, h.slope.x));
    const Handle(Geom_Plane) plane = new Geom_Plane(frame);
    return face(plane, wires_of(region, top, plane, [&](std::uint32_t p, const LevelPair& levels) { return drawn(p, levels, frame); }), true);
  }

  /// From the axis of a cone's patch to the middle of its longest arc.
  Vec2 middle_of(const BrepPlan::Region& region) const {
    const BrepPlan::Piece* longest = nullptr;
    for (const auto& step : region.loops[0])
      if (const auto& piece = plan_.pieces[step.piece]; piece.run.arc && (!longest || std::abs(piece.run.sweep) > std::abs(longest->run.sweep))) longest = &piece;
    SPRUE_ASSERT(longest);
    const Vec2 start = plan_.corners[longest->from] - longest->run.centre;
    const double turn = 0.5 * longest->run.sweep;
    return {std::cos(turn) * start.x - std::sin(turn) * start.y, std::sin(turn) * start.x + std::cos(turn) * start.y};
  }

  /// A cone that widens along its main direction; its parameters are the angle, 0 opposite to the patch, and the way down the slope.
  TopoDS_Face cone_face(const BrepPlan::Region& region, const ConeFlank& cone) {
    ++cones;
    const double steep = (cone.lower_radius - cone.upper_radius) / (cone.lower - cone.upper), up = steep > 0 ? 1 : -1, angle = std::atan(std::abs(steep));
    const Vec2 middle = middle_of(region);
    const gp_Ax3 frame(gp_Pnt(mm * cone.axis.x, mm * cone.axis.y, mm * cone.upper), gp_Dir(0, 0, up), gp_Dir(-middle.x, -middle.y, 0));
    const Handle(Geom_ConicalSurface) surface = new Geom_ConicalSurface(frame, angle, mm * cone.upper_radius);
    const auto at = [&](const gp_Pnt& q) {
      const gp_Vec d(frame.Location(), q);
      const double u = std::atan2(d.Dot(gp_Vec(frame.YDirection())), d.Dot(gp_Vec(frame.XDirection())));
      return gp_Pnt2d(u < 0 ? u + 2 * std::numbers::pi : u, d.Dot(gp_Vec(frame.Direction())) / std::cos(angle));
    };
    const auto drawn = [&](std::uint32_t p, const LevelPair& levels) -> Handle(Geom2d_Curve) {
      const auto& piece = plan_.pieces[p];
      const gp_Pnt a = point(piece.from, levels[0]), b = point(piece.to, levels[1]);
      if (piece.run.arc) return new Geom2d_Line(at(a), gp_Dir2d(piece.run.sweep * up > 0 ? 1 : -1, 0));
      TColgp_Array1OfPnt2d poles(1, 2);
      TColStd_Array1OfReal knots(1, 2);
      TColStd_Array1OfInteger multiplicities(1, 2);
      poles(1) = at(a), poles(2) = at(b), knots(1) = 0, knots(2) = a.Distance(b), multiplicities(1) = multiplicities(2) = 2;
      return new Geom2d_BSplineCurve(poles, knots, multiplicities, 1);   // in the edge's own parameter, its length
    };
    // its own normal leaves the axis, downwards where it widens upwards
    return face(surface, wires_of(region, cone.top, surface, drawn), cone.top == (up < 0));
  }

  TopoDS_Face wall_face(const BrepPlan::Wall& wall) {
    const auto& piece = plan_.pieces[wall.piece];
    const std::uint32_t from = wall.left ? piece.from : piece.to, to = wall.left ? piece.to : piece.from;
    const std::size_t first = wall.left ? 0 : 1, last = 1 - first;
    const TopAbs_Orientation onwards = wall.left ? TopAbs_FORWARD : TopAbs_REVERSED, back = wall.left ? TopAbs_REVERSED : TopAbs_FORWARD;
    TopoDS_Wire wire;   // counter-clockwise seen from outside, which is on the right of from -> to
    builder_.MakeWire(wire);
    builder_.Add(wire, along(wall.piece, wall.ends.low).Oriented(onwards));
    for (std::uint32_t n = wall.ends.low[last]; n < wall.ends.high[last]; ++n) builder_.Add(wire, upright(to, n).Oriented(TopAbs_FORWARD));
    builder_.Add(wire, along(wall.piece, wall.ends.high).Oriented(back));
    for (std::uint32_t n = wall.ends.high[first]; n > wall.ends.low[first]; --n) builder_.Add(wire, upright(from, n - 1).Oriented(TopAbs_REVERSED));
    wire.Closed(true);
    if (piece.run.arc) return cylinder(wall, wire);
    if (piece.run.spline) return upright_spline(wall, wire);
    const gp_Vec direction(point(from, 0.0), point(to, 0.0));
    return face(new Geom_Plane(point(from, 0.0), gp_Dir(direction.Crossed(gp_Vec(0, 0, 1)))), {wire}, true);
  }

  /// A cylinder's own normal points away from its axis: outwards where the solid lies on the centre's side. Edges get their lines in the surface's
  /// parameters (angle from the arc's start; height, downwards for clockwise arcs).
  TopoDS_Face cylinder(const BrepPlan::Wall& wall, const TopoDS_Wire& wire) {
    ++cylinders;
    const auto& piece = plan_.pieces[wall.piece];
    const Arc arc = arc_of(piece);
    const Handle(Geom_CylindricalSurface) surface = new Geom_CylindricalSurface(arc.frame, arc.radius);
    for (const LevelPair& levels : {wall.ends.low, wall.ends.high})
      builder_.UpdateEdge(along(wall.piece, levels), new Geom2d_Line(gp_Pnt2d(0, arc.up * mm * plan_.height(piece, false, levels[0])), gp_Dir2d(1, 0)), surface, TopLoc_Location(), tolerance);
    draw_uprights(wall, surface, arc.sweep, arc.up);
    return face(surface, {wire}, wall.left == (piece.run.sweep > 0));
  }

  /// A spline surface, of first degree upwards: its parameters are the spline's own and the height; its own normal points to the right of the piece.
  TopoDS_Face upright_spline(const BrepPlan::Wall& wall, const TopoDS_Wire& wire) {
    ++splines;
    const auto& piece = plan_.pieces[wall.piece];
    const BSpline& spline = *piece.run.spline;
    const std::array<double, 2> z{mm * plan_.height(piece, false, wall.ends.low[0]), mm * plan_.height(piece, false, wall.ends.high[0])};
    TColgp_Array2OfPnt poles(1, static_cast<int>(spline.points.size()), 1, 2);
    for (int n = 1; n <= poles.NbRows(); ++n)
      for (const std::size_t end : {0, 1}) {
        const Vec2 p = spline.points[static_cast<std::size_t>(n - 1)];
        poles(n, static_cast<int>(end) + 1) = gp_Pnt(mm * p.x, mm * p.y, z[end]);
      }
    const Knots onwards = knots_of(spline);
    TColStd_Array1OfReal up(1, 2);
    TColStd_Array1OfInteger twice(1, 2);
    up(1) = z[0], up(2) = z[1], twice(1) = twice(2) = 2;
    const Handle(Geom_BSplineSurface) surface = new Geom_BSplineSurface(poles, onwards.values, up, onwards.multiplicities, twice, 3, 1);
    for (const LevelPair& levels : {wall.ends.low, wall.ends.high})
      builder_.UpdateEdge(along(wall.piece, levels), new Geom2d_Line(gp_Pnt2d(0, mm * plan_.height(piece, false, levels[0])), gp_Dir2d(1, 0)), surface, TopLoc_Location(), tolerance);
    draw_uprights(wall, surface, mm * spline.knots.back(), 1);
    return face(surface, {wire}, wall.left);
  }

  /// Upright edges of a wall on its surface, at the parameters 0 and `last`; the other parameter is the height, or runs against it.
  void draw_uprights(const BrepPlan::Wall& wall, const Handle(Geom_Surface)& surface, double last, double up) {
    const auto& piece = plan_.pieces[wall.piece];
    for (const std::size_t end : {0, 1})
      for (std::uint32_t at = wall.ends.low[end]; at < wall.ends.high[end]; ++at)
        builder_.UpdateEdge(upright(end ? piece.to : piece.from, at), new Geom2d_Line(gp_Pnt2d(end ? last : 0, 0), gp_Dir2d(0, up)), surface, TopLoc_Location(), tolerance);
  }

  std::uint32_t start_of(const BrepPlan::Step& step) const { return step.forward ? plan_.pieces[step.piece].from : plan_.pieces[step.piece].to; }

  const BrepPlan& plan_;
  BRep_Builder builder_;
  std::vector<std::vector<TopoDS_Vertex>> corners_;      // by level
  std::vector<std::vector<TopoDS_Edge>> uprights_;       // by the level they start at
  std::vector<std::map<LevelPair, TopoDS_Edge>> alongs_;  // by levels
  std::vector<double> off_;                              // of each corner: largest distance of a level from the regions' planes, m
};

}  // namespace

BrepShape brep_shape(const BrepPlan& plan) {
  Shapes shapes(plan);
  BrepShape made;
  made.shape = std::make_shared<const TopoDS_Shape>(shapes.whole());
  made.cylinders = shapes.cylinders, made.cones = shapes.cones, made.splines = shapes.splines;
  return made;
}

}  // namespace sprue
