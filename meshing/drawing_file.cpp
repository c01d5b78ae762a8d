#include "meshing/drawing_file.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr std::uintmax_t max_bytes = 16u << 20;

}  // namespace

std::string drawing_kind(const std::filesystem::path& file) {
  std::string kind = file.extension().string();
  std::transform(kind.begin(), kind.end(), kind.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return kind;
}

bool is_drawing(const std::filesystem::path& file) {
  const std::string kind = drawing_kind(file);
  return kind == ".svg" || kind == ".dxf" || kind == ".png";
}

bool is_solid_file(const std::filesystem::path& file) {
  const std::string kind = drawing_kind(file);
  return kind == ".stl" || kind == ".3mf";
}

std::string drawing_bytes(const std::filesystem::path& file) {
  std::error_code problem;
  const auto bytes = std::filesystem::file_size(file, problem);
  if (problem)
    throw InputError("cannot read the drawing", file.string(), problem.message(),
                     "give the path of a drawing (.svg, .dxf, .png)");
  if (bytes > max_bytes) {
    throw InputError("the drawing is larger than 16 MB", file.string(), std::to_string(bytes) + " bytes",
                     "simplify it, or remove embedded pictures");
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) throw InputError("cannot open the drawing", file.string(), "", "check that the file may be read");
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace sprue
