#include <cstdio>

#include "engine/core/checkpoint.h"
#include "engine/core/checksum.h"
#include "engine/core/parallel.h"

namespace sprue {

namespace {

template <class T>
std::uint64_t hash_array(const std::vector<T>& values, std::uint64_t hash) {
  std::vector<std::uint64_t> part(values.size() / block_cells + 1, sum_start);
  parallel_for(part.size(), [&](std::size_t b) {
    const std::size_t begin = b * block_cells, end = std::min(values.size(), begin + block_cells);
    if (begin < end) part[b] = add_to_sum(sum_start, values.data() + begin, (end - begin) * sizeof(T));
  });
  return add_to_sum(hash, part.data(), part.size() * sizeof part[0]);
}

}  // namespace

std::string domain_hash(const Domain& d) {
  std::uint64_t hash = sum_start;
  for (double v : {d.grid.cell, d.grid.origin.x, d.grid.origin.y, d.grid.origin.z})
    hash = add_to_sum(hash, &v, sizeof v);
  const std::uint64_t flow = d.grid.flow_blocks;
  hash = add_to_sum(hash, &flow, sizeof flow);
  hash = hash_array(d.grid.blocks, hash);
  hash = hash_array(d.cavity_fraction, hash);
  for (std::size_t a = 0; a < 3; ++a) {
    hash = hash_array(d.aperture[a], hash);
    hash = hash_array(d.kind[a], hash);
    hash = hash_array(d.thermal_boundary[a], hash);
  }
  hash = hash_array(d.cavity, hash);
  hash = hash_array(d.element, hash);
  hash = hash_array(d.mould_index, hash);
  for (const ThermalBoundary& t : d.thermal_boundaries)
    for (double value : {static_cast<double>(t.kind), t.temperature, t.heat_transfer_coefficient, t.emissivity, t.thickness}) hash = add_to_sum(hash, &value, sizeof value);
  for (const Vent& v : d.vents) {
    hash = add_to_sum(hash_array(v.cells, hash), &v.area, sizeof v.area);
    hash = hash_array(v.share, hash);
    for (double value : {v.discharge_coefficient, v.conductance}) hash = add_to_sum(hash, &value, sizeof value);
  }
  for (const std::string& m : d.moulds) hash = add_to_sum(hash, m.data(), m.size());
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

}  // namespace sprue
