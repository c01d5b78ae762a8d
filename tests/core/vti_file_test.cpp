// What is written can be read back by ten lines that know only the file format; exact fields come back bit
// for bit.
#include "engine/core/vti_file.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>

#include "engine/core/error.h"
#include "tests/core/small_casting.h"

namespace sprue {
namespace {

namespace fs = std::filesystem;

std::string attribute(const std::string& text, const std::string& name, std::size_t from = 0) {
  const std::size_t at = text.find(name + "=\"", from) + name.size() + 2;
  return text.substr(at, text.find('"', at) - at);
}

struct VtiFile {
  explicit VtiFile(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    text = {std::istreambuf_iterator<char>(in), {}};
    raw = text.find("<AppendedData encoding=\"raw\">\n_") + 31;
  }
  template <class T>
  std::vector<T> values(const std::string& name) const {
    const std::size_t tag = text.find("Name=\"" + name + "\"");
    const std::size_t at = raw + std::stoull(attribute(text, "offset", tag));
    std::uint64_t bytes;
    std::memcpy(&bytes, text.data() + at, 8);
    std::vector<T> out(bytes / sizeof(T));
    std::memcpy(out.data(), text.data() + at + 8, bytes);
    return out;
  }
  std::string text;
  std::size_t raw = 0;
};

TEST(VtiFile, HoldsExactFieldsAtTheRightCells) {
  const Domain d = test::small_domain();
  const CastingState state = test::small_state(d);
  const fs::path file = fs::temp_directory_path() / ("sprue_" + std::to_string(::getpid()) + ".vti");
  const std::vector<CellField> fields = {
      {"metal", 1, true, false, 0, [&](Slot s, int) { return state.metal[s]; }},
      {"mould_temperature K", 1, true, true, -5, [&](Slot s, int) { return state.mould_temperature[s]; }},
      {"velocity m/s", 3, false, false, 0,
       [&](Slot s, int c) { return state.velocity[static_cast<std::size_t>(c)][s]; }}};
  write_vti(file, d.grid, FieldBox::all_blocks, state.time, fields);
  const VtiFile read(file);
  fs::remove(file);
  EXPECT_EQ(attribute(read.text, "WholeExtent"), "0 16 0 16 0 8");
  double x = 0, y = 0;
  std::istringstream(attribute(read.text, "Origin")) >> x >> y;
  EXPECT_EQ(x, -1e-3);
  EXPECT_EQ(y, 2e-3);
  const auto metal = read.values<double>("metal"), mould = read.values<double>("mould_temperature K");
  const auto velocity = read.values<float>("velocity m/s");
  ASSERT_EQ(metal.size(), 16u * 16 * 8);
  ASSERT_EQ(velocity.size(), 3u * 16 * 16 * 8);
  for (int k = 0; k < 8; ++k)
    for (int j = 0; j < 16; ++j)
      for (int i = 0; i < 16; ++i) {
        const std::size_t at = (static_cast<std::size_t>(k) * 16 + static_cast<std::size_t>(j)) * 16 +
                               static_cast<std::size_t>(i);
        const Slot s = d.grid.find({i, j, k});
        const bool flow = s < d.grid.flow_slots();
        EXPECT_EQ(metal[at], flow ? state.metal[s] : 0);
        EXPECT_EQ(mould[at], s == no_slot ? -5 : state.mould_temperature[s]);
        EXPECT_EQ(velocity[3 * at + 2], flow ? static_cast<float>(state.velocity[2][s]) : 0.0f);
      }
  const std::size_t tag = read.text.find("TimeValue");
  EXPECT_EQ(std::stod(read.text.substr(read.text.find('>', tag) + 1)), state.time);
}

TEST(VtiFile, SaysWhereItCannotWrite) {
  const Domain d = test::small_domain();
  EXPECT_THROW(write_vti("/nowhere/at/all.vti", d.grid, FieldBox::flow_blocks, 0, {}), InputError);
}

TEST(VtiFile, CastingFieldsSumToTheMetalOfTheState) {
  const Domain d = test::small_domain();
  const CastingState state = test::small_state(d);
  const Record record = test::small_record(d);
  const AlloyCurve zamak(load_material("zamak3"));
  const fs::path file = fs::temp_directory_path() / ("sprue_fields_" + std::to_string(::getpid()) + ".vti");
  write_vti(file, d.grid, FieldBox::all_blocks, state.time, casting_fields(d, state, record, zamak));
  const VtiFile read(file);
  fs::remove(file);
  double written = 0, enthalpy = 0, metal = 0, joule = 0;
  for (double v : read.values<double>("metal")) written += v;
  for (double v : read.values<double>("enthalpy J")) enthalpy += v;
  for (double v : state.metal) metal += v;
  for (double v : state.enthalpy) joule += v;
  EXPECT_NEAR(written, metal, 1e-12 * metal);  // order of the sum differs
  EXPECT_NEAR(enthalpy, joule, 1e-12 * joule);
}

TEST(PvdFile, ListsItsSteps) {
  const fs::path file = fs::temp_directory_path() / ("sprue_" + std::to_string(::getpid()) + ".pvd");
  write_pvd(file, {{0.5, "fields-0001.vti"}});
  std::ifstream in(file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  fs::remove(file);
  EXPECT_NE(text.find("timestep=\"0.5\""), std::string::npos);
  EXPECT_NE(text.find("file=\"fields-0001.vti\""), std::string::npos);
}

}  // namespace
}  // namespace sprue
