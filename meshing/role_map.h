/// The user's map from names to roles: which key of it speaks for a painted shape.
///
/// A key is an element id, "layer:NAME/#rrggbb", "layer:NAME" (or NAME alone), or a colour "#rrggbb" ("#RGB" too). The
/// most specific one wins, in this order; of nested layers the innermost.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "meshing/painted.h"

namespace sprue {

class RoleMap {
 public:
  explicit RoleMap(const std::map<std::string, Role>& roles);

  /// Throws InputError for a key that names nothing in the drawing: key, file, what there is, the nearest name. A layer
  /// that is there but empty is said in `notes`, and so is a key whose element was dropped.
  void check(const std::vector<PaintedShape>& painted, const std::set<std::string>& layers,
             const std::filesystem::path& file, DrawingNotes& notes) const;

  std::optional<Role> role_of(const PaintedShape& shape) const;
  std::optional<Role> role_of(const Element& element) const;

 private:
  std::optional<Role> find(const std::string& element, const std::vector<std::string>& layers,
                           const std::string& colour) const;
  std::map<std::string, Role> roles_;  ///< by key with colours as "#rrggbb"
};

}  // namespace sprue
