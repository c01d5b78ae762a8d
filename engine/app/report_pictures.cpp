#include "engine/app/report_pictures.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/app/design_picture.h"
#include "engine/app/figure.h"
#include "engine/app/html.h"
#include "engine/app/render.h"

namespace sprue {

namespace {

const double nan = std::numeric_limits<double>::quiet_NaN();

Vec3 cavity_centre(const ReportData& data) {
  if (!data.placements || data.placements->empty()) return {};
  const auto& m = data.placements->front().transform;
  return {m[3], m[7], m[11]};
}

FieldMap cavity_map(const Domain& domain, const PlanGrid& grid) {
  return plan_map(domain, grid, Across::largest,
                  [&](Slot s) { return std::min(1.0, 4 * domain.cavity_fraction[s]); });
}

/// A time shown in ms where it is short.
struct TimeUnit {
  double factor;
  const char* name;
};
TimeUnit time_unit(double longest) { return longest < 1 ? TimeUnit{1000, "ms"} : TimeUnit{1, "s"}; }

double longest(const Field<float>& times) {
  float most = 0;
  for (float t : times) most = std::max(most, t);
  return static_cast<double>(most);
}

/// Words of a map; its file has the name.
struct MapWords {
  const char *name, *title, *caption, *alt;
};

Figure map_figure(const MapWords& words, const FieldMap& map, const Scale& scale, const MapStyle& style) {
  return {words.name, words.title, words.caption, map.empty() ? "" : map_svg(map, scale, style, words.alt), {}, ""};
}

Figure recorded_time(const Domain& domain, const PlanGrid& grid, const Field<float>& times, const FieldMap& under, const MapWords& words) {
  const TimeUnit unit = time_unit(longest(times));
  const FieldMap map = plan_map(domain, grid, Across::largest, [&](Slot s) {
    return times[s] == never ? nan : unit.factor * double(times[s]);
  });
  return map_figure(words, map, scale_of(map, ColourMap::viridis, unit.name), {.under = &under});
}

Figure recorded_temperature(const Domain& domain, const PlanGrid& grid, const Field<float>& temperatures, const FieldMap& under, const MapWords& words) {
  const FieldMap map = plan_map(domain, grid, Across::mean, [&](Slot s) {
    return temperatures[s] == never ? nan : double(temperatures[s]) - 273.15;
  });
  return map_figure(words, map, scale_of(map, ColourMap::inferno, "°C"), {.under = &under});
}

Figure void_map(const Domain& domain, const PlanGrid& grid, const Record& record, const FieldMap& under) {
  const FieldMap map = plan_map(domain, grid, Across::largest, [&](Slot s) {
    return record.shrinkage_void[s] > 0.001f ? 100 * double(record.shrinkage_void[s]) : nan;
  });
  const double high = map.empty() ? 1 : std::max(1.0, double(map.high()));
  return map_figure({"voids", "Shrinkage voids", "Largest share of a cell that contraction left empty, through the thickness.", "map of shrinkage voids from above"}, map,
                    {ColourMap::inferno, 0, high, "%"}, {.under = &under});
}

/// The part of the grid that holds cavity 1, with a rim.
PlanGrid around_cavity(const Domain& domain, PlanGrid g) {
  int low = std::numeric_limits<int>::max(), high = std::numeric_limits<int>::min();
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    if (domain.cavity_fraction[s] <= 0 || domain.cavity[s] != 1) continue;
    const int i = domain.grid.cell_of(s).i;
    low = std::min(low, i);
    high = std::max(high, i);
  }
  if (low > high) return g;
  g.low.i = low;
  g.nx = high - low + 1;
  return g;
}

Figure section_figure(const ReportData& data, const PlanGrid& whole) {
  const Domain& domain = *data.domain;
  PlanGrid g = around_cavity(domain, whole);
  int top = 0;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
    if (domain.cavity_fraction[s] > 0 && domain.cavity[s] == 1)
      top = std::max(top, domain.grid.cell_of(s).k - g.low.k + 1);
  if (top > 0) g.nz = std::min(g.nz, top);
  const double y = cavity_centre(data).y + 0.5 * domain.grid.cell;
  const Field<float>& times = data.record->solidification;
  const TimeUnit unit = time_unit(longest(times));
  const FieldMap map = section_map(domain, g, y, 4, [&](Slot s) {
    return s < times.size() && times[s] != never && domain.cavity_fraction[s] > 0
               ? unit.factor * double(times[s])
               : nan;
  });
  const FieldMap mould =
      section_map(domain, g, y, 4, [&](Slot s) { return domain.mould_index[s] == no_mould ? nan : 1.0; });
  const FieldMap metal = section_map(domain, g, y, 4, [&](Slot s) {
    return s < domain.cavity_fraction.size()
               ? domain.cavity_fraction[s] * (1 - double(data.record->shrinkage_void[s]))
               : 0.0;
  });
  return map_figure({"section", "Section through the first cavity",
                     "x against z through the middle, coloured by the time at which the metal was solid; heights are stretched threefold.",
                     "section through the thickness, coloured by solidification time"},
                    map, scale_of(map, ColourMap::viridis, unit.name), {.stretch = 3, .under = &mould, .opacity = &metal});
}

/// Whether anything is cut into the parting plane around the cavity.
bool is_cut(const TriangleMesh& mesh, const Vec3& cavity, double close) {
  const Extent e = extent(mesh);
  return std::any_of(mesh.vertices.begin(), mesh.vertices.end(), [&](const Vec3& p) {
    return std::fabs(p.x - cavity.x) < close && std::fabs(p.y - cavity.y) < close && p.z > e.low.z + 1e-6 &&
           p.z < e.high.z - 1e-6;
  });
}

void add_half(const TriangleMesh* mesh, const std::string& name, Rgb colour, double elevation, const Vec3& cavity, double close, std::vector<Figure>& out) {
  if (!mesh || mesh->triangles.empty()) return;
  View view;
  view.azimuth = -0.35;
  view.elevation = elevation;
  view.width = 640;
  view.height = 440;
  const Paint paint = [colour](Vec3, Vec3) { return colour; };
  out.push_back({name, name + " half", "", "", render(*mesh, view, paint, 0.1), "rendering of the " + name + " mould half"});
  if (!is_cut(*mesh, cavity, close)) return;
  view.centre = cavity;
  view.half_width = close;
  out.push_back({name + "-close", name + " half, first cavity", "", "", render(*mesh, view, paint, 0.1), "close view of the first cavity in the " + name + " half"});
}

}  // namespace

