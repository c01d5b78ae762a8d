#include "engine/core/casting_state.h"

#include <cstdio>
#include <cstring>

#include "engine/core/parallel.h"

namespace sprue {

CastingState make_casting_state(const Domain& domain, double mould_temperature) {
  CastingState state;
  const std::size_t n = domain.grid.flow_slots();
  state.metal.assign(n, 0.0);
  state.velocity = make_face_field<double>(n);
  state.pressure.assign(n, 0.0);
  state.enthalpy.assign(n, 0.0);
  state.pocket.assign(n, 0);
  state.mould_temperature.assign(domain.grid.slots(), mould_temperature);
  return state;
}

namespace {

constexpr std::uint64_t fnv_offset = 14695981039346656037ull;

std::uint64_t fnv(const void* data, std::size_t bytes, std::uint64_t hash) {
  const auto* p = static_cast<const unsigned char*>(data);
  for (std::size_t i = 0; i < bytes; ++i) hash = (hash ^ p[i]) * 1099511628211ull;
  return hash;
}

template <class T>
std::uint64_t hash_value(const T& value, std::uint64_t hash) {
  return fnv(&value, sizeof value, hash);
}

template <class T>
std::uint64_t hash_field(const Field<T>& field, std::uint64_t hash) {
  std::vector<std::uint64_t> part(field.size() / block_cells + 1, fnv_offset);
  parallel_for(part.size(), [&](std::size_t b) {
    const std::size_t begin = b * block_cells, end = std::min(field.size(), begin + block_cells);
    if (begin < end) part[b] = fnv(field.data() + begin, (end - begin) * sizeof(T), fnv_offset);
  });
  return fnv(part.data(), part.size() * sizeof part[0], hash);
}

std::uint64_t hash_vec(const Vec3& v, std::uint64_t hash) {
  for (int d = 0; d < 3; ++d) hash = hash_value(v[d], hash);
  return hash;
}

}  // namespace

std::string state_hash(const CastingState& state) {
  std::uint64_t hash = fnv_offset;
  for (double v : {state.time, state.metal_in, state.metal_out, state.enthalpy_in, state.enthalpy_out,
                   state.heat_out, state.gas_out, state.gas_in, state.last_dt,
                   state.heat_step, state.heat_lag, state.progress_time,
                   state.progress_metal, state.poured, state.inlet_pressure, state.answered_time, state.retired_volume,
                   state.parcel_metal_made, state.parcel_metal_returned})
    hash = hash_value(v, hash);
  hash = hash_value(state.step, hash);
  hash = hash_value(state.phase, hash);
  hash = hash_value(state.next_pocket_id, hash);
  hash = hash_value(state.parcels_returned, hash_value(state.parcels_made, hash));
  for (const Field<double>* f : {&state.metal, &state.velocity[0], &state.velocity[1], &state.velocity[2],
                                 &state.pressure, &state.enthalpy, &state.skin, &state.shrinkage,
                                 &state.mould_temperature})
    hash = hash_field(*f, hash);
  hash = hash_field(state.pocket, hash);
  for (const GasPocket& p : state.pockets) {
    hash = hash_value(p.id, hash);
    for (double v : {p.mass, p.temperature, p.pressure, p.volume, p.lost}) hash = hash_value(v, hash);
    hash = hash_value(p.vented, hash);
    hash = hash_vec(p.where, hash);
  }
  for (const Parcel& p : state.parcels) {
    hash = hash_vec(p.position, hash_vec(p.velocity, hash));
    hash = hash_value(p.stuck, hash_value(p.enthalpy, hash_value(p.metal, hash)));
  }
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

}  // namespace sprue
