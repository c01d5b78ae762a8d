#include "engine/core/work_space.h"

#include <malloc.h>

namespace sprue {

void keep_work_space() {
  mallopt(M_MMAP_THRESHOLD, 256 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
}

}  // namespace sprue
