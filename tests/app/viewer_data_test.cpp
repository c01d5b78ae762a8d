// What the page's scripts are given, read back as they read it.
#include "engine/app/viewer_data.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "engine/app/array_pack.h"
#include "tests/app/synthetic_casting.h"

namespace sprue {
namespace {

using nlohmann::json;

std::string decoded(const std::string& base64) {
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : base64) {
    const char* const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char* const at = std::strchr(alphabet, c);
    if (c == '=' || !at) break;
    bits = bits << 6 | static_cast<std::uint32_t>(at - alphabet);
    if ((held += 6) >= 8) bytes += static_cast<char>(bits >> (held -= 8) & 255);
  }
  return bytes;
}

std::string inflated(const std::string& text) {
  const std::string packed = decoded(text);
  std::string out(std::size_t{64} << 20, '\0');
  uLongf size = out.size();
  EXPECT_EQ(uncompress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(packed.data()), packed.size()), Z_OK);
  out.resize(size);
  return out;
}

template <class T>
std::vector<T> array(const std::string& bytes, const json& entry) {
  std::vector<T> values(entry.at("count").get<std::size_t>());
  std::memcpy(values.data(), bytes.data() + entry.at("at").get<std::size_t>(), values.size() * sizeof(T));
  if (entry.value("differences", false))
    for (std::size_t n = 1; n < values.size(); ++n) values[n] = static_cast<T>(values[n] + values[n - 1]);
  return values;
}

struct Unpacked {
  json head;
  std::string bytes;
  explicit Unpacked(const ReportData& data) {
    const ViewerData v = viewer_data(data, data.findings);
    head = json::parse(v.head);
    bytes = inflated(v.arrays);
  }
};

// Half a quantum is the most that rounding to a lattice takes; what is not finite stays nothing.
TEST(ArrayPack, QuantisedValuesComeBackWithinHalfAStep) {
  const std::vector<double> values{-3.5, std::nan(""), 0.1, 7.25, 7.2501};
  const Quantised q = quantised(values);
  EXPECT_EQ(q.q[1], Quantised::nothing);
  for (const std::size_t n : {0u, 2u, 3u, 4u}) EXPECT_LE(std::fabs(q.low + q.quantum * q.q[n] - values[n]), 0.5001 * q.quantum);
  EXPECT_EQ(quantised({2.0, 2.0}).q, (std::vector<std::uint16_t>{0, 0}));
  EXPECT_EQ(quantised({std::nan("")}).q, (std::vector<std::uint16_t>{Quantised::nothing}));
}

TEST(ArrayPack, ArraysComeBackThroughTheText) {
  ArrayPack pack;
  const std::vector<std::uint8_t> bytes{1, 2, 250};
  const std::vector<std::uint16_t> smooth{65535, 0, 3, 2, 65534};
  const std::vector<std::uint32_t> large{7, 4000000000u};
  const auto a = pack.add(bytes), b = pack.add(smooth, true), c = pack.add(large);
  const std::string text = inflated(pack.text());
  const auto entry = [](const ArrayPack::Entry& e) { return json{{"at", e.at}, {"count", e.count}, {"differences", e.differences}}; };
  EXPECT_EQ(array<std::uint8_t>(text, entry(a)), bytes);
  EXPECT_EQ(array<std::uint16_t>(text, entry(b)), smooth);
  EXPECT_EQ(array<std::uint32_t>(text, entry(c)), large);
  EXPECT_EQ(b.at % 4, 0u);
}

