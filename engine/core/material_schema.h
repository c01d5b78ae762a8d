/// Which properties a material may have, and what each is measured in.
#pragma once

#include <string>
#include <vector>

#include "engine/core/units.h"

namespace sprue {

struct PropertyRule {
  const char* name;
  Dimension dimension;
  const char* meaning;
  double low, high;  ///< SI; values outside are not physical
};

/// Properties known for a kind ("alloy" or "mould").
const std::vector<PropertyRule>& property_rules(const std::string& kind);

/// What a property of a kind is measured in; none for an unknown one.
Dimension property_dimension(const std::string& kind, const std::string& property);

/// Those without which a material cannot be used.
const std::vector<std::string>& required_properties(const std::string& kind);

}  // namespace sprue
