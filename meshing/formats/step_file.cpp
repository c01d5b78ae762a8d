#include "meshing/formats/step_file.h"

#include <APIHeaderSection_MakeHeader.hxx>
#include <BRepCheck_Analyzer.hxx>
#include <BRepGProp.hxx>
#include <GProp_GProps.hxx>
#include <Interface_Static.hxx>
#include <Message.hxx>
#include <Message_Messenger.hxx>
#include <STEPControl_Writer.hxx>
#include <StepBasic_Product.hxx>
#include <StepData_StepModel.hxx>
#include <TCollection_HAsciiString.hxx>

#include <algorithm>
#include <cmath>

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "meshing/formats/brep_shapes.h"

namespace sprue {

namespace {

constexpr double mm = 1e3;
constexpr double volume_within = 1e-7;   // relative; without one walls over splines are not exact (brep_shapes.h)

struct Built {
  TopoDS_Shape shape;
  StepReport::Body report;
};

/// m, of a piece; of a spline along its chords.
double length(const BrepPlan& plan, const BrepPlan::Piece& piece) {
  if (piece.run.spline) return piece.run.spline->knots.back();
  return piece.run.arc ? piece.run.radius * std::abs(piece.run.sweep) : norm(plan.corners[piece.to] - plan.corners[piece.from]);
}

/// m3 that arcs and splines may add or take: what arc_fit and spline_fit let them leave the chords, over the area of the walls; what corners are off sloping planes, over the
/// areas of these; and round-off.
double strayed(const BrepPlan& plan) {
  const ArcTolerance tolerance;
  const std::vector<double> off = plan.off_planes();
  double curved = 0, all = 0, moved = 0;
  for (const auto& wall : plan.walls) {
    const auto& piece = plan.pieces[wall.piece];
    double height = 0;
    for (const bool end : {false, true}) height += 0.5 * (plan.height(piece, end, wall.ends.high[end]) - plan.height(piece, end, wall.ends.low[end]));
    const double area = height * length(plan, piece);
    all += area;
    if (piece.run.arc || piece.run.spline) curved += area;
  }
  for (const auto& region : plan.regions) {
    double twice = 0, most = 0;
    for (const auto& loop : region.loops)
      for (const auto& step : loop) {
        const auto& piece = plan.pieces[step.piece];
        const std::uint32_t from = step.forward ? piece.from : piece.to, to = step.forward ? piece.to : piece.from;
        twice += cross(plan.corners[from], plan.corners[to]);
        if (!region.low.level() || !region.high.level()) most = std::max(most, off[from]);
        if (region.cone == BrepPlan::nothing || !piece.run.arc) continue;
        const ConeFlank& cone = plan.cones[static_cast<std::size_t>(region.cone)];
        curved += 0.5 * std::abs(cone.upper - cone.lower) * piece.run.radius * std::abs(piece.run.sweep);   // each of both arcs
      }
    const double steepest = std::max(dot(region.low.slope, region.low.slope), dot(region.high.slope, region.high.slope));
    all += std::abs(twice), moved += most * std::abs(twice) * std::sqrt(1 + steepest);   // top and bottom
  }
  return (tolerance.sagitta + tolerance.off_circle) * curved + moved + 1e-9 * all;
}

Built build(const StepBody& body, BrepCurves curves) {
  const BrepPlan plan = brep_plan(*body.solid, curves);
  const BrepShape made = brep_shape(plan);
  Built built;
  built.shape = *made.shape;
  GProp_GProps properties;
  BRepGProp::VolumeProperties(built.shape, properties, volume_within);
  const bool same = std::abs(properties.Mass() / (mm * mm * mm) - volume(*body.solid)) <= strayed(plan);
  const bool valid = !plan.regions.empty() && same && BRepCheck_Analyzer(built.shape).IsValid();
  built.report = {body.name, plan.faces(), made.cylinders, made.cones, made.splines, static_cast<std::size_t>(plan.bodies), properties.Mass() / (mm * mm * mm), valid, curves};
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
    Built built = build(body, BrepCurves::splines);
    for (const BrepCurves curves : {BrepCurves::arcs, BrepCurves::none})
      if (!built.report.valid && brep_plan(*body.solid, curves).faces() <= most_faces) built = build(body, curves);
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
