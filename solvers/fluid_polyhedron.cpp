#include "solvers/fluid_polyhedron.h"

#include "engine/core/error.h"
#include "engine/core/parallel.h"

namespace sprue {
namespace {

// Corners of a box by bits (x 1, y 2, z 4); loops outward by the right hand rule.
constexpr std::uint8_t box_loops[6][4] = {{0, 4, 6, 2}, {1, 3, 7, 5}, {0, 1, 5, 4},
                                          {2, 6, 7, 3}, {0, 2, 3, 1}, {4, 5, 7, 6}};
constexpr double on_plane = 1e-14;  // a vertex this near counts as inside: no slivers from round-off

Vec3 crossing(const Vec3& a, const Vec3& b, double sa, double sb) {
  const double t = sa / (sa - sb);
  return {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y), a.z + t * (b.z - a.z)};
}

}  // namespace

/// A polygon seen along an axis: shoelace from its first corner, positive where the loop turns right-handed about the axis.
class FluidPolyhedron::Projection {
 public:
  explicit Projection(int axis) : b_((axis + 1) % 3), c_((axis + 2) % 3) {}
  void add(const Vec3& x) {
    if (count_++ == 0) {
      b0_ = x[b_], c0_ = x[c_];
      return;
    }
    const double b = x[b_] - b0_, c = x[c_] - c0_;
    twice_ += last_b_ * c - last_c_ * b;
    last_b_ = b, last_c_ = c;
  }
  double area() const { return 0.5 * twice_; }

 private:
  int b_, c_, count_ = 0;
  double b0_ = 0, c0_ = 0, last_b_ = 0, last_c_ = 0, twice_ = 0;
};

/// The rim of the cut, piece by piece in any order: triangles from one of its corners.
class FluidPolyhedron::Rim {
 public:
  Rim(const Vec3& n, bool wanted) : n_(n), wanted_(wanted) {}
  void add(const Vec3& entry, const Vec3& exit) {
    if (!wanted_) return;
    if (!have_root_) root_ = entry, have_root_ = true;
    const Vec3 p = entry - root_, q = exit - root_;
    const double twice = dot(n_, cross(p, q));
    twice_area_ += twice;
    moment_ += twice * (p + q);
  }
  Vec3 centroid() const { return twice_area_ > 0 ? root_ + (1 / (3 * twice_area_)) * moment_ : root_; }

 private:
  Vec3 n_, root_, moment_;
  bool wanted_, have_root_ = false;
  double twice_area_ = 0;
};

FluidPolyhedron::FluidPolyhedron(Vec3 low, Vec3 high, Vec3 wall, double constant) {
  for (int c = 0; c < 8; ++c)
    vertex_[static_cast<std::size_t>(c)] = {c & 1 ? high.x : low.x, c & 2 ? high.y : low.y, c & 4 ? high.z : low.z};
  vertices_ = 8;
  faces_ = 6;
  for (std::size_t f = 0; f < 6; ++f) {
    size_[f] = 4;
    for (std::size_t i = 0; i < 4; ++i) loop_[f][i] = box_loops[f][i];
  }
  for (int d = 0; d < 3; ++d) {
    face_[static_cast<std::size_t>(2 * d)] = {d, -1, -low[d], 0};
    face_[static_cast<std::size_t>(2 * d + 1)] = {d, 1, high[d], 0};
  }
  cut(wall, constant);
  int steep = 0;
  for (int d = 1; d < 3; ++d)
    if (std::fabs(wall[d]) > std::fabs(wall[steep])) steep = d;
  face_[6] = {steep, 1 / wall[steep], constant, 0};
  wall_ = wall;
  for (std::size_t f = 0; f < static_cast<std::size_t>(faces_); ++f) {
    Projection all(face_[f].axis);
    for (std::size_t i = 0; i < size_[f]; ++i) all.add(vertex_[loop_[f][i]]);
    face_[f].area = face_[f].scale * all.area();
    volume_ += face_[f].offset * face_[f].area / 3;
  }
}

