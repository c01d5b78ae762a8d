/// The house as include lines: engine/app -> {meshing, solvers} -> engine/core, and no heavy library in a header.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Include {
  std::string file, target;
};

std::vector<Include> includes_below(const std::string& folder) {
  static const std::regex line_form(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])");
  std::vector<Include> found;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(SPRUE_SOURCE_DIR) / folder)) {
    const std::string extension = entry.path().extension();
    if (extension != ".h" && extension != ".cpp") continue;
    std::ifstream file(entry.path());
    std::smatch match;
    for (std::string line; std::getline(file, line);)
      if (std::regex_search(line, match, line_form)) found.push_back({entry.path().string(), match[1]});
  }
  return found;
}

bool starts_with(const std::string& text, const char* prefix) { return text.rfind(prefix, 0) == 0; }

void expect_no_arrow(const std::string& from, const std::vector<const char*>& forbidden) {
  const auto all = includes_below(from);
  ASSERT_FALSE(all.empty()) << from << " has no include line: the check would prove nothing";
  for (const Include& include : all)
    for (const char* floor : forbidden)
      EXPECT_FALSE(starts_with(include.target, floor)) << include.file << " includes " << include.target;
}

TEST(Layering, CoreKnowsNobodyAbove) { expect_no_arrow("engine/core", {"engine/app", "meshing/", "solvers/"}); }
TEST(Layering, MeshingKnowsCoreOnly) { expect_no_arrow("meshing", {"engine/app", "solvers/"}); }
TEST(Layering, SolversKnowCoreOnly) { expect_no_arrow("solvers", {"engine/app", "meshing/"}); }

TEST(Layering, HeadersCarryNoHeavyLibrary) {
  for (const char* folder : {"engine", "meshing", "solvers"})
    for (const Include& include : includes_below(folder)) {
      if (fs::path(include.file).extension() != ".h") continue;
      for (const char* heavy : {"CGAL/", "openvdb/", "tbb/", "oneapi/", "vtk", "pybind11/", "Python.h", "hdf5",
                                "toml++", "nlohmann/", "CLI/", "Model/COM", "dl_", "cairo", "BRep", "TopoDS", "gp_"})
        EXPECT_FALSE(starts_with(include.target, heavy)) << include.file << " includes " << include.target;
    }
}

}  // namespace
