#include "engine/app/material_colours.h"

#include <map>

namespace sprue {

Rgb colour_of(const Material& material) {
  static const std::map<std::string, const char*> families = {{"zinc", "#b8bec4"}, {"tin", "#c8cacc"}, {"brass", "#c9a54a"}, {"silicone", "#be5c42"},
                                                              {"steel", "#788088"}, {"copper", "#c4805c"}, {"graphite", "#46484c"}, {"plaster", "#e8e2d4"}};
  const auto it = families.find(material.family);
  const Rgb grey = parse_hex("#a0a0a0", {});
  return it == families.end() ? grey : parse_hex(it->second, grey);
}

}  // namespace sprue
