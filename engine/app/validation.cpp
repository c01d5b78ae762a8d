#include "engine/app/validation.h"

#include "engine/app/case_tools.h"

#include <algorithm>
#include <chrono>

#include "engine/app/scene_files.h"
#include "engine/core/error.h"
#include "engine/core/units.h"

namespace sprue {

namespace {

using CaseFunction = CaseResult (*)(const Scene&);

const std::map<std::string, CaseFunction>& kinds() {
  static const std::map<std::string, CaseFunction> table = {
      {"static-drop", case_static_drop},
      {"sphere-curvature", case_sphere_curvature},
      {"capillary-wave", case_capillary_wave},
      {"oscillating-drop", case_oscillating_drop},
      {"sessile-drop", case_sessile_drop},
      {"jurin", case_jurin},
      {"rest", case_rest},
      {"dam-break", case_dam_break},
      {"paraboloid", case_paraboloid},
      {"gas-spring", case_gas_spring},
      {"slot-entry", case_slot_entry},
      {"line-comb", case_line_comb},
      {"fountain", case_fountain},
      {"torricelli", case_torricelli},
      {"kleefsman", case_kleefsman},
      {"bagnold-piston", case_bagnold_piston},
      {"vented-piston", case_vented_piston},
      {"neumann", case_neumann},
      {"contact-resistance", case_contact_resistance},
      {"schwarz", case_schwarz},
      {"chvorinov", case_chvorinov},
      {"freezing-plate", case_freezing_plate},
      {"rubber-rib", case_rubber_rib},
      {"carried", case_carried},
      {"drop-transport", case_drop_transport},
      {"enthalpy-transport", case_enthalpy_transport},
      {"slot-flow", case_slot_flow},
      {"duct-flow", case_duct_flow},
      {"cavity2d", case_cavity2d},
      {"cavity3d", case_cavity3d},
      {"natural-convection", case_natural_convection},
      {"darcy", case_darcy},
      {"niyama", case_niyama},
      {"pipe", case_pipe},
      {"fluidity", case_fluidity},
  };
  return table;
}

}  // namespace

bool CaseResult::pass() const {
  if (!failure.empty()) return false;
  for (const auto& [name, bar] : bars) {
    const auto error = errors.find(name);
    if (error == errors.end() || !(error->second <= bar)) return false;
  }
  return !bars.empty();
}

std::vector<std::string> case_names() {
  return {
      "zalesak",
      "vortex2d",
      "deformation3d",
      "shear3d",
      "static-drop",
      "sphere-curvature",
      "capillary-wave",
      "oscillating-drop",
      "sessile-drop",
      "sessile-inclined",
      "jurin",
      "slot-entry",
      "line-comb",
      "drop-transport",
      "enthalpy-transport",
      "gas-spring",
      "bagnold-piston",
      "vented-piston",
      "hydrostatic",
      "tilted-tank",
      "rotated-tank",
      "dam-break",
      "kleefsman",
      "spin-paraboloid",
      "fountain",
      "torricelli",
      "slot-flow",
      "rotated-slot",
      "duct-flow",
      "cavity2d",
      "cavity3d",
      "natural-convection",
      "neumann",
      "stefan",
      "schwarz-al-steel",
      "schwarz-al-sand",
      "schwarz-zn-steel",
      "schwarz-zn-silicone",
      "contact-resistance",
      "contact-resistance-30",
      "chvorinov-plate",
      "chvorinov-sphere",
      "freezing-plate",
      "rubber-rib",
      "darcy",
      "niyama",
      "pipe",
      "fluidity",
  };
}

std::vector<std::string> cases_called(const std::string& name) {
  std::vector<std::string> family;
  for (const std::string& known : case_names()) {
    if (known == name) return {name};
    if (known.starts_with(name + "-")) family.push_back(known);
  }
  return family.empty() ? std::vector<std::string>{name} : family;
}

std::filesystem::path case_file(const std::string& name) {
  if (std::filesystem::path(name).extension() == ".toml") return name;
  const std::vector<std::string> known = case_names();
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    const std::string near = nearest_word(name, known);
    throw InputError("unknown reference case", "sprue validate", name, near.empty() ? "see docs/validation.md" : "did you mean '" + near + "'?");
  }
  return shipped_scenes() / "validation" / (name + ".toml");
}

CaseResult run_case(const Scene& given, bool full) {
  const auto kind = kinds().find(given.reference.kind);
  if (kind == kinds().end())
    throw InputError("unknown kind of reference case", given.source + ", case.kind", given.reference.kind,
                     "use one of the kinds listed in docs/validation.md");
  Scene scene = given;
  const std::optional<double>& cell = full ? given.reference.full_cell : given.reference.quick_cell;
  if (cell) scene.resolution.cell = cell;
  const auto begin = std::chrono::steady_clock::now();
  CaseResult result;
  try {
    result = kind->second(scene);
  } catch (const CaseFailed& failed) {
    result.failure = failed.what();
  }
  result.name = given.reference.name;
  result.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

}  // namespace sprue
