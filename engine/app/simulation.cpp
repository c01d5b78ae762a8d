#include "engine/app/simulation.h"

#include <algorithm>
#include <limits>

#include "engine/app/scene_vents.h"
#include "engine/app/spherical_cavity.h"
#include "engine/app/thermal_sides.h"
#include "engine/core/error.h"
#include "meshing/face_raster.h"
#include "solvers/flow_context.h"
#include "solvers/initial_metal.h"

namespace sprue {

namespace {

/// Lines under this many cells are judged by the sub-grid closure, so their width must be known a little beyond it.
constexpr double width_map_cells = 0.25;
constexpr double width_map_least = 20e-6;  // m; finer lines are no metal
constexpr double widest_judged = 4.5;       // cells; wider lines are resolved

double widest(double cell) { return std::max(2e-3, widest_judged * cell); }
double width_map_step(double cell) { return std::max(width_map_cells * cell, width_map_least); }

/// Lines of a domed part are not told from its floors by one level: they stand `rise` high at their own tops, recesses are none.
struct DomedWidths {
  WidthMap widths, feet;
};

DomedWidths domed_widths(const Stages& stages, double floor, double rise, double step, double at_most) {
  const LayeredMap& cavity = stages.tooling.cast();
  LayeredMap lines = cavity;
  const std::vector<const Element*> elements = stages.elements();
  std::vector<char> part(cavity.layers.size(), 0);
  for (std::size_t f = 0; f < lines.layers.size(); ++f) {
    Layer& layer = lines.layers[f];
    const bool recess = layer.element != no_element && is_recess(elements[static_cast<std::size_t>(layer.element)]->role);
    part[f] = layer.filled && layer.cavity > 0 && !recess;
    const bool channel = layer.cavity == 0 && height_range(cavity.map, cavity.map.faces[f], layer.high).high > floor;
    layer.low = 0, layer.high = part[f] || channel ? 1 : 0;
  }
  const FaceRaster faces = raster_of_faces(cavity.map, part, step);
  DomedWidths domed{local_width(lines, 0.5, step, at_most), {}};
  domed.feet = domed.widths;
  for (std::size_t n = 0; n < domed.feet.width.size(); ++n) {
    const auto nx = static_cast<std::size_t>(domed.feet.nx);
    const Vec2 p = domed.feet.origin + step * Vec2{static_cast<double>(n % nx), static_cast<double>(n / nx)};
    const int face = faces.at(p);
    domed.feet.width[n] = static_cast<float>(face < 0 ? floor : cavity.layers[static_cast<std::size_t>(face)].high(p) - rise);
  }
  return domed;
}

Domain domain_of(const Scene& scene, const Stages* stages) {
  DomainOptions options = domain_options(scene);
  if (!stages) {
    const LayeredMap cavity = shaped_cavity(scene);
    WidthMap widths;
    if (scene.domain.widths) {
      widths = local_width(cavity, -std::numeric_limits<double>::max(), width_map_step(options.cell), widest(options.cell));
      options.widths = &widths;
    }
    Domain domain = build_domain(cavity, options);
    if (std::any_of(scene.shapes.begin(), scene.shapes.end(), [](const Scene::Shape& s) { return s.kind == "sphere"; })) carve_sphere(scene, domain);
    place_vents(scene, domain);
    set_thermal_boundaries(scene, domain);
    return domain;
  }
  const bool relief = stages->pins.front().design.relief.has_value();
  const double lines = relief ? relief_depth(scene) : std::min(scene.part.recess_depth, hard_enamel_depth(scene)), floor = (scene.part.plate - lines) * stages->shrink.cavity;
  const bool domed = scene.part.dome > 0 && !relief;
  const DomedWidths lifted = domed ? domed_widths(*stages, floor, lines * stages->shrink.cavity, width_map_step(options.cell), widest(options.cell)) : DomedWidths{};
  const WidthMap widths = domed ? lifted.widths : local_width(stages->tooling.cast(), floor, width_map_step(options.cell), widest(options.cell));
  if (domed) options.feet = &lifted.feet;
  options.widths = &widths;
  Domain domain = build_domain(stages->tooling.cast(), options);
  place_vents(stages->tooling, domain);
  place_vents(scene, domain);
  set_thermal_boundaries(scene, domain);
  return domain;
}

std::vector<ProbeFrame> frames_of(const Stages* stages) {
  std::vector<ProbeFrame> frames;
  for (std::size_t n = 0; stages && n < stages->tooling.cast_cavities(); ++n)
    frames.push_back({stages->tooling.placements[n].cavity, stages->tooling.placements[n].transform});
  return frames;
}

std::vector<MetalBody> initial_bodies(const Scene& scene) {
  std::vector<MetalBody> bodies;
  for (const Scene::Initial& i : scene.initials) {
    if (!i.filled) {
      if (i.kind != "box" || bodies.empty())
        throw InputError("only a box can be cut out, and only of a body before it", "[[initial]]", i.kind, "use kind = \"box\" after the body it is cut out of");
      bodies.back().notches.push_back({i.low, i.high});
      continue;
    }
    MetalBody body;
    body.kind = i.kind == "sphere"       ? MetalBody::Kind::sphere
                : i.kind == "cylinder" ? MetalBody::Kind::cylinder
                : i.kind == "half-space" ? MetalBody::Kind::half_space
                : i.kind == "paraboloid" ? MetalBody::Kind::paraboloid
                                         : MetalBody::Kind::box;
    body.low = i.low;
    body.high = i.high;
    body.centre = i.centre;
    body.radius = i.radius;
    body.point = i.point;
    body.normal = (1 / norm(i.normal)) * i.normal;
    body.amplitude = i.amplitude;
    body.wavelength = i.wavelength;
    body.temperature = i.temperature.value_or(*scene.alloy.pour_temperature);
    body.velocity = i.velocity;
    bodies.push_back(body);
  }
  return bodies;
}

}  // namespace

Simulation::Simulation(const Scene& resolved_scene, const SceneMaterials& materials, const Stages* stages)
    : scene(resolved_scene),
      alloy_material(materials.alloy),
      alloy(materials.alloy),
      moulds{mould_properties(materials.mould)},
      conditions(conditions_from(scene, materials)),
      domain(domain_of(scene, stages)),
      probes(placed_probes(scene, domain, frames_of(stages))) {
  for (std::size_t i = 0; i < conditions.filters.size(); ++i)
    if (filter_faces(domain, conditions.filters[i]).empty())
      throw InputError("no metal passes this filter", scene.source + ", filter." + std::to_string(i), "",
                       "its middle along " + scene.filters[i].axis + " must lie in the cavity, low and high around the metal's way (tool frame)");
}

std::unique_ptr<Casting> Simulation::start() const {
  CastingState state = make_casting_state(domain, conditions.mould_temperature);
  place_metal(domain, alloy, initial_bodies(scene), state);
  return resume(std::move(state), make_record(domain));
}

std::unique_ptr<Casting> Simulation::resume(CastingState state, Record record) const {
  return std::make_unique<Casting>(domain, conditions, scene.numerics, alloy, moulds, std::move(state),
                                   std::move(record));
}

std::unique_ptr<Simulation> simulation_of(const Scene& scene) {
  const SceneMaterials materials = materials_of(scene);
  std::vector<std::string> notes;
  return std::make_unique<Simulation>(resolved(scene, materials, notes), materials, nullptr);
}

}  // namespace sprue
