// A solid's triangles, whatever file they came from, to the end of the part. Bytes: number of corners, direction up, then the corners in tenths of a millimetre (-12.8 to
// 12.7 mm), then three numbers of corners for each triangle.
#include "meshing/solid_design.h"
#include "tests/fuzz/part_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  static const char* const ups[] = {"+z", "-z", "+x", "-x", "+y", "-y"};
  const std::size_t corners = 1 + data[0] % 64, from = 2 + 3 * corners;
  sprue::DesignOptions options;
  options.up = ups[data[1] % 6];
  sprue::TriangleSoup soup;
  soup.file = "input", soup.unit = 1e-4;
  if (from > size) return 0;
  const auto coordinate = [&](std::size_t n) { return double(static_cast<std::int8_t>(data[n])); };
  for (std::size_t n = 2; n < from; n += 3) soup.mesh.vertices.push_back({coordinate(n), coordinate(n + 1), coordinate(n + 2)});
  const auto corner = [&](std::size_t n) { return static_cast<std::uint32_t>(data[n] % corners); };
  for (std::size_t n = from; n + 3 <= size; n += 3) soup.mesh.triangles.push_back({corner(n), corner(n + 1), corner(n + 2)});
  if (soup.mesh.triangles.empty()) return 0;   // readers refuse it
  return sprue::fuzz::refused_or([&] { sprue::fuzz::expect_closed(sprue::make_part(sprue::solid_design(soup, options), {})); });
}
