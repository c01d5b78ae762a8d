#include "solvers/darcy_feeding.h"

#include <algorithm>
#include <cmath>

#include "solvers/connected_regions.h"
#include "solvers/linear_system.h"

namespace sprue {

namespace {

constexpr int most_passes = 60;               // of the active sets: 2 to 8 are usual
constexpr int most_iterations = 300;          // of the linear solver in a pass
constexpr double pressure_margin = 1e-3;      // Pa below opening that counts: rounding of 1e5 Pa in the solver
constexpr double residual_share = 1e-6;       // of the largest demand, left in any cell
constexpr double relative_tolerance = 1e-13;  // of the right-hand side: the share above is what decides

enum class Role : std::uint8_t { none, unknown, held };

}  // namespace

struct DarcyFeeding::Impl {
  const Domain& domain;
  BlockTopology topology;
  LinearSystem system;
  MultigridSolver solver;
  Field<Role> role;
  Field<double> pressure;              // P less the datum, of unknown and held cells
  Field<double> root;                  // cube root of the resistance
  std::vector<char> pool_held, pool_anchor;
  std::vector<Slot> members, unknown;  // of the network, ascending
  std::vector<double> solution;
  double opening = 0, datum = 0, per_step = 0, largest = 0;
  bool flowing = false;                // there is a pressure field: someone asked for metal

  explicit Impl(const Domain& d) : domain(d), topology(flow_topology(d.grid)), system(topology), solver(topology) {}

  /// 1 / mean of c l^-3 while the liquid l falls linearly from one centre to the other; a, b: cube roots of its ends.
  double conductance(int d, Slot low, Slot high) const {
    const double a = root[low], b = root[high];
    return domain.aperture[static_cast<std::size_t>(d)][high] * per_step * 2 / (a * b * (a + b));
  }
  double open_pressure(const LiquidNetwork& n, Slot s) const { return opening + n.weight[s] - datum; }
  double pool_pressure(const LiquidPool& pool) const { return (pool.open ? pool.pressure : opening + pool.top) - datum; }

  /// visit(neighbour, conductance) over open faces to cells of the network.
  template <class Visit>
  void neighbours(const LiquidNetwork& n, Slot s, const Visit& visit) const {
    for (int d = 0; d < 3; ++d) {
      const Slot low = domain.grid.below(d, s), high = domain.grid.above(d, s);
      if (low < n.resistance.size() && n.resistance[low] > 0 && domain.aperture[static_cast<std::size_t>(d)][s] > 0)
        visit(low, conductance(d, low, s));
      if (high < n.resistance.size() && n.resistance[high] > 0 && domain.aperture[static_cast<std::size_t>(d)][high] > 0)
        visit(high, conductance(d, s, high));
    }
  }
  double inflow(const LiquidNetwork& n, Slot s) const {
    double sum = 0;
    if (flowing) neighbours(n, s, [&](Slot other, double c) { sum += c * (pressure[other] - pressure[s]); });
    return sum;
  }

