#include "meshing/formats/solid_reader.h"

#include <Model/COM/NMR_DLLInterfaces.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "engine/core/error.h"
#include "meshing/drawing_file.h"
#include "meshing/formats/lib3mf_handle.h"

namespace sprue {

namespace {

constexpr std::uintmax_t max_bytes = 64u << 20;
constexpr std::uint64_t max_unpacked = 512u << 20;

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& what, const std::string& value = "", const std::string& remedy = "save the solid again as binary STL or 3MF") {
  throw InputError(what, file.string(), value, remedy);
}

std::string bytes_of(const std::filesystem::path& file) {
  std::error_code problem;
  const auto size = std::filesystem::file_size(file, problem);
  if (problem) refuse(file, "cannot read the solid", problem.message(), "give the path of a solid (.stl, .3mf)");
  if (size > max_bytes) refuse(file, "the solid's file is larger than 64 MB", std::to_string(size) + " bytes", "export it coarser: 10 um of deviation are enough for a casting");
  std::ifstream in(file, std::ios::binary);
  if (!in) refuse(file, "cannot open the solid", "", "check that the file may be read");
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void require_few(const std::filesystem::path& file, std::uint64_t triangles) {
  if (triangles > most_solid_triangles)
    refuse(file, "the solid has too many triangles", std::to_string(triangles), "at most " + std::to_string(most_solid_triangles) + ": export it coarser, 10 um of deviation are enough for a casting");
}

void add_triangle(const Vec3 (&corner)[3], TriangleMesh& mesh) {
  const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
  mesh.vertices.insert(mesh.vertices.end(), corner, corner + 3);
  mesh.triangles.push_back({first, first + 1, first + 2});
}

std::uint32_t count_of_binary(const std::string& bytes) {
  std::uint32_t count = 0;
  std::memcpy(&count, bytes.data() + 80, 4);
  return count;
}

TriangleMesh binary_stl(const std::string& bytes) {
  TriangleMesh mesh;
  const std::uint32_t count = count_of_binary(bytes);
  for (std::size_t t = 0; t < count; ++t) {
    float f[9];
    std::memcpy(f, bytes.data() + 84 + 50 * t + 12, sizeof f);
    add_triangle({{f[0], f[1], f[2]}, {f[3], f[4], f[5]}, {f[6], f[7], f[8]}}, mesh);
  }
  return mesh;
}

/// Words of an ASCII file, with their lines.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}
  std::string_view next() {
    while (at_ < text_.size() && blank(text_[at_])) line_ += text_[at_++] == '\n';
    const std::size_t from = at_;
    while (at_ < text_.size() && !blank(text_[at_])) ++at_;
    return text_.substr(from, at_ - from);
  }
  std::size_t line() const { return line_; }

 private:
  static bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f'; }
  std::string_view text_;
  std::size_t at_ = 0, line_ = 1;
};

TriangleMesh ascii_stl(const std::string& bytes, const std::filesystem::path& file) {
  TriangleMesh mesh;
  Words words(bytes);
  Vec3 corner[3];
  int corners = 0;
  for (std::string_view word = words.next(); !word.empty(); word = words.next()) {
    const std::string where = "line " + std::to_string(words.line());
    if (word == "endloop" || word == "endfacet" || word == "endsolid") {
      if (corners != 0) refuse(file, "a facet does not have three corners", where);
      continue;
    }
    if (word != "vertex") continue;   // solid NAME, facet normal, outer loop
    double x[3];
    for (double& value : x) {
      const std::string_view number = words.next();
      const char* begin = number.data() + (!number.empty() && number[0] == '+');
      const auto [end, problem] = std::from_chars(begin, number.data() + number.size(), value);
      if (problem != std::errc() || end != number.data() + number.size()) refuse(file, "a corner of the STL is not three numbers", where + ": \"" + std::string(number.substr(0, 40)) + "\"");
    }
    corner[corners++] = {x[0], x[1], x[2]};
    if (corners < 3) continue;
    add_triangle(corner, mesh);
    corners = 0;
    require_few(file, mesh.triangles.size());
  }
  if (corners != 0) refuse(file, "the STL ends within a facet", "after " + std::to_string(mesh.triangles.size()) + " triangles");
  return mesh;
}

TriangleMesh stl(const std::string& bytes, const std::filesystem::path& file) {
  const bool fits = bytes.size() >= 84 && bytes.size() == 84 + 50 * std::uint64_t{count_of_binary(bytes)};
  if (fits) {
    require_few(file, count_of_binary(bytes));
    return binary_stl(bytes);
  }
  const std::size_t word = bytes.find_first_not_of(" \t\r\n");
  if (word != std::string::npos && bytes.compare(word, 5, "solid") == 0 && bytes.find('\0') == std::string::npos) return ascii_stl(bytes, file);
  if (bytes.size() < 84) refuse(file, "too short for an STL file", std::to_string(bytes.size()) + " bytes");
  refuse(file, "a damaged STL file: its length does not suit its number of triangles", std::to_string(bytes.size()) + " bytes for " + std::to_string(count_of_binary(bytes)) + " triangles");
}

template <class T>
T number_at(const std::string& bytes, std::size_t at) {
  T value = 0;
  if (at + sizeof value <= bytes.size()) std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

/// What a ZIP's directory states for the entry at `at`; beyond 32 bits in its ZIP64 field.
std::uint64_t entry_size(const std::string& bytes, std::size_t at) {
  const auto size = number_at<std::uint32_t>(bytes, at + 24);
  if (size != UINT32_MAX) return size;
  std::size_t field = at + 46 + number_at<std::uint16_t>(bytes, at + 28);
  for (const std::size_t end = field + number_at<std::uint16_t>(bytes, at + 30); field + 12 <= end; field += 4 + number_at<std::uint16_t>(bytes, field + 2))
    if (number_at<std::uint16_t>(bytes, field) == 1) return number_at<std::uint64_t>(bytes, field + 4);
  return size;
}

/// Sum of the unpacked sizes that the entries of a ZIP's directory state; before anything is unpacked.
std::uint64_t unpacked_size(const std::string& bytes) {
  std::uint64_t sum = 0;
  for (std::size_t at = bytes.find("PK\1\2"); at != std::string::npos && at + 46 <= bytes.size(); at = bytes.find("PK\1\2", at + 46)) {
    const std::uint64_t size = entry_size(bytes, at);
    sum = size > max_unpacked ? size : sum + size;
    if (sum > max_unpacked) break;
  }
  return sum;
}

double metres(DWORD unit) {
  switch (unit) {
    case NMR::MODELUNIT_MICROMETER: return 1e-6;
    case NMR::MODELUNIT_CENTIMETER: return 1e-2;
    case NMR::MODELUNIT_INCH: return 0.0254;
    case NMR::MODELUNIT_FOOT: return 0.3048;
    case NMR::MODELUNIT_METER: return 1;
    default: return 1e-3;
  }
}

class Reader3mf {
 public:
  explicit Reader3mf(const std::filesystem::path& file) : file_(file) {}

  void read(TriangleSoup& soup) {
    Handle<NMR::PLib3MFModel> model, merged;
    Handle<NMR::PLib3MFModelReader> reader;
    check(NMR::lib3mf_createmodel(model.out()));
    check(NMR::lib3mf_model_queryreader(model, "3mf", reader.out()));
    check(NMR::lib3mf_reader_readfromfileutf8(reader, file_.c_str()));
    DWORD unit = NMR::MODELUNIT_MILLIMETER;
    check(NMR::lib3mf_model_getunit(model, &unit));
    soup.unit = metres(unit);
    check(NMR::lib3mf_model_mergetomodel(model, merged.out()));
    Handle<NMR::PLib3MFModelResourceIterator> objects;
    check(NMR::lib3mf_model_getmeshobjects(merged, objects.out()));
    for (BOOL more = 0;;) {
      check(NMR::lib3mf_resourceiterator_movenext(objects, &more));
      if (!more) return;
      Handle<NMR::PLib3MFModelResource> object;
      check(NMR::lib3mf_resourceiterator_getcurrent(objects, object.out()));
      add(object, soup.mesh);
    }
  }

 private:
  void check(int result) const {
    if (result == 0) return;
    char code[16];
    std::snprintf(code, sizeof code, "0x%08X", static_cast<unsigned>(result));
    refuse(file_, "a damaged 3MF file", std::string("lib3mf error ") + code);
  }
  void add(NMR::PLib3MFModelMeshObject* object, TriangleMesh& mesh) const {
    DWORD corners = 0, triangles = 0;
    check(NMR::lib3mf_meshobject_getvertexcount(object, &corners));
    check(NMR::lib3mf_meshobject_gettrianglecount(object, &triangles));
    require_few(file_, mesh.triangles.size() + triangles);
    if (triangles == 0) return;
    std::vector<NMR::MODELMESHVERTEX> v(corners);
    std::vector<NMR::MODELMESHTRIANGLE> t(triangles);
    check(NMR::lib3mf_meshobject_getvertices(object, v.data(), corners, nullptr));
    check(NMR::lib3mf_meshobject_gettriangleindices(object, t.data(), triangles, nullptr));
    const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
    for (const auto& p : v) mesh.vertices.push_back({p.m_fPosition[0], p.m_fPosition[1], p.m_fPosition[2]});
    for (const auto& n : t) {
      if (n.m_nIndices[0] >= corners || n.m_nIndices[1] >= corners || n.m_nIndices[2] >= corners) refuse(file_, "a triangle of the 3MF names a corner that is not there");
      mesh.triangles.push_back({first + n.m_nIndices[0], first + n.m_nIndices[1], first + n.m_nIndices[2]});
    }
  }

  const std::filesystem::path& file_;
};

}  // namespace

TriangleSoup read_solid(const std::filesystem::path& file) {
  TriangleSoup soup;
  soup.file = file.string();
  const std::string bytes = bytes_of(file);
  if (drawing_kind(file) == ".3mf") {
    if (const std::uint64_t size = unpacked_size(bytes); size > max_unpacked) refuse(file, "the 3MF unpacks to more than 512 MB", std::to_string(size) + " bytes", "export it coarser");
    Reader3mf(file).read(soup);
  } else {
    soup.mesh = stl(bytes, file);
  }
  if (soup.mesh.triangles.empty()) refuse(file, "the solid has no triangles");
  for (std::size_t n = 0; n < soup.mesh.vertices.size(); ++n) {
    const Vec3 v = soup.mesh.vertices[n];
    if (!std::isfinite(v.x) || !std::isfinite(v.y) || !std::isfinite(v.z)) refuse(file, "a coordinate is not a finite number", "corner " + std::to_string(n + 1));
  }
  return soup;
}

}  // namespace sprue
