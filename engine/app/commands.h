/// What the program can be asked to do. Each returns the exit code; bad input is thrown as InputError.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/app/progress.h"
#include "engine/app/scene.h"

namespace sprue {

namespace exit_code {
constexpr int done = 0;      ///< done, or done with warnings
constexpr int rejected = 1;  ///< done and the verdict is reject
constexpr int bad_input = 2;
constexpr int failed = 3;    ///< the computation failed
constexpr int stopped = 4;   ///< by a signal, with a checkpoint written
}  // namespace exit_code

struct RunOptions {
  std::filesystem::path folder;  ///< of the results; empty = INPUT's stem + ".out" in the current folder, for check: none
  bool pictures = false;         ///< of report: PNG files too
  bool force = false, resume = false, json = false, quiet = false;
  Progress::Style progress = Progress::Style::text;
  int threads = 0;               ///< of validate; other commands take run.threads of the scene
};

int cast_command(const Scene& scene, const RunOptions& options);
int mould_command(const Scene& scene, const RunOptions& options);
int check_command(const Scene& scene, const RunOptions& options);
int report_command(const std::filesystem::path& folder, const RunOptions& options);
/// Until SIGINT or SIGTERM; `browser`: opened, where the desktop has one.
int view_command(const std::filesystem::path& folder, bool browser, const RunOptions& options);
int validate_command(const std::vector<Scene>& cases, bool full, const RunOptions& options);

/// action: list, show, check or freeze; `name` is a material, a file, or for freeze a binary ("Zn-4.0Al"); `plot`: an SVG for the curves shown.
int materials_command(const std::string& action, const std::string& name, const std::string& plot, const RunOptions& options);

/// Where the results of `scene` go.
std::filesystem::path results_path(const Scene& scene, const RunOptions& options);

}  // namespace sprue
