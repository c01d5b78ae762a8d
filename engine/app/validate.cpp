// sprue validate: the shipped reference cases, each error beside its bar.
#include <cstdio>

#include <nlohmann/json.hpp>

#include "engine/app/commands.h"
#include "engine/app/validation.h"
#include "engine/core/parallel.h"

namespace sprue {

namespace {

nlohmann::ordered_json to_json(const CaseResult& r) {
  return {{"case", r.name},     {"cells", r.cells}, {"observables", r.observables}, {"reference", r.reference},
          {"errors", r.errors}, {"bars", r.bars},   {"pass", r.pass()},             {"wall_s", r.wall_s}, {"failure", r.failure}};
}

void print(const CaseResult& r) {
  std::printf("%s: %s (%zu cells, %.1f s)\n", r.name.c_str(), r.pass() ? "reached" : "NOT REACHED", r.cells, r.wall_s);
  if (!r.failure.empty()) std::printf("  failed: %s\n", r.failure.c_str());
  for (const auto& [name, bar] : r.bars) {
    const auto error = r.errors.find(name);
    const double value = error == r.errors.end() ? NAN : error->second;
    std::printf("  %-28s %10.3g   bar %-8.3g %s\n", name.c_str(), value, bar, value <= bar ? "" : "not reached");
  }
  for (const auto& [name, value] : r.observables) {
    const auto reference = r.reference.find(name);
    if (reference == r.reference.end()) std::printf("  %-28s %10.6g\n", name.c_str(), value);
    else std::printf("  %-28s %10.6g   reference %.6g\n", name.c_str(), value, reference->second);
  }
  std::fflush(stdout);
}

}  // namespace

int validate_command(const std::vector<Scene>& scenes, bool full, const RunOptions& options) {
  const ThreadLimit threads(options.threads);
  nlohmann::ordered_json document = {{"schema", "sprue.validate/1"}, {"version", SPRUE_VERSION}, {"cases", nlohmann::ordered_json::array()}};
  bool all = true;
  for (const Scene& scene : scenes) {
    const CaseResult result = run_case(scene, full);
    all = all && result.pass();
    if (options.json) document["cases"].push_back(to_json(result));
    else print(result);
  }
  if (options.json) std::printf("%s\n", document.dump(1).c_str());
  return all ? exit_code::done : exit_code::rejected;
}

}  // namespace sprue
