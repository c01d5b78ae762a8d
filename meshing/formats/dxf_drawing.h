/// Plane drawings as DXF (AutoCAD 2000, millimetres), for cutters and CAD: named layers, closed polylines with true arcs, circles,
/// lines, texts. Written by dxflib.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "meshing/arc_fit.h"

namespace sprue {

struct DxfVertex {
  Vec2 at;            ///< m
  double bulge = 0;   ///< tangent of a quarter of the arc's angle to the next vertex, counter-clockwise positive; 0 = straight
};

struct DxfDrawing {
  struct Layer { std::string name; int colour = 7; };  ///< AutoCAD colour number: 1 red, 3 green, 5 blue, 7 black or white
  struct Polyline { std::string layer; std::vector<DxfVertex> vertices; bool closed = true; };
  struct Circle { std::string layer; Vec2 centre; double radius = 0; };
  struct Line { std::string layer; Vec2 from, to; };
  struct Text { std::string layer; Vec2 at; double height = 0; std::string text; };  ///< plain ASCII, one line

  std::vector<Layer> layers;
  std::vector<Polyline> polylines;
  std::vector<Circle> circles;
  std::vector<Line> lines;
  std::vector<Text> texts;

  /// A closed ring with its arcs found again (arc_fit.h); a ring that is one circle becomes a circle.
  void add_ring(const std::string& layer, const std::vector<Vec2>& ring);
  void add_cross(const std::string& layer, Vec2 centre, double size);
};

/// Written to a temporary name, then renamed. Throws InputError when the file cannot be written.
void write_dxf(const DxfDrawing& drawing, const std::filesystem::path& file);

}  // namespace sprue
