// Metal and energy of a cast, recomputed from the files it leaves: fields, history and the materials it names.
#include <unistd.h>

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/core/domain.h"
#include "engine/core/materials.h"
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
                      "--quiet --json");
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
  ASSERT_EQ(summary["reached"], "solidified");
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

// Voids are what the metal has contracted by: V (1 - v then / v at the end), v its volume by the alloy's density at the enthalpies of the fields, each
// cell's skin what its metal took of the room when flow retired. Bar of the project 0.1 %; the file keeps voids in single precision (1e-7).
TEST_F(Balances, VoidsAreWhatTheMetalContractedBy) {
  const test::VtiFields filled = test::read_vti(*scratch / "out/fields-filled.vti"), end = test::read_vti(*scratch / "out/fields-end.vti");
  const AlloyCurve alloy(load_material("zamak3"));
  const double mass = std::pow(filled.cell, 3) * alloy.reference_density();
  const auto volumes = [&](const test::VtiFields& fields) {   // true volume of each cell's metal, solid at the solidus at the most; units of a cell
    std::vector<double> v(fields.field.at("metal").size(), 0.0);
    for (std::size_t c = 0; c < v.size(); ++c) {
      const double metal = fields.field.at("metal")[c];
      if (metal > 0) v[c] = metal * alloy.reference_density() / alloy.density(std::max(fields.field.at("enthalpy J")[c] / (metal * mass), alloy.solidus_enthalpy()));
    }
    return v;
  };
  const std::vector<double> then = volumes(filled), now = volumes(end);
  long double metal = 0, before = 0, after = 0, voids = 0;
  for (std::size_t c = 0; c < then.size(); ++c) metal += filled.field.at("metal")[c], before += then[c], after += now[c];
  const double scale = static_cast<double>(metal / before);   // filling counts metal at one density
  for (std::size_t c = 0; c < then.size(); ++c)
    voids += std::max(0.0, end.field.at("shrinkage_void")[c]) * std::max(filled.field.at("cavity_fraction")[c], scale * then[c]);
  const double contraction = static_cast<double>(metal * (1 - after / before));
  ASSERT_GT(contraction, 0.02 * static_cast<double>(metal)) << "zamak contracts by 4 % in freezing; the sprue is still mush when the part is solid";
  EXPECT_NEAR(static_cast<double>(voids) / contraction, 1, 1e-3);
  EXPECT_LE(summary["balances"]["voids"].get<double>(), 1e-3);
  EXPECT_NEAR(summary["porosity"]["shrinkage_mm3"].get<double>() + summary["porosity"]["feed_shrinkage_mm3"].get<double>(),
              contraction * std::pow(filled.cell * 1e3, 3), 1e-3 * contraction * std::pow(filled.cell * 1e3, 3));
}

// T' = G v cell by cell; zamak's arms by the law of the material file, from the field's own times.
TEST_F(Balances, FreezingFieldsHoldTogether) {
  const test::VtiFields end = test::read_vti(*scratch / "out/fields-end.vti");
  const auto &rate = end.field.at("cooling_rate K/s"), &gradient = end.field.at("gradient K/m"), &speed = end.field.at("front_speed m/s"),
             &local = end.field.at("local_freezing_time s"), &arms = end.field.at("arm_spacing um"), &solid = end.field.at("solidification_time s");
  const double at_one_second = load_material("zamak3").require("arm_spacing_at_one_second").value * 1e6;
  int cells = 0;
  for (std::size_t c = 0; c < rate.size(); ++c) {
    if (end.field.at("cavity_fraction")[c] < 1 || end.field.at("cavity")[c] != 1) continue;
    ASSERT_GT(rate[c], 0);
    ASSERT_LE(local[c], solid[c]);
    ASSERT_NEAR(arms[c] / (at_one_second * std::cbrt(local[c])), 1, 1e-5);
    if (speed[c] > 0) {
      ASSERT_NEAR(gradient[c] * speed[c] / rate[c], 1, 1e-5);
    }
    if (gradient[c] >= 0) {
      ASSERT_GE(end.field.at("niyama")[c], 0);
      ASSERT_LE(end.field.at("niyama_porosity")[c], 0.05) << "no more than zamak contracts";
    }
    ++cells;
  }
  EXPECT_GT(cells, 100);
}

}  // namespace
}  // namespace sprue