  void find_parts(LiquidNetwork& n, std::span<const Slot> cells);
  void anchor_parts(const LiquidNetwork& n);
  bool anything_to_solve(const LiquidNetwork& n) const;
  void hold(const LiquidNetwork& n, Slot s);
  void assemble(const LiquidNetwork& n);
  int change_sets(const LiquidNetwork& n);
  int change_pools(const LiquidNetwork& n);
  void settle(const LiquidNetwork& n, DarcyReport& report);
  void results(LiquidNetwork& n, DarcyReport& report) const;
};

void DarcyFeeding::Impl::find_parts(LiquidNetwork& n, std::span<const Slot> cells) {
  n.parts = label_regions(domain, cells, [&](Slot s) { return n.resistance[s] > 0; }, n.part);
  members.clear();
  for (const Slot s : cells)
    if (n.part[s] > 0) members.push_back(s);
}

/// Roles at the start: pools are held, those that turn out well fed are released (a closed pool as unknown behind tight mush is nearly singular);
/// open ones stay so, and in a part without one its highest pool or cell.
void DarcyFeeding::Impl::anchor_parts(const LiquidNetwork& n) {
  struct Highest {
    bool open = false;
    Slot cell = no_slot;
    std::int32_t pool = 0;
  };
  std::vector<Highest> highest(static_cast<std::size_t>(n.parts) + 1);
  for (const Slot s : members) {
    Highest& h = highest[static_cast<std::size_t>(n.part[s])];
    if (n.pool[s] > 0) {
      const LiquidPool& pool = n.pools[static_cast<std::size_t>(n.pool[s] - 1)];
      h.open = h.open || pool.open;
      if (h.pool == 0 || pool.top > n.pools[static_cast<std::size_t>(h.pool - 1)].top) h.pool = n.pool[s];
    }
    if (h.cell == no_slot || n.weight[s] > n.weight[h.cell]) h.cell = s;
  }
  pool_held.assign(n.pools.size(), 0);
  pool_anchor.assign(n.pools.size(), 0);
  for (std::size_t p = 0; p < n.pools.size(); ++p) pool_held[p] = 1, pool_anchor[p] = n.pools[p].open;
  role.assign(n.resistance.size(), Role::none);
  pressure.assign(n.resistance.size(), 0.0);
  for (const Slot s : members) role[s] = Role::unknown;
  for (const Highest& h : highest) {
    if (h.cell == no_slot || h.open) continue;
    if (h.pool > 0) pool_anchor[static_cast<std::size_t>(h.pool - 1)] = 1;
    else hold(n, h.cell);
  }
  for (const Slot s : members)
    if (n.pool[s] > 0) hold(n, s);
}

void DarcyFeeding::Impl::hold(const LiquidNetwork& n, Slot s) {
  role[s] = Role::held;
  pressure[s] = n.pool[s] > 0 ? pool_pressure(n.pools[static_cast<std::size_t>(n.pool[s] - 1)]) : open_pressure(n, s);
}

bool DarcyFeeding::Impl::anything_to_solve(const LiquidNetwork& n) const {
  return std::any_of(members.begin(), members.end(), [&](Slot s) { return role[s] == Role::unknown && n.demand[s] > 0; });
}

void DarcyFeeding::Impl::assemble(const LiquidNetwork& n) {
  for (std::vector<double>* v : {&system.face[0], &system.face[1], &system.face[2], &system.diagonal, &system.rhs}) v->assign(topology.slots(), 0.0);
  system.blocks.clear();
  unknown.clear();
  for (const Slot s : members) {
    if (role[s] != Role::unknown) continue;
    unknown.push_back(s);
    if (system.blocks.empty() || system.blocks.back() != s / block_cells) system.blocks.push_back(s / block_cells);
    system.rhs[s] -= n.demand[s];
    for (int d = 0; d < 3; ++d)
      for (const bool up : {false, true}) {
        const Slot other = up ? domain.grid.above(d, s) : domain.grid.below(d, s), face = up ? other : s;
        if (other >= role.size() || role[other] == Role::none || domain.aperture[static_cast<std::size_t>(d)][face] <= 0) continue;
        const double c = conductance(d, up ? s : other, face);
        if (role[other] == Role::held) system.diagonal[s] += c, system.rhs[s] += c * pressure[other];
        else system.face[static_cast<std::size_t>(d)][face] = c;
      }
  }
}

/// Mush under the pressure of opening is held there; held mush that would have to swallow metal is released. Returns how many.
int DarcyFeeding::Impl::change_sets(const LiquidNetwork& n) {
  std::vector<Slot> taken, released;
  for (const Slot s : members) {
    if (n.pool[s] > 0) continue;
    if (role[s] == Role::unknown && pressure[s] < open_pressure(n, s) - pressure_margin) taken.push_back(s);
    if (role[s] == Role::held && inflow(n, s) > n.demand[s] + 2 * residual_share * largest) released.push_back(s);
  }
  for (const Slot s : taken) hold(n, s);
  for (const Slot s : released) role[s] = Role::unknown;
  return static_cast<int>(taken.size() + released.size());
}

/// The same for pools that are not open: as bodies, at the pressure of their tops.
int DarcyFeeding::Impl::change_pools(const LiquidNetwork& n) {
  std::vector<double> lowest(n.pools.size(), 1e300), need(n.pools.size(), 0.0);
  for (const Slot s : members) {
    if (n.pool[s] <= 0) continue;
    const auto p = static_cast<std::size_t>(n.pool[s] - 1);
    lowest[p] = std::min(lowest[p], pressure[s]);
    need[p] += n.demand[s] - inflow(n, s);
  }
  std::vector<char> changed(n.pools.size(), 0);
  int changes = 0;
  for (std::size_t p = 0; p < n.pools.size(); ++p) {
    if (pool_anchor[p]) continue;
    if (!pool_held[p] && lowest[p] < pool_pressure(n.pools[p]) - pressure_margin) pool_held[p] = changed[p] = 1;
    else if (pool_held[p] && need[p] < -2 * residual_share * largest) pool_held[p] = 0, changed[p] = 1;
    changes += changed[p];
  }
  if (changes == 0) return 0;
  for (const Slot s : members) {
    if (n.pool[s] <= 0 || !changed[static_cast<std::size_t>(n.pool[s] - 1)]) continue;
    if (pool_held[static_cast<std::size_t>(n.pool[s] - 1)]) hold(n, s);
    else role[s] = Role::unknown;
  }
  return changes;
}

void DarcyFeeding::Impl::settle(const LiquidNetwork& n, DarcyReport& report) {
  largest = *std::max_element(n.demand.begin(), n.demand.end());
  solution.assign(topology.slots(), 0.0);
  report.settled = false;
  while (!report.settled && report.passes < most_passes) {
    assemble(n);
    if (!unknown.empty()) {
      const SolveReport linear = solver.solve(system, solution, relative_tolerance, most_iterations, residual_share * largest);
      report.iterations += linear.iterations;
      report.converged = report.converged && linear.converged;
      for (const Slot s : unknown) pressure[s] = solution[s];
    }
    ++report.passes;
    report.settled = change_pools(n) + change_sets(n) == 0;
  }
}

void DarcyFeeding::Impl::results(LiquidNetwork& n, DarcyReport& report) const {
  for (const Slot s : members) {
    if (flowing) n.pressure[s] = pressure[s] + datum - n.weight[s];
    if (n.pool[s] > 0) {
      const auto p = static_cast<std::size_t>(n.pool[s] - 1);
      n.fed[s] = n.demand[s];
      if (pool_held[p]) n.pools[p].drawn += n.demand[s] - inflow(n, s);
    } else if (role[s] == Role::held) {
      ++report.held;
      const double in = inflow(n, s);
      n.fed[s] = std::clamp(in, 0.0, n.demand[s]);
      n.surplus[s] = std::max(0.0, -in);
    } else {
      n.fed[s] = n.demand[s];
    }
  }
}

DarcyFeeding::DarcyFeeding(const Domain& domain) : impl_(std::make_unique<Impl>(domain)) {}
DarcyFeeding::~DarcyFeeding() = default;

DarcyReport DarcyFeeding::solve(LiquidNetwork& n, std::span<const Slot> cells, double dt, double opening) {
  Impl& im = *impl_;
  DarcyReport report;
  const double h = im.domain.grid.cell;
  im.per_step = dt / (h * h);
  im.opening = opening;
  im.datum = 0;
  bool found = false;
  for (const LiquidPool& pool : n.pools)
    if (pool.open && (!found || pool.pressure > im.datum)) im.datum = pool.pressure, found = true;
  for (Field<double>* f : {&n.fed, &n.surplus, &n.pressure}) f->assign(n.resistance.size(), 0.0);
  for (LiquidPool& pool : n.pools) pool.drawn = 0;
  im.root.resize(n.resistance.size());
  for (const Slot s : cells) im.root[s] = std::cbrt(n.resistance[s]);
  im.find_parts(n, cells);
  im.anchor_parts(n);
  im.flowing = im.anything_to_solve(n);
  if (im.flowing) im.settle(n, report);
  im.results(n, report);
  return report;
}

}  // namespace sprue
