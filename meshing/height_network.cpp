#include "meshing/height_network.h"

#include <CGAL/Delaunay_triangulation_2.h>
#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Triangulation_face_base_with_info_2.h>
#include <CGAL/Triangulation_vertex_base_with_info_2.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <queue>

#include "engine/core/error.h"

namespace sprue {

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using VertexBase = CGAL::Triangulation_vertex_base_with_info_2<float, Kernel>;   // share of white
using FaceBase = CGAL::Triangulation_face_base_with_info_2<std::uint32_t, Kernel>;   // number of the facet
using Delaunay = CGAL::Delaunay_triangulation_2<Kernel, CGAL::Triangulation_data_structure_2<VertexBase, FaceBase>>;
using Facet = Delaunay::Face_handle;

constexpr int pad = 4;        // pixels around the picture
constexpr int kept_beyond = 3;  // pixels beyond the part that are kept to the tolerance

/// The picture with its padding: shares everywhere, and which pixels count.
struct Grid {
  int width = 0, height = 0;
  std::vector<float> share;
  std::vector<char> counts;

  std::size_t index(int x, int y) const { return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x); }
};

/// Outside the part each pixel takes the share of the nearest one inside, by steps along rows and columns; rows from below.
Grid field_of(const HeightImage& image) {
  Grid field{image.width + 2 * pad, image.height + 2 * pad, {}, {}};
  const std::size_t pixels = static_cast<std::size_t>(field.width) * static_cast<std::size_t>(field.height);
  field.share.assign(pixels, 0.0f), field.counts.assign(pixels, 0);
  std::vector<int> steps(pixels, -1);
  std::vector<std::uint32_t> queue;
  queue.reserve(pixels);
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) {
      if (!image.inside[image.index(x, y)]) continue;
      const std::size_t n = field.index(x + pad, image.height - 1 - y + pad);
      field.share[n] = image.share[image.index(x, y)], steps[n] = 0;
      queue.push_back(static_cast<std::uint32_t>(n));
    }
  for (std::size_t at = 0; at < queue.size(); ++at) {
    const std::size_t n = queue[at];
    field.counts[n] = steps[n] <= kept_beyond;
    const int x = static_cast<int>(n % static_cast<std::size_t>(field.width)), y = static_cast<int>(n / static_cast<std::size_t>(field.width));
    for (const auto& [dx, dy] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
      const int i = x + dx, j = y + dy;
      if (i < 0 || j < 0 || i >= field.width || j >= field.height) continue;
      const std::size_t m = field.index(i, j);
      if (steps[m] >= 0) continue;
      steps[m] = steps[n] + 1, field.share[m] = field.share[n];
      queue.push_back(static_cast<std::uint32_t>(m));
    }
  }
  return field;
}

/// The plane of a facet over pixels, share of white.
struct Plane {
  double at = 0, x = 0, y = 0;
  explicit Plane(const Facet& f) {
    const auto &p = f->vertex(0)->point(), &q = f->vertex(1)->point(), &r = f->vertex(2)->point();
    const double ux = q.x() - p.x(), uy = q.y() - p.y(), vx = r.x() - p.x(), vy = r.y() - p.y(), twice = ux * vy - uy * vx;
    const double du = double(f->vertex(1)->info()) - f->vertex(0)->info(), dv = double(f->vertex(2)->info()) - f->vertex(0)->info();
    x = (du * vy - dv * uy) / twice, y = (dv * ux - du * vx) / twice, at = f->vertex(0)->info() - x * p.x() - y * p.y();
  }
};

struct Candidate {
  double error = 0;
  std::size_t pixel = 0;
  std::uint32_t facet = 0;
  friend bool operator<(const Candidate& a, const Candidate& b) { return a.error != b.error ? a.error < b.error : a.pixel != b.pixel ? a.pixel > b.pixel : a.facet > b.facet; }
};

class Network {
 public:
  explicit Network(const Grid& field) : field_(field) {
    const double beyond = 0.5 * std::max(field.width, field.height);
    for (const int cx : {0, 1})
      for (const int cy : {0, 1}) {
        const auto v = mesh_.insert({cx ? field.width - 1 + beyond : -beyond, cy ? field.height - 1 + beyond : -beyond});
        v->info() = field.share[field.index(cx ? field.width - 1 : 0, cy ? field.height - 1 : 0)];
      }
    for (auto f = mesh_.finite_faces_begin(); f != mesh_.finite_faces_end(); ++f) look_over(f);
  }

