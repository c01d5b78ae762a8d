#include "engine/app/finishing.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "engine/core/units.h"

namespace sprue {

namespace {

constexpr double coolest_firing = 750 + 273.15;  // K
constexpr double usual_polish = 0.05e-3, usual_plating = 0.02e-3;  // m a face

/// m a face; what is taken counts positive.
double taken(const Scene& scene) {
  double sum = 0;
  for (const Scene::Finish& f : scene.finishes) sum += f.step == "polish" ? f.thickness.value_or(usual_polish) : f.step == "plate" ? -f.thickness.value_or(usual_plating) : 0;
  return sum;
}

bool is_for(const Scene::Finish& step, const std::string& colour) {
  std::string named = step.colour;
  for (char& c : named) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return named.empty() || named == colour;
}

bool takes_glass(const Scene::Finish& f) { return f.step == "fire" || (f.step == "enamel" && (f.kind == "fired" || f.kind == "vitreous")); }

std::string millimetres(double metres) { return to_text(std::round(metres * 1e6) / 1e3) + " mm"; }

}  // namespace

FinishingAllowance finishing_allowance(const Scene& scene) {
  const double sum = taken(scene);
  return {scene.mould.finishing_allowance + sum, std::max(0.0, sum)};
}

std::set<std::string> fired_colours(const Scene& scene, const std::set<std::string>& colours) {
  std::set<std::string> fired;
  for (const Scene::Finish& f : scene.finishes)
    for (const std::string& colour : colours)
      if (is_for(f, colour) && takes_glass(f)) fired.insert(colour);
  return fired;
}

std::set<std::string> open_plated_colours(const Scene& scene, const std::set<std::string>& colours) {
  std::set<std::string> open;
  for (const std::string& colour : colours) {
    const auto enamelled = std::find_if(scene.finishes.begin(), scene.finishes.end(), [&](const Scene::Finish& f) { return f.step == "enamel" && is_for(f, colour); });
    if (std::any_of(scene.finishes.begin(), enamelled, [](const Scene::Finish& f) { return f.step == "plate"; })) open.insert(colour);
  }
  return open;
}

std::optional<Finding> fired_on(const Scene& scene, const Material& alloy) {
  const bool fired = std::any_of(scene.finishes.begin(), scene.finishes.end(), takes_glass);
  if (!fired) return std::nullopt;
  double hottest = 0;
  for (const Scene::Finish& f : scene.finishes)
    if (f.step == "fire") hottest = std::max(hottest, f.temperature);
  if (hottest <= Scene::Finish{}.temperature) hottest = coolest_firing;   // not stated
  const double solidus = alloy.require("solidus").value;
  const bool melts = hottest >= solidus;
  if (!melts && alloy.family != "brass") return std::nullopt;
  Finding f;
  f.kind = "fired-enamel";
  f.severity = melts ? Severity::reject : Severity::warn;
  f.value = hottest - 273.15, f.limit = solidus - 273.15, f.unit = "degC";
  f.evidence = "Enamel is fired at " + to_text(std::round(f.value)) + " degC; " + alloy.name + " begins to melt at " + to_text(std::round(f.limit)) + " degC (" + (alloy.composition.empty() ? "custom" : alloy.composition) + ").";
  f.cause = melts ? "The pin melts in the kiln." : "Brass with some 20 % zinc or more loses zinc in the kiln: the glass bubbles; at 37 to 40 % the melting point is too near as well.";
  f.advice = melts ? "Take soft or hard (resin) enamel, or another metal: copper or gilding metal with at most 5 % zinc." : "Take soft or hard (resin) enamel, or gilding metal with at most 5 % zinc.";
  f.confidence = "medium: jewellers agree";
  f.source = "orchid.ganoksin.com (enamel on brass), vitreous enamel encyclopaedia entry (750 to 850 degC)";
  return f;
}

void fill_finishing(Scene& scene, std::vector<std::string>& notes) {
  for (std::size_t n = 0; n < scene.finishes.size(); ++n) {
    Scene::Finish& f = scene.finishes[n];
    if (f.thickness || (f.step != "polish" && f.step != "plate")) continue;
    f.thickness = f.step == "polish" ? usual_polish : usual_plating;
    notes.push_back("finish." + std::to_string(n) + ".thickness " + millimetres(*f.thickness) + " a face: " +
                    (f.step == "polish" ? "0.05 to 0.1 mm are usual for flat pins (handbook value, low confidence)" : "copper and nickel of 10 to 50 um are usual on zinc (JIS grades)"));
  }
  const double sum = taken(scene);
  if (sum < 0)
    notes.push_back("plating builds " + millimetres(-sum) + " a face more than polishing takes: lines become " + millimetres(-2 * sum) + " wider than drawn, recesses narrower; the top of the master is lowered for it");
}

}  // namespace sprue