Figure part_figure(const ReportPin& pin, Rgb metal) {
  if (pin.part.triangles.empty()) return {};
  View view;
  view.azimuth = -0.32;
  view.elevation = 1.0;
  view.width = 760;
  view.height = 620;
  const double top = extent(pin.part).high.z;
  const DesignColours colours(*pin.design);
  const Paint paint = [&](Vec3 p, Vec3 n) { return n.z > 0.5 && p.z < top - 1e-6 ? colours.at({p.x, p.y}, metal) : metal; };
  return {"part" + (pin.name.empty() ? "" : "-" + pin.name), pin.name, "", "", render(pin.part, view, paint, 0.9), "rendering of the finished pin with colour in its recesses"};
}

std::vector<Figure> drawing_figures(const ReportData& data, const std::vector<Finding>& findings) {
  std::vector<Figure> out;
  for (const ReportPin& pin : data.pins)
    out.push_back({"drawing" + (pin.name.empty() ? "" : "-" + pin.name), pin.name,
                   "Grey is raised metal, colours are recesses. Numbers are those of the findings; places of all its cavities are drawn on one part.",
                   design_svg(*pin.design, marks_of(findings, pin.name), "the drawing with findings marked by number"), {}, ""});
  return out;
}

std::vector<Figure> mould_figures(const ReportData& data) {
  const Vec3 cavity = cavity_centre(data);
  const double close = data.pins.empty() ? 0.02 : 0.75 * std::max(data.pins.front().design->width, data.pins.front().design->height);
  std::vector<Figure> out;
  add_half(data.upper, "upper", data.mould, -0.95, cavity, close, out);
  add_half(data.lower, "lower", data.mould, 0.95, cavity, close, out);
  return out;
}

