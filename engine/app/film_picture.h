/// One frame of the filling as a picture: metal from above by its temperature, cavity not yet filled grey, nothing elsewhere.
#pragma once

#include "engine/app/picture.h"
#include "engine/app/snapshot.h"

namespace sprue {

/// A pixel a column, y up. `cold` and `hot` (K) are the ends of the colours.
Picture film_picture(const Snapshot& shot, const Domain& domain, double cold, double hot);

}  // namespace sprue
