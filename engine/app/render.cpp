#include "engine/app/render.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sprue {

namespace {

constexpr int oversample = 2;
constexpr float far_away = -std::numeric_limits<float>::infinity();

struct Camera {
  Vec3 right, up, eye;  // unit; eye points from the surface to the viewer
  Vec3 centre;
  double scale = 1;  // pixels per metre
  int width = 0, height = 0;

  Vec3 project(Vec3 p) const {  // x, y in pixels from the top left; z towards the viewer, m
    const Vec3 q = p - centre;
    return {0.5 * width + scale * dot(q, right), 0.5 * height - scale * dot(q, up), dot(q, eye)};
  }
};

Camera make_camera(const TriangleMesh& mesh, const View& view) {
  Camera c;
  c.width = view.width * oversample;
  c.height = view.height * oversample;
  const double ca = std::cos(view.azimuth), sa = std::sin(view.azimuth), ce = std::cos(view.elevation),
               se = std::sin(view.elevation);
  c.eye = {ce * sa, -ce * ca, se};
  c.right = {ca, sa, 0};
  c.up = cross(c.eye, c.right);
  c.centre = view.centre;
  c.scale = c.width / (2 * std::max(view.half_width, 1e-9));
  if (view.half_width > 0) return c;
  Vec3 low{1e30, 1e30, 1e30}, high{-1e30, -1e30, -1e30};
  for (const Vec3& p : mesh.vertices) {
    const Vec3 q{dot(p, c.right), dot(p, c.up), dot(p, c.eye)};
    for (int d = 0; d < 3; ++d) {
      low[d] = std::min(low[d], q[d]);
      high[d] = std::max(high[d], q[d]);
    }
  }
  const Vec3 m = 0.5 * (low + high);
  c.centre = m.x * c.right + m.y * c.up + m.z * c.eye;
  c.scale =
      0.94 * std::min(c.width / std::max(high.x - low.x, 1e-9), c.height / std::max(high.y - low.y, 1e-9));
  return c;
}

struct Buffers {
  explicit Buffers(const Camera& c)
      : width(c.width),
        height(c.height),
        depth(static_cast<std::size_t>(c.width) * static_cast<std::size_t>(c.height), far_away),
        triangle(depth.size(), -1) {}
  std::size_t at(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
  }
  int width, height;
  std::vector<float> depth;
  std::vector<std::int32_t> triangle;
};

void rasterise(const Vec3& a, const Vec3& b, const Vec3& c, std::int32_t number, Buffers& out) {
  const double area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
  if (area == 0) return;
  const int x0 = std::max(0, static_cast<int>(std::floor(std::min({a.x, b.x, c.x})))),
            x1 = std::min(out.width - 1, static_cast<int>(std::ceil(std::max({a.x, b.x, c.x}))));
  const int y0 = std::max(0, static_cast<int>(std::floor(std::min({a.y, b.y, c.y})))),
            y1 = std::min(out.height - 1, static_cast<int>(std::ceil(std::max({a.y, b.y, c.y}))));
  for (int y = y0; y <= y1; ++y)
    for (int x = x0; x <= x1; ++x) {
      const double px = x + 0.5, py = y + 0.5;
      const double u = ((b.x - px) * (c.y - py) - (c.x - px) * (b.y - py)) / area;
      const double v = ((c.x - px) * (a.y - py) - (a.x - px) * (c.y - py)) / area;
      const double w = 1 - u - v;
      if (u < -1e-9 || v < -1e-9 || w < -1e-9) continue;
      const auto z = static_cast<float>(u * a.z + v * b.z + w * c.z);
      const std::size_t i = out.at(x, y);
      if (z <= out.depth[i]) continue;
      out.depth[i] = z;
      out.triangle[i] = number;
    }
}

/// Share of light kept at a pixel whose surroundings rise above its plane: 1 in the open, less in corners and
/// beside walls. Opposite neighbours are taken together, so that a slope by itself casts no shadow.
double contact_light(const Buffers& b, int x, int y, double pixels_per_metre) {
  static constexpr int ring[6][2] = {{1, 0}, {0, 1}, {2, 2}, {-2, 2}, {4, 1}, {1, -4}};
  const double z = b.depth[b.at(x, y)], unit = 0.0045 * b.width;
  const auto rise = [&](double dx, double dy) {
    const int u = x + static_cast<int>(dx), v = y + static_cast<int>(dy);
    if (u < 0 || v < 0 || u >= b.width || v >= b.height || b.depth[b.at(u, v)] == far_away)
      return std::numeric_limits<double>::quiet_NaN();
    return (static_cast<double>(b.depth[b.at(u, v)]) - z) * pixels_per_metre / (unit * 4);
  };
  double shade = 0;
  for (const auto& o : ring) {
    const double sum = rise(o[0] * unit, o[1] * unit) + rise(-o[0] * unit, -o[1] * unit);
    if (sum > 0.02) shade += std::min(1.0, 1.4 * sum) * (sum > 5 ? 0.4 : 1.0);
  }
  return 1 - 0.6 * std::min(1.0, shade / 3.5);
}

double luminous(double v) { return std::pow(v, 1 / 1.1); }

double to_the_26th(double v) {
  const double v2 = v * v, v8 = v2 * v2 * v2 * v2;
  return v8 * v8 * v8 * v2;
}

/// Light before its tone curve (luminous).
Rgb shade(const Rgb& base, Vec3 n, const Camera& c, double light, double gloss) {
  const auto direction = [&](double r, double u, double e) {
    const Vec3 l = r * c.right + u * c.up + e * c.eye;
    return (1 / norm(l)) * l;
  };
  const Vec3 key = direction(-0.55, c.eye.z < 0 ? -0.75 : 0.75, 0.8), fill = direction(0.8, 0.1, 0.5);
  const double diffuse = 0.31 + 0.53 * std::max(0.0, dot(n, key)) + 0.18 * std::max(0.0, dot(n, fill));
  const Vec3 h = key + c.eye;
  const double highlight = gloss * 0.5 * to_the_26th(std::max(0.0, dot(n, (1 / norm(h)) * h)));
  const auto tone = [&](double v) { return std::clamp((v * diffuse + highlight) * light, 0.0, 1.0); };
  return {tone(base.r), tone(base.g), tone(base.b)};
}

}  // namespace

