#include "meshing/dxf_geometry.h"

#include <cmath>
#include <map>
#include <numbers>

namespace sprue {

namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double whole_turn = 2 * std::numbers::pi;

/// Entities that are never metal, and why.
const std::map<std::string, std::string>& unusable() {
  static const std::map<std::string, std::string> reasons = [] {
    std::map<std::string, std::string> all;
    for (const char* text : {"TEXT", "MTEXT", "ATTDEF", "ATTRIB", "RTEXT", "ARCALIGNEDTEXT"})
      all[text] = "text has no outlines in a DXF: convert it to outlines (explode) first";
    for (const char* note : {"DIMENSION", "LEADER", "MULTILEADER", "MLEADER", "TOLERANCE", "ARC_DIMENSION"})
      all[note] = "a note on the drawing, not part of it";
    for (const char* aid : {"POINT", "RAY", "XLINE", "VIEWPORT", "SHAPE"}) all[aid] = "it has no area and no end";
    for (const char* solid : {"3DFACE", "3DSOLID", "BODY", "REGION", "SURFACE", "MESH"})
      all[solid] = "it is three-dimensional: draw its outline";
    for (const char* picture : {"IMAGE", "WIPEOUT", "OLE2FRAME", "PDFUNDERLAY"})
      all[picture] = "a picture has no outlines: trace it first";
    return all;
  }();
  return reasons;
}

class Geometry {
 public:
  Geometry(const DxfDocument& document, const DxfEntity& entity) : document_(document), entity_(entity) {}

  DxfGeometry make() {
    const std::string& kind = entity_.kind;
    if (kind == "LINE") line();
    else if (kind == "CIRCLE") circle();
    else if (kind == "ARC") arc();
    else if (kind == "ELLIPSE") ellipse();
    else if (kind == "LWPOLYLINE") light_polyline();
    else if (kind == "POLYLINE") polyline();
    else if (kind == "SPLINE") spline();
    else if (kind == "SOLID" || kind == "TRACE") solid();
    else if (kind == "HATCH") return hatch_geometry(document_, entity_);
    else if (const auto reason = unusable().find(kind); reason != unusable().end()) drop(reason->second);
    else drop("entities of this kind are not read");
    return std::move(out_);
  }

 private:
  double number(int code, double otherwise = 0) const { return document_.number(entity_, code, otherwise); }
  Vec2 point(int code) const { return {number(code), number(code + 10)}; }
  void drop(const std::string& why) { out_.dropped = why; }
  void add(std::vector<CurvePiece> pieces, bool closed) { out_.runs.push_back({std::move(pieces), closed}); }

  void line() { add({Segments{point(10), point(11)}}, false); }

  void circle() {
    const double radius = number(40);
    if (!(radius > 0)) return drop("a circle without a radius");
    add({ConicArc{point(10), {radius, 0}, {0, radius}, 0, whole_turn}}, true);
  }

  void arc() {
    const double radius = number(40), from = number(50) * degree;
    if (!(radius > 0)) return drop("an arc without a radius");
    double angle = std::fmod(number(51) * degree - from, whole_turn);
    if (angle <= 0) angle += whole_turn;
    add({ConicArc{point(10), {radius, 0}, {0, radius}, from, from + angle}}, angle >= whole_turn);
  }

  /// In the drawing's coordinates whatever its extrusion; that says only which way round it runs.
  void ellipse() {
    const Vec2 major = point(11);
    const double ratio = number(40, 1), sense = number(230, 1) < 0 ? -1 : 1;
    if (!(norm(major) > 0 && ratio > 0)) return drop("an ellipse without extent");
    const double from = number(41, 0);
    double angle = number(42, whole_turn) - from;
    if (std::abs(angle) > 1e6) return drop("an ellipse whose angles make no sense");
    angle = std::fmod(angle, whole_turn);
    if (angle <= 1e-12) angle += whole_turn;
    const bool closed = angle >= whole_turn * (1 - 1e-12);
    add({ConicArc{point(10), major, {-sense * ratio * major.y, sense * ratio * major.x}, from, from + angle}}, closed);
  }

