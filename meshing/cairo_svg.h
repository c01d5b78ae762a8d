/// The values of attributes as cairo's SVG surface writes them, and what of a shape is near enough to its page.
#pragma once

#include <cmath>
#include <map>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "meshing/painted.h"
#include "meshing/polygon.h"

namespace sprue {

struct Matrix {
  double a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;
  Vec2 operator()(Vec2 p) const { return {a * p.x + c * p.y + e, b * p.x + d * p.y + f}; }
  Matrix operator*(const Matrix& m) const {
    return {a * m.a + c * m.b, b * m.a + d * m.b,     a * m.c + c * m.d,
            b * m.c + d * m.d, a * m.e + c * m.f + e, b * m.e + d * m.f + f};
  }
  double scale() const { return std::sqrt(std::abs(a * d - b * c)); }
};

/// "matrix(a,b,c,d,e,f)"; unity for anything else.
Matrix matrix_of(const char* text);

/// Path data (absolute M L C Z only), curves flattened to `tolerance`.
std::vector<Polyline> polylines(const char* data, double tolerance);

/// Numbers of a list: "12.5 -3,4".
std::vector<double> numbers_of(const char* text);

std::map<std::string, std::string> style_of(const pugi::xml_node& node);
double number_of(const std::map<std::string, std::string>& style, const char* name, double otherwise);

/// "rgb(100%,0%,0%)" -> 0xff0000; -1 if it is none.
int rgb_of(const std::string& text);

/// "url(#a)" -> "a"; empty if it is none.
std::string reference_in(const std::string& text);

/// How far beyond the page, in page units, areas are kept: Clipper's lattice would hold 15000 units.
constexpr double page_reach = 2 * page_units;
bool too_far(Vec2 p);

/// A ring without what is too far from the page.
std::vector<Vec2> near_page(std::vector<Vec2> ring);

}  // namespace sprue
