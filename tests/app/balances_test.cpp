// Metal and energy of a cast, recomputed from the files it leaves: fields, history and the materials it names.
#include <unistd.h>

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/core/domain.h"
#include "tests/app/vti_reader.h"

namespace sprue {
namespace {

using nlohmann::json;

/// A row of history.csv by column.
struct History {
  std::vector<std::string> columns;
  std::vector<std::vector<double>> rows;
  double at(std::size_t row, const std::string& column) const {
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (columns[c] == column) return rows.at(row)[c];
    throw std::runtime_error("no column " + column);
  }
};

History read_history(const std::filesystem::path& file) {
  History history;
  std::stringstream text(test::slurp(file));
  std::string line, word;
  std::getline(text, line);
  for (std::stringstream words(line); std::getline(words, word, ',');) history.columns.push_back(word);
  while (std::getline(text, line)) {
    history.rows.emplace_back();
    for (std::stringstream words(line); std::getline(words, word, ',');) history.rows.back().push_back(std::stod(word));
  }
  return history;
}

double property(const json& summary, const std::string& material, const std::string& name) {
  for (const json& p : summary["provenance"]["materials"])
    if (p["name"] == material && p["property"] == name) return p["value"];
  throw std::runtime_error(material + " states no " + name);
}

class Balances : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    scratch = new test::Scratch("balances");
    const std::string drawing = scratch->write(
        "coin.svg",
        "<svg xmlns='http://www.w3.org/2000/svg' width='10mm' height='10mm' viewBox='0 0 100 100'><circle id='disc' cx='50' cy='50' r='48' "
        "fill='#2060c0'/><path id='cross' d='M42 20h16v22h22v16H58v22H42V58H20V42h22z' fill='#d0a020'/></svg>");
    const test::Outcome o = test::sprue_program(
        *scratch, "cast '" + drawing + "' -o '" + (*scratch / "out").string() +
                      "' --width 8mm --cell 0.5mm --set mould.band=1.5mm --set mould.sprue_diameter=6mm --set mould.sprue_height=6mm "
                      "--set run.end_time=0.4s --quiet --json");
    ASSERT_TRUE(o.code == 0 || o.code == 1) << o.err;
    summary = json::parse(o.out);
    history = read_history(*scratch / "out/history.csv");
  }
  static void TearDownTestSuite() { delete scratch; }

  static inline test::Scratch* scratch = nullptr;
  static inline json summary;
  static inline History history;
};

// All metal in the fields is what history says has come in: to 1e-9 of it, the bar of the project (sums of 1e5 rounded terms: 1e-13).
TEST_F(Balances, MetalInTheFieldsIsWhatCameIn) {
  const test::VtiFields fields = test::read_vti(*scratch / "out/fields-end.vti");
  long double metal = 0;
  for (const double m : fields.field.at("metal")) metal += m;
  const double mm3 = static_cast<double>(metal) * std::pow(fields.cell * 1e3, 3);
  const double in = history.at(history.rows.size() - 1, "inflow_mm3");
  ASSERT_GT(in, 100);
  EXPECT_NEAR(mm3 / in, 1, 1e-9);
  EXPECT_LE(std::abs(mm3 - in) / in, summary["balances"]["metal"].get<double>() + 1e-12) << "the summary claims more than the files hold";
  for (std::size_t c = 0; c < fields.field.at("metal").size(); ++c) {
    ASSERT_GE(fields.field.at("metal")[c], -1e-14);
  }
}

// Fragments that flew as parcels are counted, and all of them are back in the fields when flow has retired: what was made was given back
// (nothing left through the inlet), to the rounding of a sum.
TEST_F(Balances, ParcelsAreGivenBack) {
  const auto& parcels = summary["fill"]["parcels"];
  ASSERT_EQ(summary["reached"], "filled");
  EXPECT_GT(parcels["made"].get<int>(), 0);
  EXPECT_EQ(parcels["count"], 0);
  EXPECT_EQ(parcels["volume_mm3"], 0);
  EXPECT_NEAR(parcels["returned_mm3"].get<double>(), parcels["made_mm3"].get<double>(), 1e-12 * parcels["made_mm3"].get<double>());
}

// Enthalpy of the metal and heat in the mould are what came in with the metal less what left: to 1e-6, the bar of the project. Heat of
// the mould from the density and specific heat the summary names, on what is mould of each cell. Both while metal flowed and after.
TEST_F(Balances, EnergyInTheFieldsIsWhatCameIn) {
  const std::string mould = summary["scene"]["mould"]["material"];
  const double heat_capacity = property(summary, mould, "density") * property(summary, mould, "specific_heat");
  const test::VtiFields filled = test::read_vti(*scratch / "out/fields-filled.vti"), end = test::read_vti(*scratch / "out/fields-end.vti");
  const std::size_t fill_steps = summary["fill"]["steps"];
  const std::pair<const test::VtiFields*, std::size_t> moments[] = {{&filled, fill_steps - 1}, {&end, history.rows.size() - 1}};
  for (const auto& [fields, row] : moments) {
    const auto& enthalpy = fields->field.at("enthalpy J");
    const auto& temperature = fields->field.at("mould_temperature K");
    const auto& cavity = fields->field.at("cavity_fraction");
    const auto& index = fields->field.at("mould");
    const double start = 60 + 273.15;  // of silicone at the pour, said in log.txt
    long double joule = 0;
    for (std::size_t c = 0; c < enthalpy.size(); ++c) {
      joule += enthalpy[c];
      if (index[c] != no_mould) joule += (1 - cavity[c]) * std::pow(fields->cell, 3) * heat_capacity * (temperature[c] - start);
    }
    const double in = history.at(row, "enthalpy_in_J") - history.at(row, "heat_out_J");
    EXPECT_NEAR(static_cast<double>(joule) / in, 1, 1e-6) << "row " << row;
  }
}

}  // namespace
}  // namespace sprue
