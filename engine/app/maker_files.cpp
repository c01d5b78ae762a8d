#include "engine/app/maker_files.h"

#include <cmath>
#include <cstdlib>

#include "engine/app/material_colours.h"
#include "engine/app/mould_picture.h"
#include "engine/app/tool_sheet.h"
#include "engine/core/atomic_file.h"
#include "meshing/formats/mesh_3mf.h"
#include "meshing/formats/step_file.h"
#include "meshing/formats/templates.h"
#include "meshing/solid.h"

namespace sprue {

namespace {

using Colour = std::array<unsigned char, 3>;

Colour bytes_of(const Rgb& c) {
  const auto byte = [](double v) { return static_cast<unsigned char>(std::lround(255 * v)); };
  return {byte(c.r), byte(c.g), byte(c.b)};
}

/// "#rrggbb"; nothing else is ever an element's colour.
Colour drawn_colour(const std::string& text) {
  const long value = text.size() == 7 ? std::strtol(text.c_str() + 1, nullptr, 16) : 0xa0a0a0;
  return {static_cast<unsigned char>(value >> 16), static_cast<unsigned char>(value >> 8), static_cast<unsigned char>(value)};
}

/// Paints: the alloy, the mould, then each colour that fills a recess.
class Palette {
 public:
  Palette(const std::vector<const Element*>& elements, const SceneMaterials& materials) {
    paints.push_back({materials.alloy.name, bytes_of(colour_of(materials.alloy))});
    paints.push_back({materials.mould.name, bytes_of(colour_of(materials.mould))});
    paints.push_back({"master", {236, 228, 196}});
    for (const Element* element : elements) of_element_.push_back(is_recess(element->role) ? number("enamel " + element->colour, drawn_colour(element->colour)) : alloy);
  }
  /// `first`: number of the design's first element.
  std::vector<std::uint32_t> of_tops(const std::vector<std::int32_t>& elements, std::int32_t first) const {
    std::vector<std::uint32_t> result;
    for (std::int32_t e : elements) result.push_back(e == no_element ? alloy : of_element_.at(static_cast<std::size_t>(first + e)));
    return result;
  }
  std::vector<Paint3mf> paints;
  static constexpr std::uint32_t alloy = 0, mould = 1, master = 2;

