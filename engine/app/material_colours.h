/// How a material looks in pictures and files: one colour for each family.
#pragma once

#include "engine/app/picture.h"
#include "engine/core/materials.h"

namespace sprue {

Rgb colour_of(const Material& material);

}  // namespace sprue
