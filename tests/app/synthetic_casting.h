/// A round badge with an enamel ring and a made-up filling, for tests of the report: no solver runs.
#pragma once

#include <cmath>

#include "engine/app/report.h"
#include "engine/core/record.h"

namespace sprue::test {

struct SyntheticCasting {
  Domain domain;
  CastingState state;
  Record record;
  Design design;
  std::vector<CavityPlacement> placements;
  std::vector<Snapshot> snapshots;

  SyntheticCasting() {
    constexpr double h = 0.25e-3;
    make_domain(h);
    state = make_casting_state(domain, 300);
    record = make_record(domain);
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s) fill(s);
    for (double share : {0.1, 0.3, 0.5, 0.7, 0.95}) snapshots.push_back(stage(share));
    make_design();
    CavityPlacement place;
    place.transform = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    placements.push_back(place);
  }

  ReportData data() const {
    ReportData d;
    d.title = "badge <script>alert(1)</script>";
    d.summary_json = R"({"schema":"sprue.cast/1","status":"completed","verdict":"warn","reached":"solidified",
      "design":{"width_mm":25.0,"height_mm":25.0,"element_count":3},"part":{"volume_mm3":612.5,"mass_g":4.04},
      "mould":{"cavities":[{"cavity":1}],"projected_area_mm2":520.1},"fill":{"time_s":0.0412,"fraction":0.998},
      "solidification":{"time_s":8.3},"porosity":{"shrinkage_mm3":1.2},"balances":{"metal":1e-14,"gas":2e-12,"energy":3e-9},
      "guards":{"fallback":0},"performance":{"wall_s":101.5,"threads":2},
      "provenance":{"materials":[{"name":"zamak3","property":"liquidus","source":"<b>sheet</b>","confidence":"high"}],"state_hash":"00ff"}})";
    Finding f;
    f.kind = "unfilled-detail";
    f.severity = Severity::reject;
    f.cavity = 1;
    f.where = {4e-3, 6e-3, 1e-3};
    f.element = "path\"><img src=x onerror=alert(1)>";
    f.size = 2e-3;
    f.value = 5.1;
    f.limit = 4.0;
    f.unit = "kPa";
    f.evidence = "needs 5.1 kPa, has 4.0 kPa";
    f.cause = "surface tension keeps the metal out";
    f.advice = "widen the line";
    f.confidence = "low: under four cells wide";
    Finding g = f;
    g.kind = "hot-spot";
    g.severity = Severity::warn;
    g.where = {-6e-3, -2e-3, 0.5e-3};
    g.element = "ring";
    d.findings = {g, f};
    d.pins = {{"", &design, {}}};
    d.placements = &placements;
    d.domain = &domain;
    d.state = &state;
    d.record = &record;
    d.snapshots = snapshots;
    return d;
  }

 private:
  static double radius(Vec3 c) { return std::hypot(c.x, c.y); }

  void make_domain(double h) {
    std::vector<Index3> flow, mould;
    for (int j = -8; j <= 7; ++j)
      for (int i = -8; i <= 7; ++i) {
        flow.push_back({i, j, 0});
        mould.push_back({i, j, -1});
        mould.push_back({i, j, 1});
      }
    domain.grid = make_block_grid(h, {0, 0, 0}, flow, mould);
    const std::size_t n = domain.grid.flow_slots();
    domain.cavity_fraction.assign(n, 0.0);
    domain.aperture = make_face_field<double>(n);
    domain.kind = make_face_field<FaceKind>(n, FaceKind::interior);
    domain.wall_area.assign(n, 0.0f);
    domain.cavity.assign(n, 1);
    domain.element.assign(n, 0);
    domain.feature_width.assign(n, 0.0f);
    domain.mould_index.assign(domain.grid.slots(), 0);
    domain.thermal_boundary = make_face_field<std::uint8_t>(domain.grid.slots());
    domain.moulds = {"silicone"};
    for (Slot s = 0; s < n; ++s) {
      const Vec3 c = domain.grid.centre(s);
      const bool ring = radius(c) > 6e-3 && radius(c) < 10e-3;
      if (radius(c) < 12.5e-3 && c.z > 0 && c.z < (ring ? 1.0e-3 : 1.5e-3)) domain.cavity_fraction[s] = 1;
    }
  }

  void fill(Slot s) {
    if (domain.cavity_fraction[s] == 0) return;
    const Vec3 c = domain.grid.centre(s);
    const double way = std::hypot(c.x + 12.5e-3, c.y) / 25e-3;
    state.metal[s] = 1;
    record.arrival[s] = static_cast<float>(0.04 * way);
    record.arrival_temperature[s] = static_cast<float>(700 - 30 * way);
    record.solidification[s] = static_cast<float>(8 - 4 * radius(c) / 12.5e-3);
    if (std::fabs(c.x - 6e-3) < h_of() && c.y > 4e-3) record.meeting_temperature[s] = 655;
    if (radius(c) < 1.2e-3) record.shrinkage_void[s] = 0.3f;
  }
  double h_of() const { return domain.grid.cell; }

  Snapshot stage(double share) const {
    Snapshot shot{0.04 * share, share, plan_grid(domain), {}, {}};
    shot.fill.assign(shot.grid.size(), 0);
    shot.temperature.assign(shot.grid.size(), 0);
    for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
      if (domain.cavity_fraction[s] == 0 || record.arrival[s] > 0.04f * static_cast<float>(share)) continue;
      const std::size_t c = shot.grid.column(domain.grid.cell_of(s));
      shot.fill[c] = 255;
      shot.temperature[c] = static_cast<std::uint16_t>(10 * record.arrival_temperature[s]);
    }
    return shot;
  }

  /// Three rings as one planar map, by hand: disc, enamel ring, rim.
  void make_design() {
    design.width = design.height = 25e-3;
    const double radii[3] = {6e-3, 10e-3, 12.5e-3};
    std::vector<std::vector<std::uint32_t>> circle(3);
    for (std::size_t r = 0; r < 3; ++r)
      for (int n = 0; n < 90; ++n) {
        circle[r].push_back(static_cast<std::uint32_t>(design.map.vertices.size()));
        design.map.vertices.push_back(
            {radii[r] * std::cos(n * M_PI / 45), radii[r] * std::sin(n * M_PI / 45)});
      }
    const auto hole = [](std::vector<std::uint32_t> v) {
      return std::vector<std::uint32_t>(v.rbegin(), v.rend());
    };
    design.map.faces = {
        {{circle[0]}, {0}}, {{circle[1], hole(circle[0])}, {1}}, {{circle[2], hole(circle[1])}, {2}}};
    design.role = {Role::metal, Role::recess, Role::metal};
    design.element = {0, 1, 2};
    for (const char* colour : {"#888888", "#1565c0", "#888888"})
      design.elements.push_back({"ring", colour, Role::metal, {}, {}, {}});
  }
};

}  // namespace sprue::test
