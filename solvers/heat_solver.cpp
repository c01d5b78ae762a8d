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
constexpr float nearly_one = 0.999f;
constexpr float strong = 0.05f;   // face^2 over the product of the two diagonals, from which a pair is solved as one

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
  find_candidates();
}

/// Faces strong in the rows of both their cells whatever the step; of those that meet the strongest.
void HeatSolver::find_candidates() {
  std::vector<float> sum(at(mesh_.metal_begin()), 0.0f);
  matrix_.face_sums(mesh_, {0, mesh_.metal_begin()}, sum.data());
  std::vector<std::pair<float, Pair>> found;
  for (Unknown u = HeatMesh::row_length; u < mesh_.metal_begin(); ++u)
    for (int d = 0; d < 3; ++d) {
      const float c = matrix_.face[d][at(u)];
      if (c <= 0) continue;
      const Unknown below = mesh_.low(d, u);
      const float strength = c * c / (sum[at(u)] * sum[at(below)]);
      if (strength > strong) found.push_back({strength, {below, u, d, {}}});
    }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<char> taken(sum.size(), 0);
  for (const auto& [strength, pair] : found) {
    if (taken[at(pair.first)] || taken[at(pair.second)]) continue;
    taken[at(pair.first)] = taken[at(pair.second)] = 1;
    candidates_.push_back(pair);
  }
}

/// The pairs that are strong in this matrix too.
void HeatSolver::choose_pairs() {
  pairs_.clear();
  if (mould_in_cycle()) return;
  for (Pair pair : candidates_) {
    if (!mesh_.active(pair.first) || !mesh_.active(pair.second)) continue;
    const float c = matrix_.face[pair.axis][at(pair.second)], a = matrix_.inverse[at(pair.first)], b = matrix_.inverse[at(pair.second)];
    const float strength = c * c * a * b;
    if (strength <= strong || strength >= nearly_one) continue;   // singular but for rounding: left to the iteration
    const float scale = 1 / (1 - strength);
    pair.inverse[0] = a * scale, pair.inverse[1] = a * b * c * scale, pair.inverse[2] = b * scale;
    pairs_.push_back(pair);
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
  choose_pairs();
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
  const float* plain = q_.get();   // D^-1 r, see advance
  float* s = s_.get();
  each(Part::cycle, [&](HeatMesh::Range range) {
    std::copy(r + range.begin, r + range.end, s + range.begin);
    for (Unknown u = range.begin; !mould_in_cycle() && u < range.end; ++u)
      if (const std::size_t m = mesh_.metal_index(u); matrix_.link[m] > 0) s[u] += matrix_.link[m] * plain[matrix_.twin[m]];
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

/// What is needed of a residual: r . r and the plain part's r . M r.
struct HeatSolver::Iteration {
  double square = 0, plain = 0;
  Iteration& operator+=(const Iteration& o) { return square += o.square, plain += o.plain, *this; }
};

/// x += alpha p, r -= alpha q, then q = D^-1 r (of pairs their block's inverse) in the plain part, where the direction's next part is read.
HeatSolver::Iteration HeatSolver::advance(float alpha, float* r, float* x) {
  using Row = simd::FloatRow;
  using Wide = simd::DoubleRow;
  const float *p = p_.get(), *inverse = matrix_.inverse.data();
  float* q = q_.get();
  Iteration now;
  for (const auto* blocks : {&mesh_.mould_blocks(), &mesh_.metal_blocks()}) {
    const bool metal = blocks == &mesh_.metal_blocks(), plain = metal ? cycle_begin_ == mesh_.end() : !mould_in_cycle();
    now += parallel_sum<Iteration>(blocks->size(), [&](std::size_t i) {
      const HeatMesh::Range range = metal ? mesh_.metal_in((*blocks)[i]) : mesh_.mould_in((*blocks)[i]);
      Wide square{}, weighted{};
      for (Unknown u = range.begin; u < range.end; u += HeatMesh::row_length) {
        const Row left = simd::load<Row>(r + u) - alpha * simd::load<Row>(q + u);
        simd::store(x + u, simd::load<Row>(x + u) + alpha * simd::load<Row>(p + u));
        simd::store(r + u, left);
        const Wide value = __builtin_convertvector(left, Wide);
        square += value * value;
        if (!plain) continue;
        const Row part = simd::load<Row>(inverse + u) * left;
        simd::store(q + u, part);
        weighted += value * __builtin_convertvector(part, Wide);
      }
      Iteration sum;
      for (int l = 0; l < HeatMesh::row_length; ++l) sum += {square[l], weighted[l]};
      return sum;
    });
  }
  for (const Pair& pair : pairs_) {
    const float a = r[pair.first], b = r[pair.second];
    const float first = pair.inverse[0] * a + pair.inverse[1] * b, second = pair.inverse[1] * a + pair.inverse[2] * b;
    now.plain += static_cast<double>(a) * static_cast<double>(first - q[pair.first]) + static_cast<double>(b) * static_cast<double>(second - q[pair.second]);
    q[pair.first] = first;
    q[pair.second] = second;
  }
  return now;
}

/// p = M r + beta p.
void HeatSolver::turn(float beta) {
  float *p = p_.get();
  const float *z = z_.get(), *q = q_.get(), *inverse = matrix_.inverse.data();
  each(Part::plain, [&](HeatMesh::Range range) {
    for (Unknown u = range.begin; u < range.end; ++u) p[u] = q[u] + beta * p[u];
  });
  each(Part::cycle, [&](HeatMesh::Range range) {
    for (Unknown u = range.begin; u < range.end; ++u) p[u] = z[u] + beta * p[u];
    for (Unknown u = range.begin; !mould_in_cycle() && u < range.end; ++u)
      if (const std::size_t m = mesh_.metal_index(u); matrix_.link[m] > 0) p[matrix_.twin[m]] += matrix_.link[m] * inverse[matrix_.twin[m]] * z[u];
  });
  if (cycle_begin_ == mesh_.end()) return;
  const auto pull = [&](Unknown mould) {   // of the metal in the same slot
    const Unknown metal = mesh_.metal_of(mesh_.slot(mould));
    return metal > 0 ? matrix_.link[mesh_.metal_index(metal)] * z[metal] : 0.0f;
  };
  for (const Pair& pair : pairs_) {
    const float a = pull(pair.first), b = pull(pair.second);
    p[pair.first] += (pair.inverse[0] - inverse[pair.first]) * a + pair.inverse[1] * b;
    p[pair.second] += pair.inverse[1] * a + (pair.inverse[2] - inverse[pair.second]) * b;
  }
}

SolveReport HeatSolver::solve(float* r, float* x, const Target& target, int most_iterations) {
  SolveReport report;
  for (const std::int32_t row : mesh_.outside_rows())   // mould that takes no part does not change
    for (float* v : {p_.get(), y_.get(), z_.get()}) std::fill_n(v + row * HeatMesh::row_length, HeatMesh::row_length, 0.0f);
  for (const Part part : {Part::plain, Part::cycle})
    each(part, [&](HeatMesh::Range range) {
      for (float* v : {x, p_.get(), q_.get()}) std::fill(v + range.begin, v + range.end, 0.0f);
    });
  Iteration now = advance(0, r, x);
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
    now = advance(static_cast<float>(product / curvature), r, x);
    ++report.iterations;
    report.converged = now.square <= target.norm * target.norm * size && warmth(r, target.least_inertia) <= target.warmth;
  }
  report.residual = size > 0 ? std::sqrt(now.square / size) : 0.0;
  return report;
}

}  // namespace sprue
