#include "solvers/curvature.h"

#include <algorithm>

#include "engine/core/parallel.h"
#include "solvers/contact_line.h"
#include "solvers/height_function.h"

namespace sprue {
namespace {

constexpr int half_window = 2, window = 5, window_cells = window * window * window;
constexpr double variance = 0.8;          // cells^2
constexpr double slope_weight = 0.5;
constexpr double same_side = 0.1;         // cosine of the normals below which a facet belongs to another surface
constexpr double resolved_width = 4;      // cells
constexpr double largest_curvature = 2;   // 1/cell

struct Facet {
  Vec3 centroid, normal;  // cell units from the cell's centre
  double area = 0;
  ContactRows contact;
};

class CurvatureFit {
 public:
  CurvatureFit(const Domain& domain, const CastingState& state, const VolumeOfFluid& surface,
               const std::vector<ContactAngles>& contact_angle, double tau)
      : domain_(domain), state_(state), surface_(surface), angles_(contact_angle), tau_(tau),
        slots_(domain.grid.flow_slots()), facets_(surface.mixed_cells().size()) {
    const auto& mixed = surface.mixed_cells();
    parallel_chunks(mixed.size(), 64, [&](std::size_t begin, std::size_t end) {
      for (std::size_t m = begin; m < end; ++m) facets_[m] = make_facet(mixed[m]);
    });
  }

  /// 1/cell
  FittedCurvature at(Slot s) const {
    std::array<Slot, window_cells> slot;
    gather(s, slot);
    const Facet& own = facets_[static_cast<std::size_t>(surface_.mixed_number(s))];
    thread_local std::vector<SurfacePoint> points;
    thread_local std::vector<SlopeRow> slopes;
    points.clear();
    slopes.clear();
    for (int n = 0; n < window_cells; ++n) {
      const Slot t = slot[static_cast<std::size_t>(n)];
      const std::int32_t number = t == no_slot ? -1 : surface_.mixed_number(t);
      if (number < 0) continue;
      const Facet& f = facets_[static_cast<std::size_t>(number)];
      if (f.area <= 0 || dot(f.normal, own.normal) < same_side) continue;
      const Vec3 o{n % window - 2.0, n / window % window - 2.0, n / (window * window) - 2.0};
      const Vec3 x = o + f.centroid;
      points.push_back({x, f.area * gauss(x - own.centroid), f.area});
      for (int c = 0; c < f.contact.count; ++c) {
        SlopeRow row = f.contact.row[static_cast<std::size_t>(c)];
        row.x += o;
        row.weight *= slope_weight * gauss(row.x - own.centroid);
        slopes.push_back(row);
      }
    }
    return fit_curvature(points, slopes, own.centroid, own.normal);
  }

 private:
  static double gauss(const Vec3& r) { return std::exp(-dot(r, r) / (2 * variance)); }

  Facet make_facet(Slot s) const {
    const Plane& p = surface_.plane()[s];
    const Section cut = room_section(surface_.rooms().at(s), p.normal(), p.d);
    Facet f{cut.centroid, p.normal(), cut.area, {}};
    const bool open = surface_.rooms().open_around(s);
    if (!open) f.contact = contact_rows(domain_, surface_.rooms(), angles_, s, p);
    if (tau_ > 0 && (!open || !all_open(s, 1))) {
      const Vec3 ahead = (tau_ / domain_.grid.cell * dot(velocity(s), f.normal)) * f.normal;
      f.centroid += ahead;
      for (int c = 0; c < f.contact.count; ++c) {
        SlopeRow& row = f.contact.row[static_cast<std::size_t>(c)];
        row.x += ahead - dot(ahead, row.wall) * row.wall;
      }
    }
    return f;
  }

  // Mean of the two face velocities an axis, of those that are open.
  Vec3 velocity(Slot s) const {
    Vec3 u;
    for (int d = 0; d < 3; ++d) {
      const Slot high = domain_.grid.neighbour(s, d == 0, d == 1, d == 2);
      const double a = domain_.aperture[d][s], b = high < slots_ ? domain_.aperture[d][high] : 0.0;
      if (a + b > 0) u[d] = (a * state_.velocity[d][s] + (b > 0 ? b * state_.velocity[d][high] : 0.0)) / (a + b);
    }
    return u;
  }

  // All cells at the corners of a cube of the given half edge see whole cubes around them.
  bool all_open(Slot s, int r) const {
    for (int c = 0; c < 8; ++c) {
      const Slot t = domain_.grid.neighbour(s, c & 1 ? r : -r, c & 2 ? r : -r, c & 4 ? r : -r);
      if (t >= slots_ || !surface_.rooms().open_around(t)) return false;
    }
    return true;
  }

  // The 5x5x5 cells around s that can be reached from it through open faces; no_slot for the others.
  void gather(Slot s, std::array<Slot, window_cells>& slot) const {
    const BlockGrid& grid = domain_.grid;
    const int l = static_cast<int>(s % block_cells), x = l & 7, y = (l >> 3) & 7, z = l >> 6;
    for (int n = 0; n < window_cells; ++n) {
      const Slot t = grid.at(s / block_cells, x + n % window - 2, y + n / window % window - 2, z + n / (window * window) - 2);
      slot[static_cast<std::size_t>(n)] = t < slots_ ? t : no_slot;
    }
    if (!all_open(s, 1)) keep_connected(slot);
  }

