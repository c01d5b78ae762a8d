#include "meshing/formats/step_file.h"

#include <APIHeaderSection_MakeHeader.hxx>
#include <BRepCheck_Analyzer.hxx>
#include <BRepGProp.hxx>
#include <BRep_Builder.hxx>
#include <GProp_GProps.hxx>
#include <Geom2d_Circle.hxx>
#include <Geom2d_Line.hxx>
#include <Geom_Circle.hxx>
#include <Geom_CylindricalSurface.hxx>
#include <Geom_Line.hxx>
#include <Geom_Plane.hxx>
#include <Interface_Static.hxx>
#include <Message.hxx>
#include <Message_Messenger.hxx>
#include <Precision.hxx>
#include <STEPControl_Writer.hxx>
#include <StepBasic_Product.hxx>
#include <StepData_StepModel.hxx>
#include <TCollection_HAsciiString.hxx>
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

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "meshing/brep_plan.h"

namespace sprue {

namespace {

constexpr double mm = 1e3;
const double tolerance = Precision::Confusion();  // mm

/// Shared corners, edges and faces of one plan. Lengths in mm.
class Shapes {
 public:
  explicit Shapes(const BrepPlan& plan) : plan_(plan), corners_(plan.corners.size()), uprights_(plan.corners.size()), flats_(plan.pieces.size()) {}

