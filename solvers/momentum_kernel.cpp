#include "solvers/momentum_kernel.h"

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

/// Bounds of faces along d: the lesser of their two cells'.
void face_rooms(const BlockFlows& flows, int d, Halo<2, float>& faces) {
  constexpr int stride[3] = {1, Halo<3, float>::side, Halo<3, float>::side * Halo<3, float>::side};
  for (int k = flows.low - 2; k < flows.high + 3; ++k)
    for (int j = -2; j < block_side + 2; ++j) {
      float* out = &faces.values[static_cast<std::size_t>(Halo<2, float>::at(-2, j, k))];
      const float *cell = &flows.room.values[static_cast<std::size_t>(Halo<3, float>::at(-2, j, k))], *below = cell - stride[d];
      for (int i = 0; i < block_side + 4; ++i) out[i] = std::min(below[i], cell[i]);
    }
}

template <bool second_order>
void fill_sides(const BlockFlows& flows, const Halo<2, double>& u, const Halo<2, float>& room, int d, int e, Sides& sides) {
  const Halo<1, double>& f = flows.flux[static_cast<std::size_t>(e)];
  const int across = e == d ? near_stride[d] : 0, back = e == d ? 0 : near_stride[d], step = far_stride[e];
  const int ni = e == 0 ? 9 : 8, nj = e == 1 ? 9 : 8, last = flows.high + (e == 2);
  double *flux = sides.flux.data() + flows.low * ni * nj, *velocity = sides.velocity.data() + flows.low * ni * nj;
  for (int k = flows.low; k <= last; ++k)
    for (int j = 0; j < nj; ++j, flux += ni, velocity += ni) {
      const int near = Halo<1, double>::at(0, j, k), far = Halo<2, double>::at(0, j, k);
      for (int i = 0; i < ni; ++i) {
        const int c = near + i, high = far + i, low = high - step;
        const double q = 0.5 * (f[c - across - back] + f[c]);
        const bool up = q > 0;
        flux[i] = q;
        const double donor = up ? u[low] : u[high];
        velocity[i] = donor;
        if constexpr (second_order) {
          velocity[i] += rise_of_flux(up ? u[low - step] : u[high + step], donor, up ? u[high] : u[low], up ? room[low - step] : room[high + step],
                                      up ? room[low] : room[high], up ? room[high] : room[low], e != d);
        }
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
