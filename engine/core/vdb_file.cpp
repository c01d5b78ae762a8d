#include "engine/core/vdb_file.h"

#include <openvdb/io/Stream.h>
#include <openvdb/openvdb.h>

#include <functional>

#include "engine/core/atomic_file.h"
#include "engine/core/vti_file.h"

namespace sprue {

namespace {

openvdb::FloatGrid::Ptr sparse_grid(const char* name, const BlockGrid& grid, std::size_t slots,
                                    const std::function<double(Slot)>& value) {
  auto out = openvdb::FloatGrid::create(0.0f);
  out->setName(name);
  out->setGridClass(openvdb::GRID_FOG_VOLUME);
  openvdb::math::Mat4d m = openvdb::math::Mat4d::identity();
  m.setToScale(openvdb::Vec3d(grid.cell));
  const double half = 0.5 * grid.cell;
  m.postTranslate(openvdb::Vec3d(grid.origin.x + half, grid.origin.y + half, grid.origin.z + half));
  out->setTransform(openvdb::math::Transform::createLinearTransform(m));
  auto accessor = out->getAccessor();
  for (Slot s = 0; s < slots; ++s) {
    const double v = value(s);
    if (!(v > 0)) continue;
    const Index3 c = grid.cell_of(s);
    accessor.setValue(openvdb::Coord(c.i, c.j, c.k), static_cast<float>(v));
  }
  return out;
}

}  // namespace

void write_vdb(const std::filesystem::path& file, const Domain& domain, const CastingState& state,
               const AlloyCurve& alloy) {
  openvdb::initialize();
  const BlockGrid& g = domain.grid;
  openvdb::GridPtrVec grids;
  grids.push_back(
      sparse_grid("cavity_fraction", g, g.flow_slots(), [&](Slot s) { return domain.cavity_fraction[s]; }));
  grids.push_back(sparse_grid("metal", g, g.flow_slots(), [&](Slot s) { return state.metal[s]; }));
  grids.push_back(sparse_grid("temperature", g, g.flow_slots(), [&](Slot s) {
    return state.metal[s] > 1e-9 ? alloy.temperature(specific_enthalpy(domain, state, alloy, s)) : 0.0;
  }));
  grids.push_back(sparse_grid("mould_temperature", g, g.slots(), [&](Slot s) {
    return domain.mould_index[s] == no_mould ? 0.0 : state.mould_temperature[s];
  }));
  AtomicFile out(file);
  openvdb::io::Stream(out.stream()).write(grids);
  out.commit();
}

}  // namespace sprue