  TopoDS_Shape whole() {
    std::vector<TopoDS_Shell> shells(static_cast<std::size_t>(plan_.bodies));
    for (TopoDS_Shell& shell : shells) builder_.MakeShell(shell);
    for (const auto& region : plan_.regions)
      for (const bool top : {true, false}) builder_.Add(shells[static_cast<std::size_t>(region.body)], sheet(region, top));
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
  std::size_t cylinders = 0;

 private:
  struct Arc {
    gp_Ax3 frame;        // at z = 0: X to the piece's start, its main direction up for counter-clockwise arcs, down for clockwise ones
    double radius = 0, sweep = 0, up = 1;
  };

  gp_Pnt point(std::uint32_t corner, double z) const { return {mm * plan_.corners[corner].x, mm * plan_.corners[corner].y, mm * z}; }
  std::size_t level(std::uint32_t corner, double z) const {
    const auto& h = plan_.heights[corner];
    const auto it = std::lower_bound(h.begin(), h.end(), z);
    SPRUE_ASSERT(it != h.end() && *it == z);
    return static_cast<std::size_t>(it - h.begin());
  }
  Arc arc_of(const BrepPlan::Piece& piece) const {
    const Vec2 c = piece.run.centre, start = plan_.corners[piece.from] - c;
    const double up = piece.run.sweep > 0 ? 1 : -1;
    return {gp_Ax3(gp_Pnt(mm * c.x, mm * c.y, 0), gp_Dir(0, 0, up), gp_Dir(start.x, start.y, 0)), mm * piece.run.radius, std::abs(piece.run.sweep), up};
  }

  const TopoDS_Vertex& corner(std::uint32_t n, std::size_t at) {
    auto& levels = corners_[n];
    if (levels.empty())
      for (const double z : plan_.heights[n]) {
        levels.emplace_back();
        builder_.MakeVertex(levels.back(), point(n, z), tolerance);
      }
    return levels[at];
  }

  TopoDS_Edge edge(const Handle(Geom_Curve)& curve, const TopoDS_Vertex& from, const TopoDS_Vertex& to, double first, double last) {
    TopoDS_Edge e;
    builder_.MakeEdge(e, curve, tolerance);
    builder_.Add(e, from.Oriented(TopAbs_FORWARD));
    builder_.Add(e, to.Oriented(TopAbs_REVERSED));
    builder_.Range(e, first, last);
    return e;
  }

  /// Upright edge of a corner between two levels that follow each other; its parameter is the height.
  const TopoDS_Edge& upright(std::uint32_t n, std::size_t at) {
    auto& edges = uprights_[n];
    if (edges.empty()) edges.resize(plan_.heights[n].size());
    TopoDS_Edge& e = edges[at];
    if (e.IsNull()) {
      const Handle(Geom_Line) line = new Geom_Line(point(n, 0), gp_Dir(0, 0, 1));
      e = edge(line, corner(n, at), corner(n, at + 1), mm * plan_.heights[n][at], mm * plan_.heights[n][at + 1]);
    }
    return e;
  }

  /// Edge along a piece at a height; its parameter is the length, or the angle from the arc's start.
  const TopoDS_Edge& flat(std::uint32_t p, double z) {
    TopoDS_Edge& e = flats_[p][z];
    if (!e.IsNull()) return e;
    const auto& piece = plan_.pieces[p];
    const TopoDS_Vertex &from = corner(piece.from, level(piece.from, z)), &to = corner(piece.to, level(piece.to, z));
    if (piece.run.arc) {
      const Arc arc = arc_of(piece);
      const gp_Ax2 frame(arc.frame.Location().Translated(gp_Vec(0, 0, mm * z)), arc.frame.Direction(), arc.frame.XDirection());
      e = edge(new Geom_Circle(frame, arc.radius), from, to, 0, arc.sweep);
    } else {
      const gp_Pnt a = point(piece.from, z), b = point(piece.to, z);
      e = edge(new Geom_Line(a, gp_Dir(gp_Vec(a, b))), from, to, 0, a.Distance(b));
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

  /// An edge's curve in a level plane's own coordinates: x, and y upwards or (on a bottom) downwards. OpenCASCADE would project every edge again for
  /// each edge that it writes of the face: the time of a file would grow with the square of the outline.
  Handle(Geom2d_Curve) drawn(const BrepPlan::Piece& piece, double sense) const {
    const auto at = [&](Vec2 p) { return gp_Pnt2d(mm * p.x, sense * mm * p.y); };
    const Vec2 from = plan_.corners[piece.from];
    if (!piece.run.arc) return new Geom2d_Line(at(from), gp_Dir2d(gp_Vec2d(at(from), at(plan_.corners[piece.to]))));
    const Vec2 start = from - piece.run.centre;
    const double up = piece.run.sweep > 0 ? 1 : -1;
    return new Geom2d_Circle(gp_Ax22d(at(piece.run.centre), gp_Dir2d(start.x, sense * start.y), gp_Dir2d(-up * start.y, up * sense * start.x)), mm * piece.run.radius);
  }

  TopoDS_Face sheet(const BrepPlan::Region& region, bool top) {
    const double z = top ? region.high : region.low, sense = top ? 1 : -1;
    const Handle(Geom_Plane) plane = new Geom_Plane(gp_Ax3(gp_Pnt(0, 0, mm * z), gp_Dir(0, 0, sense), gp_Dir(1, 0, 0)));
    std::vector<TopoDS_Wire> wires;
    for (const auto& loop : region.loops) {
      TopoDS_Wire wire;
      builder_.MakeWire(wire);
      for (const auto& step : loop) {
        builder_.UpdateEdge(flat(step.piece, z), drawn(plan_.pieces[step.piece], sense), plane, TopLoc_Location(), tolerance);
        builder_.Add(wire, flat(step.piece, z).Oriented(step.forward ? TopAbs_FORWARD : TopAbs_REVERSED));
      }
      wire.Closed(true);
      wires.push_back(top ? wire : TopoDS::Wire(wire.Reversed()));
    }
    return face(plane, wires, true);
  }

  TopoDS_Face wall_face(const BrepPlan::Wall& wall) {
    const auto& piece = plan_.pieces[wall.piece];
    const std::uint32_t from = wall.left ? piece.from : piece.to, to = wall.left ? piece.to : piece.from;
    const TopAbs_Orientation along = wall.left ? TopAbs_FORWARD : TopAbs_REVERSED, back = wall.left ? TopAbs_REVERSED : TopAbs_FORWARD;
    TopoDS_Wire wire;   // counter-clockwise seen from outside, which is on the right of from -> to
    builder_.MakeWire(wire);
    builder_.Add(wire, flat(wall.piece, wall.low).Oriented(along));
    for (std::size_t n = level(to, wall.low); n < level(to, wall.high); ++n) builder_.Add(wire, upright(to, n).Oriented(TopAbs_FORWARD));
    builder_.Add(wire, flat(wall.piece, wall.high).Oriented(back));
    for (std::size_t n = level(from, wall.high); n > level(from, wall.low); --n) builder_.Add(wire, upright(from, n - 1).Oriented(TopAbs_REVERSED));
    wire.Closed(true);
    if (piece.run.arc) return cylinder(wall, wire);
    const gp_Vec direction(point(from, 0), point(to, 0));
    return face(new Geom_Plane(point(from, 0), gp_Dir(direction.Crossed(gp_Vec(0, 0, 1)))), {wire}, true);
  }

  /// A cylinder's own normal points away from its axis: outwards where the solid lies on the centre's side. Edges get their lines in the surface's
  /// parameters (angle from the arc's start; height, downwards for clockwise arcs).
  TopoDS_Face cylinder(const BrepPlan::Wall& wall, const TopoDS_Wire& wire) {
    ++cylinders;
    const auto& piece = plan_.pieces[wall.piece];
    const Arc arc = arc_of(piece);
    const Handle(Geom_CylindricalSurface) surface = new Geom_CylindricalSurface(arc.frame, arc.radius);
    const TopLoc_Location here;
    for (const double z : {wall.low, wall.high})
      builder_.UpdateEdge(flat(wall.piece, z), new Geom2d_Line(gp_Pnt2d(0, arc.up * mm * z), gp_Dir2d(1, 0)), surface, here, tolerance);
    for (const bool end : {false, true}) {
      const std::uint32_t n = end ? piece.to : piece.from;
      for (std::size_t at = level(n, wall.low); at < level(n, wall.high); ++at)
        builder_.UpdateEdge(upright(n, at), new Geom2d_Line(gp_Pnt2d(end ? arc.sweep : 0, 0), gp_Dir2d(0, arc.up)), surface, here, tolerance);
    }
    return face(surface, {wire}, wall.left == (piece.run.sweep > 0));
  }

  const BrepPlan& plan_;
  BRep_Builder builder_;
  std::vector<std::vector<TopoDS_Vertex>> corners_;      // by level
  std::vector<std::vector<TopoDS_Edge>> uprights_;       // by the level they start at
  std::vector<std::map<double, TopoDS_Edge>> flats_;     // by height
};

struct Built {
  TopoDS_Shape shape;
  StepReport::Body report;
};

/// m3 that arcs may add or take: what arc_fit lets them leave the chords, over the area of the walls; and round-off.
double strayed(const BrepPlan& plan) {
  const ArcTolerance tolerance;
  double curved = 0, all = 0;
  for (const auto& wall : plan.walls) {
    const auto& piece = plan.pieces[wall.piece];
    const double area = (wall.high - wall.low) * (piece.run.arc ? piece.run.radius * std::abs(piece.run.sweep) : norm(plan.corners[piece.to] - plan.corners[piece.from]));
    all += area;
    if (piece.run.arc) curved += area;
  }
  return (tolerance.sagitta + tolerance.off_circle) * curved + 1e-9 * all;
}

Built build(const StepBody& body, bool arcs) {
  const BrepPlan plan = brep_plan(*body.solid, arcs);
  Shapes shapes(plan);
  Built built;
  built.shape = shapes.whole();
  GProp_GProps properties;
  BRepGProp::VolumeProperties(built.shape, properties);   // exact for planes, 1e-9 for arcs of half a turn
  const bool same = std::abs(properties.Mass() / (mm * mm * mm) - volume(*body.solid)) <= strayed(plan);
  const bool valid = !plan.regions.empty() && same && BRepCheck_Analyzer(built.shape).IsValid();
  built.report = {body.name, plan.faces(), shapes.cylinders, static_cast<std::size_t>(plan.bodies), properties.Mass() / (mm * mm * mm), valid, arcs};
  return built;
}

/// What the file says of itself: no clock, no name of a machine.
void write_head(STEPControl_Writer& writer, const std::string& name) {
  APIHeaderSection_MakeHeader head(writer.Model());
  const auto text = [](const std::string& s) { return new TCollection_HAsciiString(s.c_str()); };
  head.SetName(text(name));
  head.SetTimeStamp(text("1970-01-01T00:00:00"));
  head.SetAuthorValue(1, text(""));
  head.SetOrganizationValue(1, text(""));
  head.SetOriginatingSystem(text("Sprue"));
  head.SetPreprocessorVersion(text("OpenCASCADE"));
}

/// OpenCASCADE numbers the names of products through the life of the program: "part 1", "part 7".
void name_products(STEPControl_Writer& writer, const std::vector<StepReport::Body>& bodies) {
  const Handle(StepData_StepModel) model = writer.Model();
  for (int n = 1; n <= model->NbEntities(); ++n) {
    const Handle(StepBasic_Product) product = Handle(StepBasic_Product)::DownCast(model->Value(n));
    if (product.IsNull()) continue;
    const std::string name = product->Name()->ToCString();
    for (const StepReport::Body& body : bodies)
      if (name.substr(0, name.rfind(' ')) == body.name) {
        product->SetName(new TCollection_HAsciiString(body.name.c_str()));
        product->SetId(new TCollection_HAsciiString(body.name.c_str()));
      }
  }
}

}  // namespace

std::size_t step_faces(const LayeredMap& solid) { return brep_plan(solid).faces(); }

StepReport write_step(const std::vector<StepBody>& bodies, const std::filesystem::path& file, std::size_t most_faces) {
  Message::DefaultMessenger()->ChangePrinters().Clear();   // its statistics would go to stdout
  StepReport report;
  std::vector<TopoDS_Shape> shapes;
  for (const StepBody& body : bodies) {
    Built built = build(body, true);
    if (!built.report.valid && brep_plan(*body.solid, false).faces() <= most_faces) built = build(body, false);
    report.bodies.push_back(built.report);
    shapes.push_back(built.shape);
  }
  if (!std::all_of(report.bodies.begin(), report.bodies.end(), [](const auto& b) { return b.valid; })) return report;
  AtomicFile target(file);
  target.stream().close();
  STEPControl_Writer writer;
  Interface_Static::SetCVal("write.step.unit", "MM");
  Interface_Static::SetIVal("write.surfacecurve.mode", 0);   // parameters' curves can be made again from planes and cylinders
  bool done = true;
  for (std::size_t n = 0; n < shapes.size(); ++n) {
    Interface_Static::SetCVal("write.step.product.name", report.bodies[n].name.c_str());
    done = done && writer.Transfer(shapes[n], STEPControl_AsIs) == IFSelect_RetDone;
  }
  name_products(writer, report.bodies);
  write_head(writer, file.filename().string());
  done = done && writer.Write(target.temporary().c_str()) == IFSelect_RetDone;
  if (!done) throw InputError("STEP file could not be written", file.string(), "", "free space on the disk, or set output.step = \"no\"");
  target.commit();
  report.written = true;
  return report;
}

}  // namespace sprue