namespace {

/// Those of the film that are worth a picture on paper: nearest to these shares, and the last.
std::vector<const Snapshot*> stages_of(const std::vector<Snapshot>& film) {
  std::vector<const Snapshot*> stages;
  for (const double share : {0.05, 0.2, 0.4, 0.6, 0.8, 2.0}) {
    const auto nearest = std::min_element(film.begin(), film.end(), [&](const Snapshot& a, const Snapshot& b) { return std::fabs(a.filled - share) < std::fabs(b.filled - share); });
    const Snapshot* one = share > 1 ? &film.back() : &*nearest;
    if (stages.empty() || stages.back() < one) stages.push_back(one);
  }
  return stages;
}

}  // namespace

std::vector<Figure> filling_figures(const ReportData& data) {
  if (data.snapshots.empty()) return {};
  const std::vector<const Snapshot*> film = stages_of(data.snapshots);
  float low = std::numeric_limits<float>::infinity(), high = 0;
  std::vector<FieldMap> temperature, share;
  for (const Snapshot* shot : film) {
    const Snapshot& s = *shot;
    FieldMap t{s.grid.nx,       s.grid.ny,
               s.grid.origin.x, s.grid.origin.y,
               s.grid.cell,     std::vector<float>(s.fill.size(), std::numeric_limits<float>::quiet_NaN())};
    FieldMap f = t;
    for (std::size_t c = 0; c < s.fill.size(); ++c) {
      f.value[c] = static_cast<float>(s.fill[c]) / 255;
      if (s.temperature[c] == 0 || s.fill[c] < 8) continue;
      t.value[c] = static_cast<float>(s.temperature[c]) / 10 - 273.15f;
      if (s.fill[c] < 128) continue;
      low = std::min(low, t.value[c]);
      high = std::max(high, t.value[c]);
    }
    temperature.push_back(std::move(t));
    share.push_back(std::move(f));
  }
  if (!(high > low)) high = low + 1;
  const Scale scale{ColourMap::inferno, double(low), double(high), "°C"};
  const TimeUnit unit = time_unit(data.snapshots.back().time);
  FieldMap under;
  if (data.domain) under = cavity_map(*data.domain, data.snapshots.front().grid);
  std::vector<Figure> stages;
  for (std::size_t n = 0; n < temperature.size(); ++n) {
    const Snapshot& s = *film[n];
    const std::string title =
        number(s.time * unit.factor) + " " + unit.name + " · " + number(100 * s.filled) + " % filled";
    MapStyle style{.bar = false, .opacity = &share[n], .small = true};
    if (under.value.size() == temperature[n].value.size()) style.under = &under;
    stages.push_back({"filling-" + std::to_string(n + 1), title, "", map_svg(temperature[n], scale, style, "plan view of the metal at " + title), {}, ""});
  }
  stages.push_back({"filling-scale", "", "Metal from above, coloured by its temperature; grey is cavity not yet filled.", bar_svg(scale, 420), {}, ""});
  return stages;
}

std::vector<Figure> map_figures(const ReportData& data) {
  if (!data.domain || !data.record) return {};
  const Domain& domain = *data.domain;
  const Record& record = *data.record;
  const PlanGrid grid = plan_grid(domain);
  if (grid.nx == 0) return {};
  const FieldMap under = cavity_map(domain, grid);
  return {recorded_time(domain, grid, record.arrival, under,
                        {"arrival", "Arrival of the metal", "When metal first filled half of a cell; the latest through the thickness.", "map of arrival time from above"}),
          recorded_temperature(domain, grid, record.arrival_temperature, under,
                               {"arrival-temperature", "Temperature on arrival", "Mean through the thickness. Dark places are where cold shuts and misruns begin.",
                                "map of the metal's temperature on arrival"}),
          recorded_temperature(domain, grid, record.meeting_temperature, under,
                               {"meetings", "Where fronts met", "Seams, by the temperature of the colder stream.", "map of meeting temperatures"}),
          recorded_time(domain, grid, record.solidification, under,
                        {"solidification", "Solidification", "When a cell was solid; the latest through the thickness. The last places are where shrinkage collects.",
                         "map of solidification time from above"}),
          void_map(domain, grid, record, under), section_figure(data, grid)};
}

}  // namespace sprue
