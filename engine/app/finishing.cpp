#include "engine/app/finishing.h"

#include <algorithm>
#include <cmath>

#include "engine/core/units.h"

namespace sprue {

namespace {

constexpr double usual_polish = 0.05e-3, usual_plating = 0.02e-3;  // m a face

/// m a face; what is taken counts positive.
double taken(const Scene& scene) {
  double sum = 0;
  for (const Scene::Finish& f : scene.finishes) sum += f.step == "polish" ? f.thickness.value_or(usual_polish) : f.step == "plate" ? -f.thickness.value_or(usual_plating) : 0;
  return sum;
}

std::string millimetres(double metres) { return to_text(std::round(metres * 1e6) / 1e3) + " mm"; }

}  // namespace

FinishingAllowance finishing_allowance(const Scene& scene) {
  const double sum = taken(scene);
  return {scene.mould.finishing_allowance + sum, std::max(0.0, sum)};
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
