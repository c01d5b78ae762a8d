#include "engine/core/record.h"

namespace sprue {

Record make_record(const Domain& domain) {
  Record record;
  const std::size_t n = domain.grid.flow_slots();
  for (Field<float>* field : {&record.arrival, &record.arrival_temperature, &record.meeting_temperature,
                              &record.solidification, &record.below_liquidus, &record.solid_40, &record.solid_90,
                              &record.solid_99, &record.critical_time, &record.cooling_rate, &record.cut_off})
    field->assign(n, never);
  record.shrinkage_void.assign(n, 0.0f);
  return record;
}

}  // namespace sprue
