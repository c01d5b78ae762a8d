#include "engine/app/command_line.h"

#include <cstdio>
#include <exception>
#include <functional>
#include <memory>
#include <new>

#include <CLI/CLI.hpp>

#include "engine/app/commands.h"
#include "engine/app/validation.h"
#include "engine/core/error.h"

namespace sprue {

namespace {

/// Options that are short for scene keys.
struct KeyOption {
  const char *option, *key, *help;
};
const KeyOption key_options[] = {
    {"--alloy", "alloy.name", "alloy, by name or file"},
    {"--mould", "mould.material", "mould material, by name or file"},
    {"--process", "process.kind", "spin, gravity, ..."},
    {"--width", "design.width", "of the drawing, with unit: 25mm"},
    {"--cell", "resolution.cell", "edge of a cell, with unit: 0.15mm"},
    {"--quality", "resolution.quality", "draft, standard or fine"},
    {"--threads", "run.threads", "0 = all cores"},
};

struct Arguments {
  std::string input, action = "list", name, plot, progress = "text";
  std::vector<std::string> cases;
  bool full = false, no_open = false;
  std::map<std::string, std::string> keys;
  std::vector<std::string> settings;
  RunOptions options;

  Scene scene() const { return load_scene(input, values()); }

  /// The reference cases named, or all; each with the settings of the command line.
  std::vector<Scene> case_scenes() const {
    std::vector<Scene> scenes;
    for (const std::string& given : cases.empty() ? case_names() : cases)
      for (const std::string& one : cases_called(given)) scenes.push_back(load_scene(case_file(one), values()));
    return scenes;
  }

 private:
  std::vector<KeyValue> values() const {
    std::vector<KeyValue> values;
    for (const KeyOption& k : key_options)
      if (const auto found = keys.find(k.option); found != keys.end() && !found->second.empty()) values.push_back({k.key, found->second, k.option});
    for (const std::string& setting : settings) {
      const std::size_t equals = setting.find('=');
      if (equals == std::string::npos) throw InputError("no value", "--set", setting, "write --set section.key=value");
      values.push_back({setting.substr(0, equals), setting.substr(equals + 1), "--set " + setting.substr(0, equals)});
    }
    return values;
  }
};

void add_common(CLI::App& command, Arguments& a) {
  command.add_flag("--json", a.options.json, "print one JSON document on stdout");
  command.add_flag("--quiet", a.options.quiet, "no progress on stderr");
  command.add_option("--progress", a.progress, "text, or json: one object a line on stderr")->check(CLI::IsMember({"text", "json"}));
}

void add_scene(CLI::App& command, Arguments& a) {
  command.add_option("INPUT", a.input, "a scene (.toml) or a drawing (.svg, .dxf, .png)")->required();
  for (const KeyOption& k : key_options) command.add_option(k.option, a.keys[k.option], k.help);
  command.add_option("--set", a.settings, "any key of the scene: section.key=value (repeatable)")->allow_extra_args(false);
  add_common(command, a);
}

void add_folder(CLI::App& command, Arguments& a, const char* help = "folder for the results (default: INPUT's name + .out)") {
  command.add_option("-o,--output", a.options.folder, help);
  command.add_flag("--force", a.options.force, "replace existing results");
}

using Run = std::function<int()>;

void add_commands(CLI::App& app, Arguments& a, Run& run) {
  CLI::App* cast = app.add_subcommand("cast", "drawing -> mould -> fill -> freeze -> findings -> report");
  add_scene(*cast, a);
  add_folder(*cast, a);
  cast->add_flag("--resume", a.options.resume, "go on from the checkpoint in the folder");
  cast->callback([&] { run = [&] { return cast_command(a.scene(), a.options); }; });

  CLI::App* mould = app.add_subcommand("mould", "only up to the tooling");
  add_scene(*mould, a);
  add_folder(*mould, a);
  mould->callback([&] { run = [&] { return mould_command(a.scene(), a.options); }; });

  CLI::App* check = app.add_subcommand("check", "design rules and process compatibility; exit 1 when a rule is broken");
  add_scene(*check, a);
  add_folder(*check, a, "folder for check.svg (the drawing, findings marked by number) and summary.json; without it nothing is written");
  check->callback([&] { run = [&] { return check_command(a.scene(), a.options); }; });

  CLI::App* report = app.add_subcommand("report", "build the report again from saved results");
  report->add_option("DIR", a.input, "a results folder")->required();
  report->add_flag("--png", a.options.pictures, "the page's pictures as files too: picture-NAME.png");
  add_common(*report, a);
  report->callback([&] { run = [&] { return report_command(a.input, a.options); }; });

  CLI::App* view = app.add_subcommand("view", "report and 3-D viewer on the loopback address; also while a casting runs");
  view->add_option("DIR", a.input, "a results folder, or the one that a casting is writing")->required();
  view->add_flag("--no-open", a.no_open, "print the address only, open no browser");
  view->add_flag("--quiet", a.options.quiet, "nothing on stderr");
  view->callback([&] { run = [&] { return view_command(a.input, !a.no_open, a.options); }; });

  CLI::App* materials = app.add_subcommand("materials", "list | show NAME | check FILE | freeze ALLOY");
  materials->add_option("ACTION", a.action, "list, show, check, or freeze: the solid fraction by Scheil and lever rule as TOML")->check(CLI::IsMember({"list", "show", "check", "freeze"}));
  materials->add_option("NAME", a.name, "a material, a file, or a binary alloy such as Zn-4.0Al");
  materials->add_option("--plot", a.plot, "show: every curve as an SVG file");
  add_common(*materials, a);
  materials->callback([&] { run = [&] { return materials_command(a.action, a.name, a.plot, a.options); }; });

  CLI::App* validate = app.add_subcommand("validate", "run reference cases and print each error beside its bar");
  validate->add_option("CASE", a.cases, "names (schwarz: all that begin with schwarz-); all if none");
  validate->add_flag("--full", a.full, "at full size");
  validate->add_option("--set", a.settings, "any key of the cases' scenes: section.key=value (repeatable)")->allow_extra_args(false);
  validate->add_option("--threads", a.options.threads, "0 = all cores")->check(CLI::Range(0, 1024));
  add_common(*validate, a);
  validate->callback([&] { run = [&] { return validate_command(a.case_scenes(), a.full, a.options); }; });
}

int complain(const std::string& message, int code) {
  std::string line = message;
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  std::fprintf(stderr, "sprue: %s\n", line.c_str());
  return code;
}

int parse_and_run(int argc, char** argv) {
  Arguments arguments;
  Run run;
  CLI::App app("Sprue: from the drawing of a metal pin to its mould, its casting and its faults.", "sprue");
  app.set_version_flag("--version", "sprue " SPRUE_VERSION);
  app.require_subcommand(1);
  add_commands(app, arguments, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);
    return complain(std::string(e.what()) + "; `sprue --help` and `sprue COMMAND --help` show the usage", exit_code::bad_input);
  }
  using Style = Progress::Style;
  arguments.options.progress = arguments.options.quiet ? Style::quiet : arguments.progress == "json" ? Style::json : Style::text;
  return run();
}

}  // namespace

int run_command_line(int argc, char** argv) {
  try {
    return parse_and_run(argc, argv);
  } catch (const InputError& e) {
    return complain(e.what(), exit_code::bad_input);
  } catch (const std::bad_alloc&) {
    return complain("out of memory; use a larger cell or fewer cavities", exit_code::failed);
  } catch (const std::exception& e) {
    return complain(std::string("failed: ") + e.what(), exit_code::failed);
  }
}

}  // namespace sprue