  void light_polyline() {
    std::vector<Vec2> points;
    std::vector<double> bulges;
    for (const auto& group : entity_.groups) {
      if (group.code == 10) points.push_back({document_.number(group), 0}), bulges.push_back(0);
      if (points.empty()) continue;
      if (group.code == 20) points.back().y = document_.number(group);
      if (group.code == 42) bulges.back() = document_.number(group);
    }
    finish_polyline(points, bulges, document_.whole(entity_, 70, 0) & 1, number(43));
  }

  void polyline() {
    const long flags = document_.whole(entity_, 70, 0);
    if (flags & (16 | 64)) return drop("a mesh is three-dimensional: draw its outline");
    std::vector<Vec2> points;
    std::vector<double> bulges;
    for (const auto& vertex : entity_.vertices) {
      if (document_.whole(vertex, 70, 0) & 16) continue;  // of the frame of a fitted spline
      points.push_back({document_.number(vertex, 10, 0), document_.number(vertex, 20, 0)});
      bulges.push_back(document_.number(vertex, 42, 0));
    }
    finish_polyline(points, bulges, flags & 1, number(40) == number(41) ? number(40) : 0);
  }

  void finish_polyline(const std::vector<Vec2>& points, const std::vector<double>& bulges, bool closed, double width) {
    if (points.size() < 2) return drop("a polyline of fewer than two points");
    out_.width = std::abs(width);
    add(bulged(points, bulges, closed), closed);
  }

  void spline() {
    BSpline s;
    s.degree = static_cast<int>(std::min(1000L, std::max(0L, document_.whole(entity_, 71, 3))));
    std::vector<double> weights;
    for (const auto& group : entity_.groups) {
      if (group.code == 40) s.knots.push_back(document_.number(group));
      if (group.code == 41) weights.push_back(document_.number(group));
      if (group.code == 10) s.points.push_back({document_.number(group), 0});
      if (group.code == 20 && !s.points.empty()) s.points.back().y = document_.number(group);
    }
    if (s.points.empty() && entity_.find(11)) return drop("a spline of fit points alone: convert it to control points");
    s.weights = weights.empty() ? std::vector<double>(s.points.size(), 1) : weights;
    if (const std::string fault = fault_of(s); !fault.empty()) return drop("a damaged spline: " + fault);
    add({std::move(s)}, false);
  }

  /// Its third and fourth corner are crossed over in the file.
  void solid() {
    Segments corners = {point(10), point(11), entity_.find(13) ? point(13) : point(12), point(12)};
    out_.area = true;
    add({corners}, true);
  }

  const DxfDocument& document_;
  const DxfEntity& entity_;
  DxfGeometry out_;
};

}  // namespace

std::vector<CurvePiece> bulged(const std::vector<Vec2>& points, const std::vector<double>& bulges, bool closed) {
  std::vector<CurvePiece> pieces;
  const std::size_t count = points.size() - (closed ? 0 : 1);
  for (std::size_t i = 0; i < count; ++i) {
    const Vec2 a = points[i], b = points[(i + 1) % points.size()];
    const double bulge = i < bulges.size() ? bulges[i] : 0;
    if (std::abs(bulge) > 1e-9 && std::abs(bulge) < 1e9 && !(a == b))
      pieces.emplace_back(bulge_arc(a, b, bulge));
    else
      pieces.emplace_back(Segments{a, b});
  }
  return pieces;
}

bool own_frame(const DxfDocument& document, const DxfEntity& entity, Affine& frame) {
  static const char* const in_world[] = {"LINE", "ELLIPSE", "SPLINE"};
  for (const char* kind : in_world)
    if (entity.kind == kind) return frame = Affine(), true;
  const Vec3 normal{document.number(entity, 210, 0), document.number(entity, 220, 0), document.number(entity, 230, 1)};
  if (std::hypot(normal.x, normal.y) > 1e-6 * std::abs(normal.z) || normal.z == 0) return false;
  frame = normal.z < 0 ? Affine::scaled(-1, 1) : Affine();  // the format's arbitrary axes for -z
  return true;
}

DxfGeometry geometry_of(const DxfDocument& document, const DxfEntity& entity) { return Geometry(document, entity).make(); }

}  // namespace sprue