// Every cell with a cavity is in the runs once, at its place, with the record's value within half a quantum.
TEST(ViewerData, HoldsEveryCellWithItsValue) {
  const test::SyntheticCasting casting;
  const Unpacked u(casting.data());
  const json& cells = u.head.at("cells");
  const auto runs = array<std::uint32_t>(u.bytes, cells.at("runs"));
  const json* arrival = nullptr;
  for (const json& f : cells.at("fields"))
    if (f.at("key") == "arrival") arrival = &f;
  ASSERT_NE(arrival, nullptr);
  const auto q = array<std::uint16_t>(u.bytes, arrival->at("values"));
  const double low = arrival->at("low"), quantum = arrival->at("quantum"), h = casting.domain.grid.cell;
  std::size_t cell = 0;
  for (std::size_t r = 0; r < runs.size(); r += 4)
    for (std::uint32_t i = runs[r]; i < runs[r] + runs[r + 3]; ++i, ++cell) {
      const auto at = [&](int d, std::uint32_t n) { return static_cast<int>(std::lround(1e-3 * cells.at("origin_mm")[static_cast<std::size_t>(d)].get<double>() / h)) + static_cast<int>(n); };
      const Slot s = casting.domain.grid.find({at(0, i), at(1, runs[r + 1]), at(2, runs[r + 2])});
      ASSERT_NE(s, no_slot);
      ASSERT_GT(casting.domain.cavity_fraction[s], 0);
      ASSERT_NEAR(low + quantum * q[cell], double(casting.record.arrival[s]), 0.5001 * quantum);
    }
  EXPECT_EQ(cell, cavity_cell_count(casting.domain));
  EXPECT_EQ(cells.at("count").get<std::size_t>(), cell);
}

// A finding of cavity 1 lies where the placement puts it; here part and tool frame are one.
TEST(ViewerData, FindingsLieInTheTool) {
  const test::SyntheticCasting casting;
  ReportData data = casting.data();
  data.findings.push_back({});   // of the tool: no place
  const Unpacked u(data);
  for (int d = 0; d < 3; ++d) EXPECT_NEAR(u.head.at("findings")[1].at("at_mm")[static_cast<std::size_t>(d)], (std::array{4.0, 6.0, 1.0}[static_cast<std::size_t>(d)]), 1e-12);
  EXPECT_FALSE(u.head.at("findings")[2].contains("at_mm"));
}

// The film shows the snapshots as they are.
TEST(ViewerData, FilmIsTheSnapshots) {
  const test::SyntheticCasting casting;
  const Unpacked u(casting.data());
  const json& film = u.head.at("film");
  ASSERT_EQ(film.at("frames").size(), casting.snapshots.size());
  for (std::size_t n = 0; n < casting.snapshots.size(); ++n) {
    EXPECT_EQ(array<std::uint8_t>(u.bytes, film.at("frames")[n].at("fill")), casting.snapshots[n].fill);
    EXPECT_EQ(array<std::uint16_t>(u.bytes, film.at("frames")[n].at("decikelvin")), casting.snapshots[n].temperature);
  }
}

// Corners of a surface are at most half a step of its lattice off.
TEST(ViewerData, SurfacesAreWithinHalfAStep) {
  const TriangleMesh wedge{{{-1e-3, 0, 0}, {2.3e-3, 1e-4, 0}, {0, 0.7e-3, 3.3e-4}, {0, 0, -1e-3}}, {{0, 2, 1}, {0, 1, 3}, {1, 2, 3}, {2, 0, 3}}};
  ReportData data;
  data.shot = &wedge;
  const Unpacked u(data);
  const json& s = u.head.at("surfaces").at(0);
  const auto corners = array<std::uint16_t>(u.bytes, s.at("corners"));
  const double step = s.at("step_mm");
  for (std::size_t n = 0; n < corners.size(); ++n)
    EXPECT_NEAR(s.at("low_mm")[n % 3].get<double>() + step * corners[n], 1e3 * wedge.vertices[n / 3][static_cast<int>(n % 3)], 0.5001 * step);
  EXPECT_EQ(array<std::uint32_t>(u.bytes, s.at("triangles")).size(), 12u);
}

TEST(ViewerData, IsEmptyWithoutSurfacesAndFilm) {
  EXPECT_TRUE(viewer_data({}, {}).head.empty());
}

}  // namespace
}  // namespace sprue
