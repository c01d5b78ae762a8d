/// One property of a material file: value or table, unit, interval, range, source, confidence.
#pragma once

#include <string>

#include "engine/core/materials.h"
#include "engine/core/units.h"

namespace toml {
inline namespace v3 {
class node;
class table;
}  // namespace v3
}  // namespace toml

namespace sprue {

/// "file:line:column" of a node.
std::string toml_place(const std::string& file, const toml::node& node);

/// Throws InputError with file, line and column where the text is not TOML.
toml::table parse_toml(const std::string& file);

Property read_property(const std::string& file, const std::string& name, const toml::table& table, Dimension dimension);

}  // namespace sprue
