/// The keys of a scene: name, kind, dimension, meaning, where the value lives. One table for everything.
#pragma once

#include <functional>
#include <limits>
#include <variant>

#include "engine/app/scene.h"
#include "engine/core/units.h"

namespace sprue {

struct PropertyTarget {
  PropertyValues* values;
  const char* kind;  ///< "alloy" or "mould": names and dimensions come from engine/core/material_schema.h
};

using Target = std::variant<double*, std::optional<double>*, int*, std::optional<int>*, bool*, std::string*, Vec3*, std::vector<Vec2>*,
                            std::array<std::string, 4>*, std::map<std::string, std::string>*, PropertyTarget>;

struct SceneKey {
  std::string name;            ///< "process.speed"; within a list entry "temperature"
  Dimension dimension;
  Target target;
  std::string doc;             ///< one line; for an empty optional it says what is chosen
  std::string choices;         ///< "a|b|c"; empty = free
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();  ///< SI
};

struct SceneList {
  std::string name;            ///< "initial": written [[initial]]
  std::string doc;
  std::size_t size;
  std::function<std::vector<SceneKey>(std::size_t)> keys;  ///< of an entry
  std::function<std::size_t()> add;                        ///< appends an entry, returns its number
};

/// Those of [mould] (mould_schema.cpp).
std::vector<SceneKey> mould_keys(Scene::Mould& mould);

/// Bound to `scene`: valid while it lives and its lists are not changed.
std::vector<SceneKey> scene_keys(Scene& scene);
std::vector<SceneList> scene_lists(Scene& scene);

/// "length, as text with unit (mm, m, ...)", "true or false", "spin|gravity".
std::string describe_kind(const SceneKey& key);

}  // namespace sprue
