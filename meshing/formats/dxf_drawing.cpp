#include "meshing/formats/dxf_drawing.h"

#include <cmath>
#include <iterator>
#include <memory>
#include <numbers>

#include <dl_dxf.h>
#include <dl_writer_ascii.h>

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double mm = 1e3;
constexpr int millimetres = 4;   // $INSUNITS
const char* const line_type = "CONTINUOUS";

DL_Attributes on(const std::string& layer, int colour = 256) { return DL_Attributes(layer, colour, -1, "BYLAYER", 1.0); }

void write_header(DL_Dxf& dxf, DL_WriterA& out) {
  dxf.writeHeader(out);
  out.dxfString(9, "$INSUNITS"), out.dxfInt(70, millimetres);
  out.dxfString(9, "$MEASUREMENT"), out.dxfInt(70, 1);
  out.sectionEnd();
}

/// The tables AutoCAD 2000 asks for; ours are the layers.
void write_tables(DL_Dxf& dxf, DL_WriterA& out, const DxfDrawing& drawing) {
  out.sectionTables();
  dxf.writeVPort(out);
  out.tableLinetypes(3);
  for (const char* name : {"BYBLOCK", "BYLAYER", line_type}) dxf.writeLinetype(out, DL_LinetypeData(name, name, 0, 0, 0.0));
  out.tableEnd();
  out.tableLayers(static_cast<int>(drawing.layers.size()) + 1);
  dxf.writeLayer(out, DL_LayerData("0", 0), DL_Attributes("", 7, -1, line_type, 1.0));
  for (const DxfDrawing::Layer& layer : drawing.layers) dxf.writeLayer(out, DL_LayerData(layer.name, 0), DL_Attributes("", layer.colour, -1, line_type, 1.0));
  out.tableEnd();
  out.tableStyle(1);
  dxf.writeStyle(out, DL_StyleData("Standard", 0, 2.5, 1.0, 0.0, 0, 2.5, "txt", ""));
  out.tableEnd();
  dxf.writeView(out);
  dxf.writeUcs(out);
  out.tableAppid(1);
  dxf.writeAppid(out, "ACAD");
  out.tableEnd();
  dxf.writeDimStyle(out, 1, 1, 1, 1, 1);
  dxf.writeBlockRecord(out);
  out.tableEnd();
  out.sectionEnd();
}

void write_blocks(DL_Dxf& dxf, DL_WriterA& out) {
  out.sectionBlocks();
  for (const char* name : {"*Model_Space", "*Paper_Space", "*Paper_Space0"}) {
    dxf.writeBlock(out, DL_BlockData(name, 0, 0.0, 0.0, 0.0));
    dxf.writeEndBlock(out, name);
  }
  out.sectionEnd();
}

void write_entities(DL_Dxf& dxf, DL_WriterA& out, const DxfDrawing& drawing) {
  out.sectionEntities();
  for (const auto& p : drawing.polylines) {
    dxf.writePolyline(out, DL_PolylineData(static_cast<int>(p.vertices.size()), 0, 0, p.closed ? 1 : 0), on(p.layer));
    for (const DxfVertex& v : p.vertices) dxf.writeVertex(out, DL_VertexData(mm * v.at.x, mm * v.at.y, 0, v.bulge));
    dxf.writePolylineEnd(out);
  }
  for (const auto& c : drawing.circles) dxf.writeCircle(out, DL_CircleData(mm * c.centre.x, mm * c.centre.y, 0, mm * c.radius), on(c.layer));
  for (const auto& l : drawing.lines) dxf.writeLine(out, DL_LineData(mm * l.from.x, mm * l.from.y, 0, mm * l.to.x, mm * l.to.y, 0), on(l.layer));
  for (const auto& t : drawing.texts)
    dxf.writeText(out, DL_TextData(mm * t.at.x, mm * t.at.y, 0, mm * t.at.x, mm * t.at.y, 0, mm * t.height, 1.0, 0, 0, 0, t.text, "Standard", 0.0), on(t.layer));
  out.sectionEnd();
}

/// Two halves about one centre.
bool one_circle(const std::vector<CurveRun>& runs) {
  if (runs.size() != 2 || !runs[0].arc || !runs[1].arc) return false;
  const ArcTolerance tolerance;
  return norm(runs[0].centre - runs[1].centre) < tolerance.off_circle && std::abs(std::abs(runs[0].sweep + runs[1].sweep) - 2 * std::numbers::pi) < 1e-6;
}

/// dxflib does not say when the disk was full.
bool whole(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  in.seekg(-16, std::ios::end);
  const std::string tail(std::istreambuf_iterator<char>(in), {});
  return tail.find("EOF") != std::string::npos;
}

}  // namespace

void DxfDrawing::add_ring(const std::string& layer, const std::vector<Vec2>& ring) {
  SPRUE_ASSERT(ring.size() >= 3);
  const std::vector<Vec2> points = opened_ring(ring);
  const std::vector<CurveRun> runs = curve_runs(points);
  if (one_circle(runs)) {
    circles.push_back({layer, 0.5 * (runs[0].centre + runs[1].centre), 0.5 * (runs[0].radius + runs[1].radius)});
    return;
  }
  Polyline polyline{layer, {}, true};
  for (const CurveRun& run : runs) polyline.vertices.push_back({points[run.first], std::tan(run.sweep / 4)});
  polylines.push_back(std::move(polyline));
}

void DxfDrawing::add_cross(const std::string& layer, Vec2 centre, double size) {
  const double half = 0.5 * size;
  lines.push_back({layer, centre - Vec2{half, 0}, centre + Vec2{half, 0}});
  lines.push_back({layer, centre - Vec2{0, half}, centre + Vec2{0, half}});
}

void write_dxf(const DxfDrawing& drawing, const std::filesystem::path& file) {
  AtomicFile target(file);
  target.stream().close();
  DL_Dxf dxf;
  const std::unique_ptr<DL_WriterA> out(dxf.out(target.temporary().c_str(), DL_Codes::AC1015));
  if (!out) throw InputError("cannot write file", file.string(), "", "check that the folder exists and may be written");
  write_header(dxf, *out);
  write_tables(dxf, *out, drawing);
  write_blocks(dxf, *out);
  write_entities(dxf, *out, drawing);
  dxf.writeObjects(*out);
  dxf.writeObjectsEnd(*out);
  out->dxfEOF();
  out->close();
  if (!whole(target.temporary())) throw InputError("file could not be written", file.string(), "", "free space on the disk");
  target.commit();
}

}  // namespace sprue
