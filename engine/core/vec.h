/// Small vectors of the plane and of space. Metres unless a name says otherwise.
#pragma once

#include <array>
#include <cmath>

namespace sprue {

struct Vec2 {
  double x = 0, y = 0;
  friend bool operator==(const Vec2&, const Vec2&) = default;
};
inline Vec2 operator+(Vec2 a, Vec2 b) { return {a.x + b.x, a.y + b.y}; }
inline Vec2 operator-(Vec2 a, Vec2 b) { return {a.x - b.x, a.y - b.y}; }
inline Vec2 operator*(double s, Vec2 a) { return {s * a.x, s * a.y}; }
inline double dot(Vec2 a, Vec2 b) { return a.x * b.x + a.y * b.y; }
inline double cross(Vec2 a, Vec2 b) { return a.x * b.y - a.y * b.x; }
inline double norm(Vec2 a) { return std::hypot(a.x, a.y); }

struct Vec3 {
  double x = 0, y = 0, z = 0;
  double& operator[](int d) { return d == 0 ? x : d == 1 ? y : z; }
  double operator[](int d) const { return d == 0 ? x : d == 1 ? y : z; }
  friend bool operator==(const Vec3&, const Vec3&) = default;
};
inline Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
inline Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
inline Vec3 operator-(Vec3 a) { return {-a.x, -a.y, -a.z}; }
inline Vec3 operator*(double s, Vec3 a) { return {s * a.x, s * a.y, s * a.z}; }
inline Vec3& operator+=(Vec3& a, Vec3 b) { return a = a + b; }
inline double dot(Vec3 a, Vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline Vec3 cross(Vec3 a, Vec3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline double norm(Vec3 a) { return std::sqrt(dot(a, a)); }

/// Integer cell or block coordinates on the (unbounded) lattice of a grid.
struct Index3 {
  int i = 0, j = 0, k = 0;
  int& operator[](int d) { return d == 0 ? i : d == 1 ? j : k; }
  int operator[](int d) const { return d == 0 ? i : d == 1 ? j : k; }
  friend bool operator==(const Index3&, const Index3&) = default;
};

}  // namespace sprue
