/// Reads back what a cast writes for ParaView (VTK image data, raw appended): for tests that recompute from files alone.
#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/app/program.h"

namespace sprue::test {

/// Single-component fields by name, cells x fastest.
struct VtiFields {
  double cell = 0;  ///< m
  std::map<std::string, std::vector<double>> field;
};

inline VtiFields read_vti(const std::filesystem::path& file) {
  const std::string bytes = slurp(file);
  const std::size_t appended = bytes.find("<AppendedData"), data = bytes.find('_', appended) + 1;
  if (appended == std::string::npos) throw std::runtime_error(file.string() + " holds no appended data");
  const std::string head = bytes.substr(0, appended);
  VtiFields result;
  std::smatch spacing;
  std::regex_search(head, spacing, std::regex("Spacing=\"([^ \"]+)"));
  result.cell = std::stod(spacing[1]);
  const std::regex array("<DataArray type=\"(Float..)\" Name=\"([^\"]+)\" NumberOfComponents=\"1\" format=\"appended\" offset=\"([0-9]+)\"");
  for (std::sregex_iterator m(head.begin(), head.end(), array), end; m != end; ++m) {
    const char* at = bytes.data() + data + std::stoull((*m)[3]);
    std::uint64_t size = 0;
    std::memcpy(&size, at, sizeof size);
    at += sizeof size;
    std::vector<double>& values = result.field[(*m)[2]];
    if ((*m)[1] == "Float64") {
      values.resize(size / sizeof(double));
      std::memcpy(values.data(), at, size);
    } else {
      std::vector<float> single(size / sizeof(float));
      std::memcpy(single.data(), at, size);
      values.assign(single.begin(), single.end());
    }
  }
  return result;
}

}  // namespace sprue::test
