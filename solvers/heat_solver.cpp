#include "solvers/heat_solver.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

#include "engine/core/parallel.h"
#include "solvers/simd_row.h"

namespace sprue {

namespace {

constexpr double stiff = 9;   // conductances over inertia: beyond, Jacobi would take the conjugate gradients over 20 iterations for 1e-4
constexpr double smooth_low = 0.4, smooth_high = 2.0;
constexpr int steps = 2;

std::size_t at(Unknown u) { return static_cast<std::size_t>(u); }

/// Cells of a block in Morton order: the cells of an octant follow each other.
constexpr std::array<Slot, block_cells> morton_cells() {
  std::array<Slot, block_cells> cells{};
  for (unsigned n = 0; n < block_cells; ++n) {
    const auto bit = [n](unsigned b) { return (n >> b) & 1u; };
    const unsigned i = bit(0) | bit(3) << 1 | bit(6) << 2, j = bit(1) | bit(4) << 1 | bit(7) << 2, k = bit(2) | bit(5) << 1 | bit(8) << 2;
    cells[n] = (k * 8 + j) * 8 + i;
  }
  return cells;
}

double product_sum(const float* a, const float* b, HeatMesh::Range range) {
  return simd::product_sum(a + range.begin, b + range.begin, range.end - range.begin);
}

}  // namespace

HeatSolver::HeatSolver(const HeatMesh& mesh, const HeatMatrix& matrix)
    : mesh_(mesh), matrix_(matrix), polynomial_(chebyshev(smooth_low, smooth_high, steps)) {
  for (std::unique_ptr<float[]>* v : {&p_, &q_, &inverse_, &s_, &y_, &z_}) {
    v->reset(new float[at(mesh.most())]);
    std::fill_n(v->get(), HeatMesh::row_length, 0.0f);   // stand for every missing neighbour
  }
}

/// body(range) for each block of active mould and of metal of a part.
template <class Body>
void HeatSolver::each(Part part, Body body) const {
  if (mould_in_cycle() == (part == Part::cycle))
    parallel_for(mesh_.mould_blocks().size(), [&](std::size_t i) { body(mesh_.mould_in(mesh_.mould_blocks()[i])); });
  if ((cycle_begin_ < mesh_.end()) == (part == Part::cycle))
    parallel_for(mesh_.metal_blocks().size(), [&](std::size_t i) { body(mesh_.metal_in(mesh_.metal_blocks()[i])); });
}
template <class Body>
double HeatSolver::sum(Part part, Body body) const {
  double total = 0;
  if (mould_in_cycle() == (part == Part::cycle))
    total += parallel_sum(mesh_.mould_blocks().size(), [&](std::size_t i) { return body(mesh_.mould_in(mesh_.mould_blocks()[i])); });
  if ((cycle_begin_ < mesh_.end()) == (part == Part::cycle))
    total += parallel_sum(mesh_.metal_blocks().size(), [&](std::size_t i) { return body(mesh_.metal_in(mesh_.metal_blocks()[i])); });
  return total;
}

/// edge(beside, conductance) for each coupling within the cycle; returns the sum of the others.
template <class Edge>
float HeatSolver::row(Unknown u, Edge edge) const {
  float outside = 0;
  const auto look = [&](Unknown n, float c) {
    if (n == 0 || c <= 0) return;
    if (in_cycle(n) && mesh_.active(n)) edge(n, c);
    else outside += c;
  };
  for (int d = 0; d < 3; ++d) {
    look(mesh_.low(d, u), matrix_.face[d][at(u)]);
    const Unknown high = mesh_.high(d, u);
    look(high, matrix_.face[d][at(high)]);
  }
  if (mesh_.is_metal(u)) look(matrix_.twin[mesh_.metal_index(u)], link_[mesh_.metal_index(u)]);
  else if (const Unknown metal = mesh_.metal_of(mesh_.slot(u)); metal > 0) look(metal, link_[mesh_.metal_index(metal)]);
  return outside;
}

/// Numbers the unknowns of the cycle, octant by octant.
void HeatSolver::number_nodes() {
  static constexpr std::array<Slot, block_cells> in_order = morton_cells();
  node_.assign(at(mesh_.end() - cycle_begin_), -1);
  std::int32_t count = 0;
  const auto number = [&](std::int32_t block, bool metal) {
    for (const Slot cell : in_order) {
      const Slot s = static_cast<Slot>(block) * block_cells + cell;
      if (const Unknown u = metal ? mesh_.metal_of(s) : mesh_.mould_of(s); u > 0) node_[at(u - cycle_begin_)] = count++;
    }
  };
  if (mould_in_cycle())
    for (const std::int32_t b : mesh_.mould_blocks()) number(b, false);
  for (const std::int32_t b : mesh_.metal_blocks()) number(b, true);
}

/// The block of the matrix that the cycle is for; what couples it to the rest is on its diagonal.
Graph HeatSolver::cycle_graph() const {
  const auto count = at(*std::max_element(node_.begin(), node_.end()) + 1);
  Graph g;
  g.at.resize(count);
  g.diagonal.resize(count);
  g.row_start.assign(count + 1, 0);
  const auto each_node = [&](auto body) {
    each(Part::cycle, [&](HeatMesh::Range range) {
      for (Unknown u = range.begin; u < range.end; ++u)
        if (const std::int32_t n = node_[at(u - cycle_begin_)]; n >= 0) body(u, at(n));
    });
  };
  each_node([&](Unknown u, std::size_t n) {
    std::int32_t edges = 0;
    const float outside = row(u, [&](Unknown, float) { ++edges; });
    g.row_start[n + 1] = edges;
    g.diagonal[n] = matrix_.inertia[at(u)] + outside;
    g.at[n] = mesh_.cell_of(u);
  });
  for (std::size_t n = 0; n < count; ++n) g.row_start[n + 1] += g.row_start[n];
  g.column.resize(at(g.row_start.back()));
  g.weight.resize(g.column.size());
  each_node([&](Unknown u, std::size_t n) {
    auto next = at(g.row_start[n]);
    row(u, [&](Unknown beside, float c) {
      g.column[next] = node_[at(beside - cycle_begin_)];
      g.weight[next++] = c;
    });
  });
  return g;
}

/// What the elimination of the mould, each row for itself, leaves of the links and of the metal's diagonal.
void HeatSolver::eliminate_mould() {
  link_.assign(mesh_.metal_size(), 0.0f);
  const float* inverse = matrix_.inverse.data();
  each(Part::cycle, [&](HeatMesh::Range range) {
    std::copy(inverse + range.begin, inverse + range.end, inverse_.get() + range.begin);
    if (!mesh_.is_metal(range.begin)) return;
    for (Unknown u = range.begin; u < range.end; ++u) {
      const std::size_t m = mesh_.metal_index(u);
      const float whole = matrix_.link[m];
      link_[m] = whole;
      if (whole <= 0 || mould_in_cycle()) continue;
      link_[m] = std::max(0.0f, whole * (1 - whole * inverse[matrix_.twin[m]]));
      inverse_[at(u)] = 1 / (1 / inverse[u] - (whole - link_[m]));
    }
  });
}

void HeatSolver::prepare(double mould_stiffness, double metal_stiffness) {
  cycle_begin_ = mould_stiffness > stiff ? HeatMesh::row_length : metal_stiffness > stiff ? mesh_.metal_begin() : mesh_.end();
  coarse_ = false;
  if (cycle_begin_ == mesh_.end()) return;
  eliminate_mould();
  number_nodes();
  std::vector<std::int32_t> parent;
  Graph first = coarsen(cycle_graph(), parent);
  for (std::int32_t& n : node_)
    if (n >= 0) n = parent[at(n)];
  coarse_ = first.size() > 0;
  if (coarse_) graphs_.build(std::move(first));
}

/// out = A x on the cycle's block.
void HeatSolver::apply(const float* x, float* out) const {
  each(Part::cycle, [&](HeatMesh::Range range) {
    matrix_.product(mesh_, range, x, out);
    if (!mesh_.is_metal(range.begin)) return;
    for (Unknown u = range.begin; u < range.end; ++u) {   // mould of the same block: done before, and by no one else
      const float link = link_[mesh_.metal_index(u)];
      if (link <= 0) continue;
      const Unknown twin = matrix_.twin[mesh_.metal_index(u)];
      const float heat = link * (mould_in_cycle() ? x[u] - x[twin] : x[u]);
      out[u] += heat;
      if (mould_in_cycle()) out[twin] -= heat;
    }
  });
}

/// q = A p; returns p . A p.
double HeatSolver::apply_to_direction() {
  const float* p = p_.get();
  float* q = q_.get();
  double curvature = 0;
  for (const auto* blocks : {&mesh_.mould_blocks(), &mesh_.metal_blocks()}) {
    const bool metal = blocks == &mesh_.metal_blocks();
    curvature += parallel_sum(blocks->size(), [&](std::size_t i) {
      const HeatMesh::Range range = metal ? mesh_.metal_in((*blocks)[i]) : mesh_.mould_in((*blocks)[i]);
      matrix_.product(mesh_, range, p, q);
      double links = product_sum(p, q, range);
      for (Unknown u = range.begin; metal && u < range.end; ++u) {
        const float link = matrix_.link[mesh_.metal_index(u)];
        if (link <= 0) continue;
        const Unknown twin = matrix_.twin[mesh_.metal_index(u)];
        const float difference = p[u] - p[twin], heat = link * difference;
        q[u] += heat;
        q[twin] -= heat;
        links += static_cast<double>(heat) * static_cast<double>(difference);
      }
      return links;
    });
  }
  return curvature;
}

void HeatSolver::smooth_from_zero() {
  const float a0 = polynomial_[0], a1 = polynomial_[1];
  const float *inverse = inverse_.get(), *s = s_.get();
  float *y = y_.get(), *z = z_.get();
  each(Part::cycle, [&](HeatMesh::Range range) {
    for (Unknown u = range.begin; u < range.end; ++u) y[u] = inverse[u] * s[u];
  });
  apply(y, z);
  each(Part::cycle, [&](HeatMesh::Range range) {
    for (Unknown u = range.begin; u < range.end; ++u) z[u] = a0 * y[u] + a1 * inverse[u] * z[u];
  });
}

void HeatSolver::smooth() {
  const float a0 = polynomial_[0], a1 = polynomial_[1];
  const float *inverse = inverse_.get(), *s = s_.get();
  float *y = y_.get(), *z = z_.get(), *out = q_.get();   // q is free between two directions
  apply(z, out);
  each(Part::cycle, [&](HeatMesh::Range range) {
    for (Unknown u = range.begin; u < range.end; ++u) y[u] = inverse[u] * (s[u] - out[u]);
  });
  apply(y, out);
  each(Part::cycle, [&](HeatMesh::Range range) {
    for (Unknown u = range.begin; u < range.end; ++u) z[u] += a0 * y[u] + a1 * inverse[u] * out[u];
  });
}

void HeatSolver::coarse_correction() {
  GraphLevel& level = graphs_.first();
  const float* s = s_.get();
  float *z = z_.get(), *out = q_.get();
  apply(z, out);
  std::fill(level.r.begin(), level.r.end(), 0.0f);
  each(Part::cycle, [&](HeatMesh::Range range) {   // the cells of a node lie in one block
    for (Unknown u = range.begin; u < range.end; ++u)
      if (const std::int32_t n = node_[at(u - cycle_begin_)]; n >= 0) level.r[at(n)] += s[u] - out[u];
  });
  for (std::size_t n = 0; n < level.size; ++n) level.r[n] *= level.inverse_root[n];
  graphs_.cycle();
  for (std::size_t n = 0; n < level.size; ++n) level.x[n] *= level.inverse_root[n];
  each(Part::cycle, [&](HeatMesh::Range range) {
    for (Unknown u = range.begin; u < range.end; ++u)
      if (const std::int32_t n = node_[at(u - cycle_begin_)]; n >= 0) z[u] += level.x[at(n)];
  });
}

/// z = M r in the cycle, with the mould eliminated beside it; returns its share of r . M r.
double HeatSolver::precondition(const float* r) {
  if (cycle_begin_ == mesh_.end()) return 0;
  const float* inverse = matrix_.inverse.data();
  float* s = s_.get();
  each(Part::cycle, [&](HeatMesh::Range range) {
    std::copy(r + range.begin, r + range.end, s + range.begin);
    for (Unknown u = range.begin; !mould_in_cycle() && u < range.end; ++u)
      if (const std::size_t m = mesh_.metal_index(u); matrix_.link[m] > 0) s[u] += matrix_.link[m] * inverse[matrix_.twin[m]] * r[matrix_.twin[m]];
  });
  smooth_from_zero();
  if (coarse_) coarse_correction();
  smooth();
  return sum(Part::cycle, [&](HeatMesh::Range range) { return product_sum(s, z_.get(), range); });
}

/// Largest residual over the inertia of its row, K.
double HeatSolver::warmth(const float* r, double least_inertia) const {
  const float *inertia = matrix_.inertia.data(), least = static_cast<float>(least_inertia);
  double most = 0;
  for (const auto* blocks : {&mesh_.mould_blocks(), &mesh_.metal_blocks()})
    most = parallel_max(blocks->size(), most, [&](std::size_t i) {
      const HeatMesh::Range range = blocks == &mesh_.metal_blocks() ? mesh_.metal_in((*blocks)[i]) : mesh_.mould_in((*blocks)[i]);
      float largest = 0;
      for (Unknown u = range.begin; u < range.end; ++u) largest = std::max(largest, std::abs(r[u]) / std::max(inertia[u], least));
      return static_cast<double>(largest);
    });
  return most;
}

/// x += alpha p, r -= alpha q; then what is needed of the new residual: r . r and the plain part's r . M r.
struct HeatSolver::Iteration {
  double square = 0, plain = 0;
  Iteration& operator+=(const Iteration& o) { return square += o.square, plain += o.plain, *this; }
};

SolveReport HeatSolver::solve(float* r, float* x, const Target& target, int most_iterations) {
  SolveReport report;
  float *p = p_.get(), *q = q_.get();
  const float *z = z_.get(), *inverse = matrix_.inverse.data();
  for (const std::int32_t row : mesh_.outside_rows())   // mould that takes no part does not change
    for (float* v : {p, y_.get(), z_.get()}) std::fill_n(v + row * HeatMesh::row_length, HeatMesh::row_length, 0.0f);
  const auto advance = [&](float alpha) {
    Iteration now;
    for (const auto* blocks : {&mesh_.mould_blocks(), &mesh_.metal_blocks()}) {
      const bool metal = blocks == &mesh_.metal_blocks(), plain = metal ? cycle_begin_ == mesh_.end() : !mould_in_cycle();
      now += parallel_sum<Iteration>(blocks->size(), [&](std::size_t i) {
        const HeatMesh::Range range = metal ? mesh_.metal_in((*blocks)[i]) : mesh_.mould_in((*blocks)[i]);
        alignas(64) double square[8] = {}, weighted[8] = {};
        for (Unknown u = range.begin; u < range.end; u += 8)
          for (int l = 0; l < 8; ++l) {
            if (alpha != 0) x[u + l] += alpha * p[u + l], r[u + l] -= alpha * q[u + l];
            const double value = static_cast<double>(r[u + l]);
            square[l] += value * value;
            weighted[l] += value * value * static_cast<double>(inverse[u + l]);
          }
        Iteration sum;
        for (int l = 0; l < 8; ++l) sum += {square[l], plain ? weighted[l] : 0.0};
        return sum;
      });
    }
    return now;
  };
  const auto turn = [&](float beta) {   // p = M r + beta p
    each(Part::plain, [&](HeatMesh::Range range) {
      for (Unknown u = range.begin; u < range.end; ++u) p[u] = inverse[u] * r[u] + beta * p[u];
    });
    each(Part::cycle, [&](HeatMesh::Range range) {
      for (Unknown u = range.begin; u < range.end; ++u) p[u] = z[u] + beta * p[u];
      for (Unknown u = range.begin; !mould_in_cycle() && u < range.end; ++u)
        if (const std::size_t m = mesh_.metal_index(u); matrix_.link[m] > 0) p[matrix_.twin[m]] += matrix_.link[m] * inverse[matrix_.twin[m]] * z[u];
    });
  };
  for (const Part part : {Part::plain, Part::cycle})
    each(part, [&](HeatMesh::Range range) {
      for (float* v : {x, p, q}) std::fill(v + range.begin, v + range.end, 0.0f);
    });
  Iteration now = advance(0);
  const double size = now.square;
  report.converged = size == 0;
  double before = 0;
  while (!report.converged && report.iterations < most_iterations) {
    const double product = now.plain + precondition(r);
    if (!(product > 0)) break;
    turn(report.iterations > 0 ? static_cast<float>(product / before) : 0.0f);
    before = product;
    const double curvature = apply_to_direction();
    if (!(curvature > 0)) break;
    now = advance(static_cast<float>(product / curvature));
    ++report.iterations;
    report.converged = now.square <= target.norm * target.norm * size && warmth(r, target.least_inertia) <= target.warmth;
  }
  report.residual = size > 0 ? std::sqrt(now.square / size) : 0.0;
  return report;
}

}  // namespace sprue