void FluidPolyhedron::cut(Vec3 wall, double constant) {
  double s[max_vertices];
  int outside = 0;
  for (int v = 0; v < 8; ++v) {
    s[v] = dot(wall, vertex_[static_cast<std::size_t>(v)]) - constant;
    outside += s[v] > on_plane;
  }
  if (outside == 0) return;
  std::uint8_t new_vertex[8][8] = {}, next[max_vertices] = {};
  const auto cross_edge = [&](int a, int b) {  // the same vertex for both faces at the edge
    const int lo = std::min(a, b), hi = std::max(a, b);
    if (new_vertex[lo][hi] == 0) {
      SPRUE_ASSERT(vertices_ < max_vertices);
      vertex_[static_cast<std::size_t>(vertices_)] =
          crossing(vertex_[static_cast<std::size_t>(lo)], vertex_[static_cast<std::size_t>(hi)], s[lo], s[hi]);
      new_vertex[lo][hi] = static_cast<std::uint8_t>(vertices_++);
    }
    return new_vertex[lo][hi];
  };
  int first = 0;
  for (std::size_t f = 0; f < 6; ++f) {
    std::array<std::uint8_t, max_loop> kept{};
    std::size_t count = 0;
    int entry = 0, exit = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const int a = box_loops[f][i], b = box_loops[f][(i + 1) & 3];
      const bool in_a = s[a] <= on_plane, in_b = s[b] <= on_plane;
      if (in_a) kept[count++] = static_cast<std::uint8_t>(a);
      if (in_a == in_b) continue;
      const std::uint8_t v = cross_edge(a, b);
      kept[count++] = v;
      (in_a ? exit : entry) = v;
    }
    size_[f] = static_cast<std::uint8_t>(count);
    loop_[f] = kept;
    if (entry) next[entry] = static_cast<std::uint8_t>(exit), first = entry;
  }
  if (first == 0) return;
  std::size_t count = 0;
  int v = first;
  do {
    loop_[6][count++] = static_cast<std::uint8_t>(v);
    v = next[v];
  } while (v != first && v != 0 && count < max_loop);
  size_[6] = static_cast<std::uint8_t>(count);
  faces_ = 7;
}

// Volume by pyramids from the cell's centre over the clipped faces and the cut, whose area closes the body. Clipped faces are measured
// in projection; faces share their crossing points, so the body is closed to round-off however flat the plane lies.
Section FluidPolyhedron::section(Vec3 n, double d, bool with_centroid) const {
  double s[max_vertices];
  bool any_in = false, any_out = false;
  for (int v = 0; v < vertices_; ++v) {
    s[v] = dot(n, vertex_[static_cast<std::size_t>(v)]) - d;
    (s[v] <= 0 ? any_in : any_out) = true;
  }
  if (!any_in) return {};
  if (!any_out) return {volume_, 0, {}};
  Rim rim(n, with_centroid);
  Vec3 open;         // sum of area vectors of the clipped faces
  double three = 0;  // times the volume, without the cut
  for (std::size_t f = 0; f < static_cast<std::size_t>(faces_); ++f) {
    const Face& face = face_[f];
    const double area = clipped_area(f, s, rim);
    if (area == 0) continue;
    three += face.offset * area;
    if (f == 6) open += area * wall_;
    else open[face.axis] += face.scale * area;
  }
  const double area = std::max(0.0, -dot(open, n));
  Section result{(three + d * area) / 3, area, {}};
  if (with_centroid) result.centroid = rim.centroid();
  return result;
}

// Area of a face below the plane.
double FluidPolyhedron::clipped_area(std::size_t f, const double* s, Rim& rim) const {
  const auto& loop = loop_[f];
  const std::size_t size = size_[f];
  std::size_t inside = 0;
  for (std::size_t i = 0; i < size; ++i) inside += s[loop[i]] <= 0;
  if (inside == 0) return 0;
  if (inside == size) return face_[f].area;
  Projection below(face_[f].axis);
  Vec3 entry, exit;
  for (std::size_t i = 0; i < size; ++i) {
    const int a = loop[i], b = loop[i + 1 == size ? 0 : i + 1];
    const bool in_a = s[a] <= 0, in_b = s[b] <= 0;
    if (in_a) below.add(vertex_[static_cast<std::size_t>(a)]);
    if (in_a == in_b) continue;
    const int lo = std::min(a, b), hi = std::max(a, b);
    const Vec3 x = crossing(vertex_[static_cast<std::size_t>(lo)], vertex_[static_cast<std::size_t>(hi)], s[lo], s[hi]);
    below.add(x);
    (in_a ? exit : entry) = x;
  }
  rim.add(entry, exit);
  return face_[f].scale * below.area();
}

