/// Drawings written for tests, and what is asked of the designs made of them.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "meshing/design.h"
#include "meshing/regions.h"

namespace sprue::test {

constexpr double mm = 1e-3, mm2 = 1e-6;

inline std::filesystem::path drawing(const std::string& name, const std::string& content) {
  const auto file = std::filesystem::path(testing::TempDir()) / ("sprue_" + name + "_" + std::to_string(getpid()) + ".svg");   // tests run side by side
  std::ofstream(file) << content;
  return file;
}

/// Inside an <svg> of 40 x 30 units.
inline std::filesystem::path page(const std::string& name, const std::string& inside) {
  return drawing(name,
                 "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
                 "width='40mm' height='30mm' viewBox='0 0 40 30'>" +
                     inside + "</svg>");
}

inline DesignOptions own_size() {
  DesignOptions options;
  options.rim_width = 1 * mm;
  return options;
}

inline double area_of(const Design& design, Role role) {
  double sum = 0;
  for (std::size_t f = 0; f < design.role.size(); ++f) {
    if (design.role[f] == role) sum += area(design.map, design.map.faces[f]);
  }
  return sum;
}

inline const Element& element(const Design& design, const std::string& id) {
  for (const auto& e : design.elements) {
    if (e.id == id) return e;
  }
  ADD_FAILURE() << "no element " << id;
  return design.elements.front();
}

/// All that was said of the drawing.
inline std::string told(const Design& design) {
  std::string all;
  for (const auto& d : design.dropped) all += d.element + ": " + d.reason + "\n";
  for (const auto& g : design.guesses) all += g + "\n";
  return all;
}

}  // namespace sprue::test
