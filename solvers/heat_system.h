/// The unknowns of one heat solve and what is done to them; shared by heat.cpp (the step), heat_newton.cpp (its iteration) and
/// heat_step_size.cpp (its length).
#pragma once

#include "engine/core/parallel.h"
#include "solvers/conduction.h"
#include "solvers/freezing_record.h"
#include "solvers/heat.h"
#include "solvers/heat_solver.h"

namespace sprue {

constexpr double counted_metal = 0.25;       ///< units of a cell: smaller amounts do not set the step
constexpr double longest_step = 1e6;          ///< s
constexpr double thick_layer = 0.05;         ///< of a cell: least layer between wall and front when rates are judged
constexpr double thin_layer = 0.005;         ///< of a cell: least layer between wall and front
constexpr double light = 0.05;               ///< of a full cell's capacity
constexpr double newton_tolerance = 1e-3;    ///< of heat_temperature_step, K

/// One value an unknown, at most HeatMesh::most(). Not set before it is written, and not in memory where no unknown takes part.
template <class T>
using PerUnknown = std::unique_ptr<T[]>;

struct Heat::Impl {
  Impl(const Domain& d, const CastingConditions& c, const Numerics& n, const AlloyCurve& a, std::vector<MouldProperties> m);

  HeatReport advance(CastingState& state, double dt, Record& record, double end_time);
  bool solve(const CastingState& state, double dt, HeatReport& report);
  double stable_dt(const CastingState& state);
  double haste(double dt) const;

  void gather(const CastingState& state);
  void choose_rows(const CastingState& state, double dt);
  void linearise(const CastingState& state, double dt, bool first);
  double metal_stiffness() const;
  void fluxes_to_contents(const CastingState& state, double dt);
  void find_light_mould();
  double light_content(Unknown u) const;
  double settle_light();
  double mismatch();
  void bound();
  void to_fronts();
  void to_curve();
  double next_piece(const FrontRange& range, double from, double to) const;
  void move_iterate(bool one_piece);
  void store(CastingState& state, double dt, HeatReport& report);
  double unknown_dt(Unknown u, double change) const;
  double range_dt(HeatMesh::Range range) const;
  double capacity(Unknown u) const;
  double light_capacity() const { return light * cell_mass * alloy.solid_capacity(); }   ///< J/K
  double quiet() const { return newton_tolerance * numerics.heat_temperature_step; }
  double stiff_slope(Unknown u) const;
  std::span<const double> temperatures() const { return {temperature.get(), static_cast<std::size_t>(mesh.end())}; }
  AlloyCurve::Point curve(Unknown u, double content_now) const { return front_temperature(alloy, conduction.front(u), content_now / conduction.metal_mass(u)); }
  /// body(row) for the rows of some ranges; body(u) for the metal; the largest body(u) of the metal, at least `floor`.
  template <class Body>
  void each_row(const std::vector<HeatMesh::Range>& ranges, Body body) const {
    parallel_for(ranges.size(), [&](std::size_t i) {
      for (std::size_t row = row_of(ranges[i].begin); row < row_of(ranges[i].end); ++row) body(row);
    });
  }
  static std::size_t row_of(Unknown u) { return static_cast<std::size_t>(u / HeatMesh::row_length); }
  template <class Body>
  void each_metal(Body body) const {
    parallel_for(mesh.metal_blocks().size(), [&](std::size_t i) {
      mesh.each_held(mesh.metal_in(mesh.metal_blocks()[i]), body);
    });
  }
  template <class Body>
  double most_of_metal(double floor, Body body) const {
    return parallel_max(mesh.metal_blocks().size(), floor, [&](std::size_t i) {
      double most = floor;
      mesh.each_held(mesh.metal_in(mesh.metal_blocks()[i]), [&](Unknown u) { most = std::max(most, body(u)); });
      return most;
    });
  }

  const Domain& domain;
  CavityCells cells;
  CastingConditions conditions;
  Numerics numerics;
  const AlloyCurve& alloy;
  Conduction conduction;
  const HeatMesh& mesh;
  SolvedRows rows;
  HeatSolver solver;
  FreezingStages stages;
  double cell_mass, exchanged = 0, coldest = 0, hottest = 0, given_away = 0;
  PerUnknown<double> temperature;   // K: of the iterate, then of its linear solution
  PerUnknown<double> next;          // W into each; then what follows from these fluxes: metal J, mould K (that is not touched: W to the end)
  PerUnknown<float> residual, correction;   // W, K
  std::vector<double> start, content;       // of the metal, J: at the start of the step, of the iterate
  std::vector<double> slope;                // of the metal, J/K at the iterate; infinity on a plateau
  std::vector<double> before, after;        // of the metal, K on the curve: at the start of the step, of `next`
  std::vector<HeatMesh::Extremes> extremes;   // K, of the mould by block at the start of the step
  std::vector<std::pair<double, Unknown>> light_mould;   // capacity and number of mould of little capacity, ascending
};

}  // namespace sprue
