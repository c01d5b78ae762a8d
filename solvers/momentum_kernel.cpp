#include "solvers/momentum_kernel.h"

#include "solvers/simd_row.h"

namespace sprue {

namespace {

constexpr int near_stride[3] = {1, Halo<1, double>::side, Halo<1, double>::side * Halo<1, double>::side};
constexpr int far_stride[3] = {1, Halo<2, double>::side, Halo<2, double>::side * Halo<2, double>::side};

/// Sides across axis e of a block's face volumes: nine along e. Flux towards +e and the velocity it carries.
struct Sides {
  std::array<double, 9 * 64> flux, velocity;
};

constexpr int side_stride(int e, int along) {  // from one side to the next along an axis
  const int ni = e == 0 ? 9 : 8, nj = e == 1 ? 9 : 8;
  return along == 0 ? 1 : along == 1 ? ni : ni * nj;
}

using Row = simd::DoubleRow;
using Flags = decltype(Row{} > Row{});

Row at(const double* p) { return simd::load<Row>(p); }
Row at(const float* p) { return __builtin_convertvector(simd::load<simd::FloatRow>(p), Row); }

/// Bounds of faces along d: the lesser of their two cells'.
void face_rooms(const BlockFlows& flows, int d, Halo<2, float>& faces) {
  constexpr int stride[3] = {1, Halo<3, float>::side, Halo<3, float>::side * Halo<3, float>::side};
  for (int k = flows.low - 2; k < flows.high + 3; ++k)
    for (int j = -2; j < block_side + 2; ++j) {
      float* out = &faces.values[static_cast<std::size_t>(Halo<2, float>::at(-2, j, k))];
      const float *cell = &flows.room.values[static_cast<std::size_t>(Halo<3, float>::at(-2, j, k))], *below = cell - stride[d];
      for (const int i : {0, 4}) {   // twelve, as two rows of eight
        const simd::FloatRow own = simd::load<simd::FloatRow>(cell + i), other = simd::load<simd::FloatRow>(below + i);
        simd::store(out + i, own < other ? own : other);
      }
    }
}

/// limited_rise() and rise_of_flux() of eight sides at once: the same operations, the same bits.
Row limited_rises(const Row& upstream, const Row& downstream, const Row& room) {
  const Row none{}, sign = downstream < 0.0 ? none - 1.0 : none + 1.0, up = sign * upstream, down = sign * downstream;
  const Row third = (up + 2.0 * down) / 3.0, bounded = room * up, twice = 2.0 * down;
  const Row nearer = third < bounded ? third : bounded, least = twice < nearer ? twice : nearer;
  return 0.5 * sign * (none < least ? least : none);
}

Row rises_of_fluxes(const Row& upstream, const Row& donor, const Row& downstream, const Row& upstream_room, const Row& room, const Row& downstream_room,
                    bool beside) {
  const Row none{}, steeper = beside ? (upstream_room < 0.0 ? none + 2.0 : none + 1.0) : none + 1.0;
  const Row positive = room < 0.0 ? none : room;
  const Row bound = upstream_room != 0.0 ? (downstream_room > 0.0 ? positive : none) : none;
  return limited_rises(steeper * (donor - upstream), downstream - donor, bound);
}

template <bool second_order>
void fill_sides(const BlockFlows& flows, const Halo<2, double>& u, const Halo<2, float>& room, int d, int e, Sides& sides) {
  const int across = e == d ? near_stride[d] : 0, back = e == d ? 0 : near_stride[d], step = far_stride[e];
  const int ni = e == 0 ? 9 : 8, nj = e == 1 ? 9 : 8, last = flows.high + (e == 2);
  double *flux = sides.flux.data() + flows.low * ni * nj, *velocity = sides.velocity.data() + flows.low * ni * nj;
  for (int k = flows.low; k <= last; ++k)
    for (int j = 0; j < nj; ++j, flux += ni, velocity += ni)
      for (int i = 0; i + 8 <= ni; ++i) {   // nine, as two rows of eight
        const double* f = &flows.flux[static_cast<std::size_t>(e)].values[static_cast<std::size_t>(Halo<1, double>::at(i, j, k))];
        const double *high = &u.values[static_cast<std::size_t>(Halo<2, double>::at(i, j, k))], *low = high - step;
        const Row q = 0.5 * (at(f - across - back) + at(f)), below = at(low), above = at(high);
        const Flags up = q > 0.0;
        const Row donor = up ? below : above;
        simd::store(flux + i, q);
        if constexpr (second_order) {
          const float *high_room = &room.values[static_cast<std::size_t>(Halo<2, float>::at(i, j, k))], *low_room = high_room - step;
          const Row room_below = at(low_room), room_above = at(high_room);
          const Row rise = rises_of_fluxes(up ? at(low - step) : at(high + step), donor, up ? above : below, up ? at(low_room - step) : at(high_room + step),
                                           up ? room_below : room_above, up ? room_above : room_below, e != d);
          simd::store(velocity + i, donor + rise);
        } else {
          simd::store(velocity + i, donor);
        }
      }
}

}  // namespace

void carry_block(const BlockFlows& flows, const Halo<2, double>& u, int d, double* next, std::uint8_t* over) {
  std::array<Sides, 3> sides;
  Halo<2, float> room;
  if (flows.second_order) face_rooms(flows, d, room);
  for (int e = 0; e < 3; ++e) {
    if (flows.second_order) fill_sides<true>(flows, u, room, d, e, sides[static_cast<std::size_t>(e)]);
    else fill_sides<false>(flows, u, room, d, e, sides[static_cast<std::size_t>(e)]);
  }
  for (int row = 8 * flows.low; row < 8 * (flows.high + 1); ++row) {
    const int j = row % 8, k = row / 8;
    double change[8] = {}, in[8] = {}, out[8] = {};
    const double* own = &u.values[static_cast<std::size_t>(Halo<2, double>::at(0, j, k))];
    for (int e = 0; e < 3; ++e) {
      const int start = k * side_stride(e, 2) + j * side_stride(e, 1), step = side_stride(e, e);
      const double *flux = &sides[static_cast<std::size_t>(e)].flux[static_cast<std::size_t>(start)],
                   *velocity = &sides[static_cast<std::size_t>(e)].velocity[static_cast<std::size_t>(start)];
      for (int i = 0; i < 8; ++i) {
        const double low = flux[i], high = -flux[i + step];
        in[i] += std::max(low, 0.0) + std::max(high, 0.0);
        out[i] += std::max(-low, 0.0) + std::max(-high, 0.0);
        change[i] += low * (velocity[i] - own[i]) + high * (velocity[i + step] - own[i]);
      }
    }
    const int near = Halo<1, double>::at(0, j, k);
    for (int i = 0; i < 8; ++i) {
      const double mass = 0.5 * (flows.metal[near + i - near_stride[d]] + flows.metal[near + i]), after = mass + in[i] - out[i];
      const bool moves = (in[i] > 0 || out[i] > 0) && after >= tiny_face_mass;
      next[row * 8 + i] = moves ? own[i] + change[i] / after : own[i];
      over[row * 8 + i] = in[i] > 0 && out[i] > mass;
    }
  }
}

}  // namespace sprue