Extent extent(const TriangleMesh& mesh) {
  if (mesh.vertices.empty()) return {};
  Extent e{mesh.vertices.front(), mesh.vertices.front()};
  for (const Vec3& p : mesh.vertices)
    for (int d = 0; d < 3; ++d) {
      e.low[d] = std::min(e.low[d], p[d]);
      e.high[d] = std::max(e.high[d], p[d]);
    }
  return e;
}

Picture render(const TriangleMesh& mesh, const View& view, const Paint& paint, double gloss) {
  const Camera camera = make_camera(mesh, view);
  Buffers buffers(camera);
  std::vector<Vec3> seen(mesh.vertices.size());
  std::transform(mesh.vertices.begin(), mesh.vertices.end(), seen.begin(),
                 [&](const Vec3& p) { return camera.project(p); });
  std::vector<Vec3> normals(mesh.triangles.size());
  for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
    const auto [a, b, c] = mesh.triangles[t];
    const Vec3 n = cross(mesh.vertices[b] - mesh.vertices[a], mesh.vertices[c] - mesh.vertices[a]);
    const double length = norm(n);
    if (length == 0 || dot(n, camera.eye) <= 0) continue;
    normals[t] = (1 / length) * n;
    rasterise(seen[a], seen[b], seen[c], static_cast<std::int32_t>(t), buffers);
  }
  const auto colour = [&](int x, int y, bool& hit) -> Rgb {
    const std::size_t i = buffers.at(x, y);
    hit = buffers.triangle[i] >= 0;
    if (!hit) return {};
    const Vec3 n = normals[static_cast<std::size_t>(buffers.triangle[i])];
    const Vec3 at = camera.centre + ((x + 0.5 - 0.5 * camera.width) / camera.scale) * camera.right +
                    ((0.5 * camera.height - y - 0.5) / camera.scale) * camera.up +
                    static_cast<double>(buffers.depth[i]) * camera.eye;
    double light = contact_light(buffers, x, y, camera.scale);
    for (int d = 0; d < 2; ++d) {  // a crease to the left or above
      const int u = x - (d == 0), v = y - (d == 1);
      if (u < 0 || v < 0) continue;
      const std::int32_t other = buffers.triangle[buffers.at(u, v)];
      if (other < 0 || dot(normals[static_cast<std::size_t>(other)], n) < 0.8) light *= 0.82;
    }
    return shade(paint(at, n), n, camera, light, gloss);
  };
  Picture out(view.width, view.height);
  for (int y = 0; y < view.height; ++y)
    for (int x = 0; x < view.width; ++x) {
      Rgb sum;
      int hits = 0;
      for (int k = 0; k < oversample * oversample; ++k) {
        bool hit = false;
        const Rgb c = colour(x * oversample + k % oversample, y * oversample + k / oversample, hit);
        if (!hit) continue;
        ++hits;
        sum = {sum.r + c.r, sum.g + c.g, sum.b + c.b};
      }
      if (hits > 0)
        out.set(x, y, {luminous(sum.r / hits), luminous(sum.g / hits), luminous(sum.b / hits)},
                static_cast<double>(hits) / (oversample * oversample));
    }
  return out;
}

}  // namespace sprue