 private:
  std::uint32_t number(const std::string& name, const Colour& colour) {
    for (std::uint32_t n = 0; n < paints.size(); ++n)
      if (paints[n].name == name) return n;
    paints.push_back({name, colour});
    return static_cast<std::uint32_t>(paints.size() - 1);
  }
  std::vector<std::uint32_t> of_element_;
};

struct MakerSolid {
  std::string name;
  const LayeredMap* solid;
  std::uint32_t paint;
  const Pin* pin = nullptr;   ///< whose part this is
  TriangleMesh mesh{};
  std::vector<std::int32_t> top_elements{};
};

std::vector<MakerSolid> maker_solids(const Stages& s) {
  std::vector<MakerSolid> solids;
  for (const Pin& pin : s.pins) solids.push_back({pin.named("part"), &pin.part, Palette::alloy, &pin});
  for (const Pin& pin : s.pins) solids.push_back({pin.named("master"), &pin.master, Palette::master});
  solids.push_back({"shot", &s.tooling.cavity, Palette::alloy});
  solids.push_back({"mould-upper", &s.tooling.upper, Palette::mould});
  solids.push_back({"mould-lower", &s.tooling.lower, Palette::mould});
  for (MakerSolid& solid : solids) solid.mesh = extrude(*solid.solid, &solid.top_elements);
  return solids;
}

void write_all_3mf(const std::vector<MakerSolid>& solids, const Palette& palette, const std::filesystem::path& file) {
  std::vector<Body3mf> bodies;
  for (const MakerSolid& s : solids)
    bodies.push_back({s.name, &s.mesh, s.paint, s.pin ? palette.of_tops(s.top_elements, s.pin->first_element) : std::vector<std::uint32_t>{}});
  write_3mf(bodies, palette.paints, file);
}

std::vector<const LayeredMap*> parts_of(const Stages& stages) {
  std::vector<const LayeredMap*> parts;
  for (const Pin& pin : stages.pins) parts.push_back(&pin.part);
  return parts;
}

/// Above so many faces CAD programs become slow with a solid (dependencies measured: write and re-read grow with their square).
constexpr std::size_t many_faces = 1000, most_faces = 5000;

void write_step_file(const Scene& scene, const Stages& stages, const std::filesystem::path& folder, MakerFiles& made) {
  if (scene.output.step == "no") return;
  std::vector<StepBody> bodies;
  for (const Pin& pin : stages.pins) bodies.push_back({pin.named("part"), &pin.part});
  bodies.push_back({"mould-upper", &stages.tooling.upper}), bodies.push_back({"mould-lower", &stages.tooling.lower});
  std::size_t faces = 0;
  std::string worst;
  for (const StepBody& body : bodies)
    if (const std::size_t n = step_faces(*body.solid); n > faces) faces = n, worst = body.name;
  const std::size_t limit = scene.output.step == "yes" ? most_faces : many_faces;
  if (faces > limit) {
    made.notes.push_back("mould.step is not written: " + worst + " would have " + std::to_string(faces) + " faces, over " + std::to_string(limit) +
                         (limit == many_faces ? "; CAD programs are slow with so many. Set output.step = \"yes\" for it" : "; use mould.3mf"));
    return;
  }
  const StepReport report = write_step(bodies, folder / "mould.step", limit);
  for (const StepReport::Body& b : report.bodies) {
    if (!b.valid) made.notes.push_back("mould.step is not written: OpenCASCADE finds fault with " + b.name + "; use mould.3mf");
    if (b.valid && b.curves != BrepCurves::splines)
      made.notes.push_back("mould.step: " + b.name + " is made of planes" + (b.curves == BrepCurves::arcs ? " and arcs only, its splines were not valid" : " only, its splines and arcs were not valid"));
    if (b.faces > many_faces) made.notes.push_back("mould.step: " + b.name + " has " + std::to_string(b.faces) + " faces; CAD programs become slow above " + std::to_string(many_faces));
  }
  if (report.written) made.others.push_back("mould.step");
}

std::string force_words(const ToolForces& f) {
  if (f.opening <= 0) return "the flask is in one piece: nothing presses it apart";
  return "metal presses the halves apart with " + newtons(f.opening) + ": hold them with " + newtons(f.locking[0]) + " to " + newtons(f.locking[1]) + " (1.1 to " + rounded(f.locking[1] / f.opening, 2) + " p A)";
}

}  // namespace

MakerFiles write_maker_files(const Scene& scene, const Stages& stages, const SceneMaterials& materials, const std::filesystem::path& folder) {
  MakerFiles made;
  const std::vector<MakerSolid> solids = maker_solids(stages);
  for (const MakerSolid& s : solids) {
    write_stl(s.mesh, folder / (s.name + ".stl"), s.name.c_str());
    made.solids.push_back({s.name + ".stl", volume(s.mesh), s.mesh.triangles.size(), watertight(s.mesh)});
  }
  write_all_3mf(solids, Palette(stages.elements(), materials), folder / "mould.3mf");
  const MouldMeshes seen{&solids.front().mesh, &solids[solids.size() - 2].mesh, &solids.back().mesh, colour_of(materials.alloy), colour_of(materials.mould)};
  write_text_file(folder / "mould.png", png(mould_picture(seen, stages.tooling, std::max(stages.pins.front().design.width, stages.pins.front().design.height))));
  write_dxf(cavity_template(parts_of(stages), stages.tooling, (1 / stages.shrink.cavity) * Vec2{stages.shrink.directions.x, stages.shrink.directions.y}), folder / "template-cavities.dxf");
  write_dxf(runner_template(stages.tooling), folder / "template-runners.dxf");
  made.others = {"mould.3mf", "mould.png", "template-cavities.dxf", "template-runners.dxf"};
  write_step_file(scene, stages, folder, made);
  made.rubber = rubber_fills(scene, stages, materials);
  made.shrink_interval = shrink_interval(scene, materials);
  for (const RubberFill& r : made.rubber)
    made.notes.push_back(r.half + " takes " + rounded(1e6 * r.volume, 1) + " mL of " + materials.mould.name + ", " + rounded(1e3 * r.mass, 1) + " g: the frame less the masters in it");
  made.forces = tool_forces(scene, stages.tooling, materials);
  made.notes.push_back(force_words(made.forces));
  write_drawing_sheet(tool_sheet(scene, stages, materials, made), folder / "drawing-sheet.svg", folder / "drawing-sheet.pdf");
  made.others.insert(made.others.end(), {"drawing-sheet.svg", "drawing-sheet.pdf"});
  return made;
}

}  // namespace sprue