  void keep_connected(std::array<Slot, window_cells>& slot) const {
    static constexpr int stride[3] = {1, window, window * window};
    std::array<std::uint8_t, window_cells> seen{};
    std::array<int, window_cells> queue;
    int head = 0, tail = 0;
    queue[static_cast<std::size_t>(tail++)] = window_cells / 2;
    seen[window_cells / 2] = 1;
    while (head < tail) {
      const int n = queue[static_cast<std::size_t>(head++)];
      const int c[3] = {n % window, n / window % window, n / (window * window)};
      for (int d = 0; d < 3; ++d)
        for (const int way : {-1, 1}) {
          if (c[d] + way < 0 || c[d] + way >= window) continue;
          const auto m = static_cast<std::size_t>(n + way * stride[d]);
          const Slot face = way > 0 ? slot[m] : slot[static_cast<std::size_t>(n)];
          if (seen[m] || slot[m] == no_slot || surface_.rooms().closed(slot[m]) || !(domain_.aperture[d][face] > 0)) continue;
          seen[m] = 1;
          queue[static_cast<std::size_t>(tail++)] = static_cast<int>(m);
        }
    }
    for (std::size_t n = 0; n < window_cells; ++n)
      if (!seen[n]) slot[n] = no_slot;
  }

  const Domain& domain_;
  const CastingState& state_;
  const VolumeOfFluid& surface_;
  const std::vector<ContactAngles>& angles_;
  double tau_;
  std::size_t slots_;
  std::vector<Facet> facets_;   // by mixed cell
};

/// Whether an open face of s lies between a pressure cell and one without.
bool at_rim(const Domain& domain, const Field<std::uint8_t>& pressure, Slot s) {
  for (int d = 0; d < 3; ++d) {
    const Slot below = domain.grid.below(d, s), above = domain.grid.above(d, s);
    if (below < pressure.size() && domain.aperture[d][s] > 0 && (pressure[below] != 0) != (pressure[s] != 0)) return true;
    if (above < pressure.size() && domain.aperture[d][above] > 0 && (pressure[above] != 0) != (pressure[s] != 0)) return true;
  }
  return false;
}

bool narrow(const Domain& domain, Slot s) {
  return domain.feature_width[s] > 0 && domain.feature_width[s] < resolved_width * domain.grid.cell;
}

}  // namespace

double closure_curvature(const Domain& domain, const std::vector<ContactAngles>& contact_angle, Slot s) {
  if (!narrow(domain, s) || contact_angle.empty()) return 0;
  const std::uint8_t mould = domain.mould_index[s];
  return -2 * std::cos(contact_angle[mould < contact_angle.size() ? mould : 0].advancing) / domain.feature_width[s];
}

CurvatureReport surface_curvature(const Domain& domain, const CastingState& state, const VolumeOfFluid& surface,
                                  const std::vector<ContactAngles>& contact_angle, double tau, Field<double>& curvature, bool rim_only) {
  const double h = domain.grid.cell;
  const auto& mixed = surface.mixed_cells();
  if (!rim_only || curvature.size() != domain.grid.flow_slots()) {
    curvature.assign(domain.grid.flow_slots(), 0.0);
  } else {
    for (const Slot s : surface.near().dropped()) curvature[s] = 0;
    for (const Slot s : surface.near().all()) curvature[s] = 0;
  }
  const CurvatureFit fit(domain, state, surface, contact_angle, tau);
  const HeightFunctions heights(domain, surface.rooms(), state.metal, contact_angle);
  constexpr std::size_t grain = 64;
  std::vector<CurvatureReport> part((mixed.size() + grain - 1) / grain);
  parallel_chunks(mixed.size(), grain, [&](std::size_t begin, std::size_t end) {
    CurvatureReport& report = part[begin / grain];
    for (std::size_t m = begin; m < end; ++m) {
      const Slot s = mixed[m];
      if (rim_only && !at_rim(domain, surface.pressure_cell(), s)) continue;
      if (narrow(domain, s) && !contact_angle.empty()) {
        curvature[s] = closure_curvature(domain, contact_angle, s);
        ++report.sub_grid;
        continue;
      }
      const std::optional<double> column = heights.curvature(s, surface.plane()[s].normal());
      report.columns += column.has_value();
      const FittedCurvature k = column ? FittedCurvature{*column, true} : fit.at(s);
      report.unresolved += !k.sound;
      report.clamped += std::fabs(k.value) > largest_curvature;
      curvature[s] = std::clamp(k.value, -largest_curvature, largest_curvature) / h;
    }
  });
  CurvatureReport report;
  for (const CurvatureReport& p : part) {
    report.clamped += p.clamped;
    report.sub_grid += p.sub_grid;
    report.unresolved += p.unresolved;
    report.columns += p.columns;
  }
  return report;
}

}  // namespace sprue
