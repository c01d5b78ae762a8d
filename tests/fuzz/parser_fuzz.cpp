// Files from strangers under the sanitizers: damaged drawings, scenes, materials and checkpoints must be read or refused with one
// InputError, never crash, hang or throw anything else.
//
//   parser_fuzz SECONDS [SEED]
//
// Starts from the shipped scenes, drawings and materials, DXF drawings beside this file, a fresh picture and a fresh checkpoint; each round
// damages one of them in a few places. The input of the round is kept in the working folder, so that what a crash or the alarm leaves behind
// can be read again.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "engine/app/picture.h"
#include "engine/app/scene.h"
#include "engine/core/checkpoint.h"
#include "engine/core/error.h"
#include "engine/core/materials.h"
#include "meshing/design.h"

namespace sprue {
namespace {

namespace fs = std::filesystem;
constexpr unsigned longest_read = 60;       // s, sanitized: beyond it a file counts as hanging
constexpr std::size_t largest_seed = 60000;  // bytes

std::string slurp(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

/// One kind of file: seeds, and what reads them.
struct Target {
  const char* name;
  fs::path input;
  std::function<void(const fs::path&)> read;
  std::vector<std::string> seeds;
};

void add_seeds(Target& target, const fs::path& folder, const char* extension) {
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == extension && entry.file_size() <= largest_seed) target.seeds.push_back(slurp(entry.path()));
  std::sort(target.seeds.begin(), target.seeds.end());
}

class Damage {
 public:
  explicit Damage(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random_() % n); }
  std::string operator()(const Target& target) {
    std::string text = target.seeds[below(target.seeds.size())];
    for (std::size_t n = below(4); n > 0 && !text.empty(); --n) once(text, target);
    return text;
  }

 private:
  void once(std::string& text, const Target& target) {
    static const char* const words[] = {"1e308", "-1", "nan", "0", "1e-320", "99999999999999999999", "\"", "<", ">", "[", "]", "&#0;", "url(#a)", "matrix(0 0 0 0 0 0)", "M0 0", "\xff\xfe", "\n", "\n0\nINSERT\n2\ncell\n", "\n42\n1\n", "\n0\nEOF\n"};
    const std::size_t at = below(text.size()), length = 1 + below(std::min<std::size_t>(200, text.size() - at));
    switch (below(7)) {
      case 0: text[at] = static_cast<char>(below(256)); break;
      case 1: text.erase(at, length); break;
      case 2: text.insert(below(text.size()), text.substr(at, length)); break;
      case 3: text.insert(at, words[below(std::size(words))]); break;
      case 4: replace_number(text, at, words[below(6)]); break;
      case 5: text.resize(at); break;
      default: {
        const std::string& other = target.seeds[below(target.seeds.size())];
        text.insert(at, other.substr(below(other.size()), 1 + below(300)));
      }
    }
  }
  static void replace_number(std::string& text, std::size_t from, const char* by) {
    const std::size_t begin = text.find_first_of("0123456789", from);
    if (begin == std::string::npos) return;
    const std::size_t end = text.find_first_not_of("0123456789.", begin);
    text.replace(begin, (end == std::string::npos ? text.size() : end) - begin, by);
  }

  std::mt19937_64 random_;
};

/// A small checkpoint as the seed of its reader.
std::string fresh_checkpoint(const fs::path& folder) {
  Checkpoint checkpoint;
  checkpoint.scene = "[alloy]\nname = \"zamak3\"\n";
  checkpoint.domain = 1;
  for (Field<double>* f : {&checkpoint.state.metal, &checkpoint.state.pressure, &checkpoint.state.enthalpy}) f->assign(512, 0.5);
  checkpoint.attachments["totals"] = "abc";
  write_checkpoint(folder / "seed.h5", checkpoint);
  return slurp(folder / "seed.h5");
}

/// A disc of two colours.
std::string small_picture() {
  Picture picture(48, 32);
  for (int y = 0; y < 32; ++y)
    for (int x = 0; x < 48; ++x)
      if ((x - 24) * (x - 24) + (y - 16) * (y - 16) < 200) picture.set(x, y, x < 24 ? Rgb{0.8, 0.1, 0.1} : Rgb{0.1, 0.1, 0.1});
  return png(picture);
}

std::vector<Target> make_targets(const fs::path& source, const fs::path& folder) {
  std::vector<Target> targets;
  targets.push_back({"drawing", folder / "input.svg", [](const fs::path& f) { read_design(f, DesignOptions{}); }, {}});
  add_seeds(targets.back(), source / "scenes", ".svg");
  targets.push_back({"dxf", folder / "input.dxf", [](const fs::path& f) { read_design(f, DesignOptions{}); }, {}});
  add_seeds(targets.back(), source / "tests/fuzz/seeds", ".dxf");
  targets.push_back({"png", folder / "input.png", [](const fs::path& f) { read_design(f, DesignOptions{}); }, {small_picture()}});
  targets.push_back({"scene", folder / "input.toml", [](const fs::path& f) { load_scene(f); }, {}});
  add_seeds(targets.back(), source / "scenes", ".toml");
  targets.push_back({"material", folder / "material.toml", [](const fs::path& f) { load_material(f.string()); }, {}});
  add_seeds(targets.back(), source / "engine/core/materials", ".toml");
  targets.push_back({"checkpoint", folder / "input.h5", [](const fs::path& f) { read_checkpoint(f); }, {fresh_checkpoint(folder)}});
  return targets;
}

int run(double seconds, std::uint64_t seed) {
  const fs::path folder = fs::temp_directory_path() / ("sprue-fuzz-" + std::to_string(getpid()));
  fs::create_directories(folder);
  const std::vector<Target> targets = make_targets(SPRUE_SOURCE_DIR, folder);
  Damage damage(seed);
  std::vector<std::size_t> read(targets.size()), refused(targets.size());
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t round = 0; std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() < seconds; ++round) {
    const std::size_t t = round % targets.size();
    std::ofstream(targets[t].input, std::ios::binary) << damage(targets[t]);
    alarm(longest_read);
    try {
      targets[t].read(targets[t].input);
      ++read[t];
    } catch (const InputError&) {
      ++refused[t];
    } catch (const std::exception& e) {
      std::fprintf(stderr, "%s: round %zu of seed %llu threw '%s'; the input is in %s\n", targets[t].name, round, static_cast<unsigned long long>(seed), e.what(), targets[t].input.c_str());
      return 1;
    }
  }
  alarm(0);
  for (std::size_t t = 0; t < targets.size(); ++t) std::printf("%-10s %6zu read, %6zu refused\n", targets[t].name, read[t], refused[t]);
  fs::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace sprue

int main(int argc, char** argv) {
  if (argc < 2) return std::fprintf(stderr, "parser_fuzz SECONDS [SEED]\n"), 2;
  return sprue::run(std::atof(argv[1]), argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1);
}
