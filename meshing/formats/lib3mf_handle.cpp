#include "meshing/formats/lib3mf_handle.h"

#include <Model/COM/NMR_DLLInterfaces.h>

namespace sprue {

void release_to_lib3mf(void** object) { NMR::lib3mf_release(object); }

}  // namespace sprue
