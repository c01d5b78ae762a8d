/// The unknowns of one heat solve and what is done to them; shared by heat.cpp (the step) and heat_step_size.cpp (its length).
#pragma once

#include "solvers/conduction.h"
#include "solvers/heat.h"

namespace sprue {

constexpr double counted_metal = 0.25;       ///< units of a cell: smaller amounts do not set the step
constexpr double longest_step = 1e6;          ///< s
constexpr double thick_layer = 0.05;         ///< of a cell: least layer between wall and front when rates are judged

struct Heat::Impl {
  Impl(const Domain& d, const CastingConditions& c, const Numerics& n, const AlloyCurve& a, std::vector<MouldProperties> m);

  HeatReport advance(CastingState& state, double dt, Record& record, double end_time);
  bool solve(const CastingState& state, double dt, HeatReport& report);
  double stable_dt(const CastingState& state);
  double haste(double dt) const;

  void gather(const CastingState& state);
  void linearise(double dt);
  void fluxes_to_contents(double dt);
  void settle_light_slots(double dt);
  double mismatch() const;
  void bound();
  void to_curve();
  double next_piece(const FrontRange& range, double from, double to) const;
  void move_iterate(bool one_piece);
  void store(CastingState& state, double dt, HeatReport& report);
  double slot_dt(Slot s, double change) const;
  double block_dt(std::size_t block) const;
  bool is_metal(std::size_t u) const { return u < flow && conduction.is_metal(static_cast<Slot>(u)); }
  double capacity(Slot u) const;

  const Domain& domain;
  CavityCells cells;
  CastingConditions conditions;
  Numerics numerics;
  const AlloyCurve& alloy;
  Conduction conduction;
  LinearSystem system;
  MultigridSolver solver;
  std::size_t flow, unknowns;
  double cell_mass, exchanged = 0, coldest = 0, hottest = 0;
  std::vector<double> start;        // metal: J, mould: K, at the start of the step
  std::vector<double> content;      // the same, Newton iterate
  std::vector<double> temperature;  // K, of the iterate
  std::vector<double> slope;        // J/K of the iterate
  std::vector<double> solved;       // K, linear solution
  std::vector<double> next;         // contents that follow from the fluxes of `solved`
  std::vector<double> net;          // W
  std::vector<double> correction;   // K
};

}  // namespace sprue