int FluidPolyhedron::corners(Vec3 n, double d, std::array<Vec3, 32>& out) const {
  std::size_t count = 0;
  for (int f = 0; f < faces_; ++f) {
    const auto& loop = loop_[static_cast<std::size_t>(f)];
    const std::size_t size = size_[static_cast<std::size_t>(f)];
    for (std::size_t i = 0; i < size; ++i) {
      const Vec3 &a = vertex_[loop[i]], &b = vertex_[loop[i + 1 == size ? 0 : i + 1]];
      const double sa = dot(n, a) - d, sb = dot(n, b) - d;
      if (sa <= 0 && sb > 0 && count < out.size()) out[count++] = crossing(a, b, sa, sb);
    }
  }
  return static_cast<int>(count);
}

double FluidPolyhedron::constant(Vec3 n, double v) const {
  double low = dot(n, vertex_[loop_[0][0]]), high = low;
  for (int f = 0; f < faces_; ++f)
    for (std::size_t i = 0; i < size_[static_cast<std::size_t>(f)]; ++i) {
      const double x = dot(n, vertex_[loop_[static_cast<std::size_t>(f)][i]]);
      low = std::min(low, x);
      high = std::max(high, x);
    }
  double d = low + (high - low) * v / volume_;
  for (int i = 0; i < 80; ++i) {
    const Section cut = section(n, d, false);
    const double miss = cut.volume - v;
    if (std::fabs(miss) <= 1e-15) break;
    (miss > 0 ? high : low) = d;
    double next = cut.area > 0 ? d - miss / cut.area : 0.5 * (low + high);
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (next == d) break;
    d = next;
  }
  return d;
}

Section room_section(const CellRoom& room, Vec3 n, double d) {
  switch (room.kind) {
    case CellRoom::Kind::cube: return cube_section(n, d);
    case CellRoom::Kind::cut:
      return room.body->section(n, d);
    case CellRoom::Kind::porous: {
      Section s = cube_section(n, d);
      s.volume *= room.volume;
      s.area *= room.volume;
      return s;
    }
    case CellRoom::Kind::closed: break;
  }
  return {};
}

int room_corners(const CellRoom& room, Vec3 n, double d, std::array<Vec3, 32>& out) {
  if (room.kind == CellRoom::Kind::cut) return room.body->corners(n, d, out);
  return FluidPolyhedron({-0.5, -0.5, -0.5}, {0.5, 0.5, 0.5}, {1, 0, 0}, 1).corners(n, d, out);
}

double room_constant(const CellRoom& room, Vec3 n, double metal) {
  if (room.kind == CellRoom::Kind::cut)
    return room.body->constant(n, metal);
  return cube_constant(n, room.kind == CellRoom::Kind::porous ? metal / room.volume : metal);
}

namespace {

// Thickness of the strip at the given side of a cut cell whose room is `open`: bracketed Newton on the closed form.
double strip_thickness(const CellRoom& room, int axis, int side, double open) {
  const double w = room.wall[axis], sign = side ? 1.0 : -1.0;
  double low = 0, high = 1, q = open / room.volume;
  for (int i = 0; i < 80; ++i) {
    Vec3 scaled = room.wall;
    scaled[axis] = w * q;
    const double c = room.constant - sign * w * 0.5 * (1 - q);
    const double length = norm(scaled);
    const Section s = cube_section((1 / length) * scaled, c / length);
    const double miss = q * s.volume - open;
    if (std::fabs(miss) <= 1e-15) break;
    (miss > 0 ? high : low) = q;
    // derivative by the plane's own terms: d(volume) = area / length * (dc - centroid_axis * w dq)
    const double slope = s.volume + q * (s.area / length) * (sign * 0.5 * w - s.centroid[axis] * w);
    double next = slope > 0 ? q - miss / slope : 0.5 * (low + high);
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (next == q) break;
    q = next;
  }
  return q;
}

}  // namespace