  /// Returns the error that is left, share of white.
  double refine(double tolerance, std::size_t most_facets) {
    while (true) {
      while (!worst_.empty() && !facets_[worst_.top().facet].second) worst_.pop();
      if (worst_.empty()) return 0;
      const Candidate next = worst_.top();
      if (next.error <= tolerance || mesh_.number_of_faces() + 2 > most_facets) return next.error;
      worst_.pop();
      add(next);
    }
  }
  const Delaunay& mesh() const { return mesh_; }

 private:
  void add(const Candidate& c) {
    const auto w = static_cast<std::size_t>(field_.width);
    const Kernel::Point_2 p(static_cast<double>(c.pixel % w), static_cast<double>(c.pixel / w));
    const Facet near = facets_[c.facet].first;
    std::vector<Facet> gone;
    mesh_.get_conflicts(p, std::back_inserter(gone), near);
    for (const Facet& f : gone)
      if (!mesh_.is_infinite(f)) facets_[f->info()].second = false;
    const auto v = mesh_.insert(p, near);
    v->info() = field_.share[c.pixel];
    auto f = mesh_.incident_faces(v);
    const auto start = f;
    do
      if (!mesh_.is_infinite(f)) look_over(f);
    while (++f != start);
  }

  /// Finds the pixel farthest from the facet's plane, row by row.
  void look_over(const Facet& f) {
    f->info() = static_cast<std::uint32_t>(facets_.size());
    facets_.emplace_back(f, true);
    const Plane plane(f);
    Candidate worst{0, 0, f->info()};
    std::array<std::array<double, 2>, 3> p;
    for (int n = 0; n < 3; ++n) p[static_cast<std::size_t>(n)] = {f->vertex(n)->point().x(), f->vertex(n)->point().y()};
    const double low = std::min({p[0][1], p[1][1], p[2][1]}), high = std::max({p[0][1], p[1][1], p[2][1]});
    for (int y = std::max(0, static_cast<int>(std::ceil(low))); y <= std::min<double>(field_.height - 1, high); ++y) {
      double from = HUGE_VAL, to = -HUGE_VAL;
      for (std::size_t n = 0; n < 3; ++n) {
        const auto &a = p[n], &b = p[(n + 1) % 3];
        if (std::min(a[1], b[1]) > y || std::max(a[1], b[1]) < y) continue;
        for (const double x : a[1] == b[1] ? std::array{a[0], b[0]} : std::array{a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]), HUGE_VAL})
          if (x < HUGE_VAL) from = std::min(from, x), to = std::max(to, x);
      }
      const int last = static_cast<int>(std::min<double>(field_.width - 1, std::floor(to + 1e-9)));
      for (int x = std::max(0, static_cast<int>(std::ceil(from - 1e-9))); x <= last; ++x) {
        const std::size_t n = field_.index(x, y);
        if (!field_.counts[n]) continue;
        const double error = std::abs(field_.share[n] - (plane.at + plane.x * x + plane.y * y));
        if (error > worst.error) worst.error = error, worst.pixel = n;
      }
    }
    if (worst.error > 1e-6) worst_.push(worst);   // under the last bit of 16
  }

  const Grid& field_;
  Delaunay mesh_;
  std::vector<std::pair<Facet, bool>> facets_;   // and whether it still stands
  std::priority_queue<Candidate> worst_;
};

}  // namespace

ReliefSurface height_network(const HeightImage& image, double pixel, double depth, double tolerance, std::size_t most_facets) {
  SPRUE_ASSERT(pixel > 0 && depth > 0 && tolerance > 0 && image.width > 0 && image.height > 0);
  const Grid field = field_of(image);
  Network network(field);
  ReliefSurface surface;
  surface.error = depth * network.refine(tolerance / depth, most_facets);
  const Vec2 middle{0.5 * (field.width - 1), 0.5 * (field.height - 1)};
  for (auto f = network.mesh().finite_faces_begin(); f != network.mesh().finite_faces_end(); ++f) {
    std::vector<Vec2> ring;
    for (int n = 0; n < 3; ++n) ring.push_back(pixel * (Vec2{f->vertex(n)->point().x(), f->vertex(n)->point().y()} - middle));
    const Plane plane(f);
    const Vec2 slope = (depth / pixel) * Vec2{plane.x, plane.y};
    surface.heights.push_back(Height::through(ring[0], depth * (double(f->vertex(0)->info()) - 1), slope));
    surface.patches.push_back({{std::move(ring)}, FillRule::nonzero});
  }
  const auto inside_range = [&](auto better) {
    float best = -1;
    for (std::size_t n = 0; n < image.share.size(); ++n)
      if (image.inside[n] && (best < 0 || better(image.share[n], best))) best = image.share[n];
    return depth * (double(best) - 1);
  };
  surface.lowest = inside_range(std::less<>()), surface.highest = inside_range(std::greater<>());
  return surface;
}

}  // namespace sprue