double room_strip(const CellRoom& room, int axis, int side, double open, Vec3 n, double d) {
  if (room.kind == CellRoom::Kind::cut) {
    const double q = strip_thickness(room, axis, side, open);
    Vec3 low{-0.5, -0.5, -0.5}, high{0.5, 0.5, 0.5};
    (side ? low : high)[axis] = side ? 0.5 - q : q - 0.5;
    return FluidPolyhedron(low, high, room.wall, room.constant).section(n, d, false).volume;
  }
  const double q = open / room.volume;
  return room.volume * (side ? slab_volume(n, d, axis, 0.5 - q, 0.5) : slab_volume(n, d, axis, -0.5, q - 0.5));
}

namespace {

// Direction of the wall within the cell. A face that is closed although the cell's room reaches it with the section of the
// opposite face carries an aligned wall, which is no part of the plane in the cell.
Vec3 wall_direction(const Domain& domain, Slot s) {
  Vec3 w = domain.wall_vector(s);
  for (int d = 0; d < 3; ++d) {
    const double low = domain.aperture[d][s], high = low - w[d];
    const double open = std::max(low, high), shut = std::min(low, high);
    if (shut < 1e-12 && std::fabs(open - domain.cavity_fraction[s]) < 1e-9) w[d] = 0;
  }
  return w;
}

CellRoom make_room(const Domain& domain, Slot s) {
  CellRoom room;
  room.volume = domain.cavity_fraction[s];
  Vec3 w = wall_direction(domain, s);
  const double length = norm(w);
  if (length < 1e-6) {
    room.kind = CellRoom::Kind::porous;
    return room;
  }
  const Vec3 wall = (1 / length) * w;
  return cut_room(room.volume, wall, cube_constant(wall, room.volume));
}

}  // namespace

CellRoom cut_room(double volume, Vec3 wall, double constant) {
  const Vec3 low{-0.5, -0.5, -0.5}, high{0.5, 0.5, 0.5};
  return {CellRoom::Kind::cut, volume, wall, constant, std::make_shared<FluidPolyhedron>(low, high, wall, constant)};
}

std::array<int, 3> seen_through_mirrors(const Domain& domain, Slot s, std::array<int, 3> offset) {
  for (std::size_t d = 0; d < 3; ++d) {
    if (offset[d] == 0) continue;
    const Slot face = offset[d] < 0 ? s : domain.grid.above(static_cast<int>(d), s);
    if (face < domain.kind[d].size() && domain.kind[d][face] == FaceKind::symmetry && domain.aperture[d][face] == 0) offset[d] = 0;
  }
  return offset;
}

CellRooms::CellRooms(const Domain& domain) : index_(domain.grid.flow_slots(), closed_index) {
  const std::size_t slots = domain.grid.flow_slots();
  for (Slot s = 0; s < slots; ++s) {
    const double v = domain.cavity_fraction[s];
    if (v < sliver_fraction) continue;
    if (v >= 1 - 1e-12) {
      index_[s] = cube_index;
    } else {
      index_[s] = static_cast<std::int32_t>(cut_.size());
      cut_.push_back(make_room(domain, s));
    }
  }
  around_.assign(slots, 0);
  parallel_for(domain.grid.flow_blocks, [&](std::size_t b) {
    for (Slot s = static_cast<Slot>(b * block_cells); s < (b + 1) * block_cells; ++s) {
      bool whole = cube(s), mirrored = false;
      for (int n = 0; n < 27 && whole; ++n) {
        const std::array<int, 3> at{n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1}, seen = seen_through_mirrors(domain, s, at);
        const Slot t = domain.grid.neighbour(s, seen[0], seen[1], seen[2]);
        whole = t < slots && cube(t);
        mirrored = mirrored || seen != at;
      }
      if (whole) around_[s] = mirrored ? mirrored_cubes : open_cubes;
    }
  });
}

}  // namespace sprue
