#include "engine/app/viewer_data.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include <nlohmann/json.hpp>

#include "engine/app/array_pack.h"
#include "engine/app/picture.h"
#include "engine/app/render.h"
#include "solvers/freezing_record.h"

namespace sprue {

namespace {

using Json = nlohmann::ordered_json;
constexpr double mm = 1e3, kelvin = 273.15, least_void = 1e-3;
const double none = std::numeric_limits<double>::quiet_NaN();

Json entry(const ArrayPack::Entry& e) {
  Json json = {{"at", e.at}, {"count", e.count}, {"type", e.type}};
  if (e.differences) json["differences"] = true;
  return json;
}

Json point(const Vec3& p) { return {mm * p.x, mm * p.y, mm * p.z}; }

/// Corners on a lattice over the surface's box: 65535 steps of its longest side.
Json surface(const std::string& name, const std::string& kind, Rgb colour, const TriangleMesh& mesh, ArrayPack& pack) {
  const Extent box = extent(mesh);
  const Vec3 size = box.high - box.low;
  const double step = std::max({size.x, size.y, size.z}) / 65535;
  std::vector<std::uint16_t> corners;
  for (const Vec3& v : mesh.vertices)
    for (int d = 0; d < 3; ++d) corners.push_back(static_cast<std::uint16_t>(std::lround((v[d] - box.low[d]) / step)));
  std::vector<std::uint32_t> triangles;
  for (const auto& t : mesh.triangles) triangles.insert(triangles.end(), t.begin(), t.end());
  return {{"name", name}, {"kind", kind}, {"colour", hex(colour)}, {"low_mm", point(box.low)}, {"step_mm", mm * step}, {"corners", entry(pack.add(std::move(corners), false))}, {"triangles", entry(pack.add(triangles))}};
}

/// Cells with a cavity by rows along x: (i, j, k, length) of each run, and their slots in that order.
struct Rows {
  std::vector<std::uint32_t> runs;
  std::vector<Slot> slots;
  Index3 low{0, 0, 0}, high{0, 0, 0};
};

Rows rows_of(const Domain& domain) {
  struct Cell {
    Index3 at;
    Slot slot;
  };
  std::vector<Cell> cells;
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s)
    if (domain.cavity_fraction[s] > 0) cells.push_back({domain.grid.cell_of(s), s});
  std::sort(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) { return std::tie(a.at.k, a.at.j, a.at.i) < std::tie(b.at.k, b.at.j, b.at.i); });
  Rows rows;
  if (cells.empty()) return rows;
  rows.low = rows.high = cells.front().at;
  for (const Cell& c : cells)
    for (int d = 0; d < 3; ++d) rows.low[d] = std::min(rows.low[d], c.at[d]), rows.high[d] = std::max(rows.high[d], c.at[d]);
  for (std::size_t n = 0; n < cells.size(); ++n) {
    const Index3 c = cells[n].at, before = n > 0 ? cells[n - 1].at : Index3{};
    if (n == 0 || c.k != before.k || c.j != before.j || c.i != before.i + 1)
      for (const int v : {c.i - rows.low.i, c.j - rows.low.j, c.k - rows.low.k, 0}) rows.runs.push_back(static_cast<std::uint32_t>(v));
    ++rows.runs.back();
    rows.slots.push_back(cells[n].slot);
  }
  return rows;
}

/// The range worth colours: without the outermost hundredths, where a few cells would take them all.
std::pair<double, double> shown_range(std::vector<double> values) {
  std::erase_if(values, [](double v) { return !std::isfinite(v); });
  if (values.empty()) return {0, 1};
  const auto at = [&](double share) {
    const auto n = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + n, values.end());
    return values[static_cast<std::size_t>(n)];
  };
  const double low = at(0.01), high = at(0.99);
  return {low, high > low ? high : low + 1e-9 + 1e-3 * std::fabs(low)};
}

struct FieldNote {
  const char *key, *name, *unit;
  ColourMap colours;
  const char* says;
};

class FieldPacker {
 public:
  FieldPacker(const Rows& rows, ArrayPack& pack) : rows_(rows), pack_(pack) {}

  /// Left out where no cell has a value.
  template <class Value>
  void add(const FieldNote& note, const Value& value) {
    std::vector<double> values;
    values.reserve(rows_.slots.size());
    for (const Slot s : rows_.slots) values.push_back(value(s));
    if (std::none_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); })) return;
    const auto [low, high] = shown_range(values);
    Quantised q = quantised(values);
    fields_.push_back({{"key", note.key}, {"name", note.name}, {"unit", note.unit}, {"says", note.says}, {"colours", note.colours == ColourMap::viridis ? "viridis" : "inferno"},
                       {"low", q.low}, {"quantum", q.quantum}, {"shown", {low, high}}, {"values", entry(pack_.add(std::move(q.q), true))}});
  }
  Json fields() { return std::move(fields_); }

 private:
  const Rows& rows_;
  ArrayPack& pack_;
  Json fields_ = Json::array();
};

Json fields_of(const ReportData& data, const Rows& rows, ArrayPack& pack) {
  const Record& r = *data.record;
  const auto time = [](const Field<float>& f) { return [&f](Slot s) { return f[s] < 0 ? none : double(f[s]); }; };
  const auto celsius = [](const Field<float>& f) { return [&f](Slot s) { return f[s] < 0 ? none : double(f[s]) - kelvin; }; };
  FieldPacker fields(rows, pack);
  constexpr auto viridis = ColourMap::viridis, inferno = ColourMap::inferno;
  fields.add({"arrival", "Arrival of the metal", "s", viridis, "when metal first filled half of the cell"}, time(r.arrival));
  fields.add({"arrival_temperature", "Temperature on arrival", "°C", inferno, "of the metal when it first filled half of the cell"}, celsius(r.arrival_temperature));
  fields.add({"meeting_temperature", "Where fronts met", "°C", inferno, "of the colder of two streams that met"}, celsius(r.meeting_temperature));
  fields.add({"solidification", "Solid after", "s", viridis, "when the last of the cell's metal was solid"}, time(r.solidification));
  fields.add({"cooling_rate", "Cooling rate", "K/s", inferno, "while the alloy freezes"}, [&](Slot s) { return r.cooling_rate[s] > 0 ? double(r.cooling_rate[s]) : none; });
  fields.add({"shrinkage_void", "Shrinkage void", "%", inferno, "share of the cell that contraction left empty"}, [&](Slot s) { return double(r.shrinkage_void[s]) > least_void ? 100 * double(r.shrinkage_void[s]) : none; });
  fields.add({"below_liquidus", "Freezing began", "s", viridis, "when the metal passed the liquidus"}, time(r.below_liquidus));
  fields.add({"solid_40", "40 % solid", "s", viridis, "when two fifths were solid"}, time(r.solid_40));
  fields.add({"solid_90", "90 % solid", "s", viridis, "when nine tenths were solid"}, time(r.solid_90));
  return fields.fields();
}

/// Temperatures that a cell passes at recorded times: a cooling curve of every cell.
Json passages_of(const AlloyCurve& alloy) {
  const auto at = [&](const char* field, double enthalpy) { return Json{{"field", field}, {"celsius", alloy.temperature(enthalpy) - kelvin}}; };
  return {at("below_liquidus", alloy.liquidus_enthalpy()), at("solid_40", enthalpy_at_solid(alloy, 0.4)), at("solid_90", enthalpy_at_solid(alloy, 0.9)), at("solidification", alloy.solidus_enthalpy())};
}

std::vector<std::uint8_t> cavities_of(const Domain& domain, const Rows& rows) {
  std::vector<std::uint8_t> cavities;
  for (const Slot s : rows.slots) cavities.push_back(static_cast<std::uint8_t>(std::clamp<int>(domain.cavity[s], 0, 255)));
  return cavities;
}

Json cells_of(const ReportData& data, ArrayPack& pack) {
  const Rows rows = rows_of(*data.domain);
  if (rows.slots.empty()) return nullptr;
  const BlockGrid& grid = data.domain->grid;
  const Vec3 origin = grid.origin + grid.cell * Vec3{double(rows.low.i), double(rows.low.j), double(rows.low.k)};
  Json cells = {{"cell_mm", mm * grid.cell}, {"origin_mm", point(origin)}, {"count", rows.slots.size()}, {"runs", entry(pack.add(rows.runs))}, {"cavities", entry(pack.add(cavities_of(*data.domain, rows)))}};
  for (int d = 0; d < 3; ++d) cells["size"].push_back(rows.high[d] - rows.low[d] + 1);
  if (data.record) cells["fields"] = fields_of(data, rows, pack);
  if (data.alloy) cells["passages"] = passages_of(*data.alloy);
  return cells;
}

/// Tool from part; findings of a drawing are shown on the first cavity of their design.
const CavityPlacement* placement_of(const ReportData& data, const Finding& f) {
  if (!data.placements || (f.cavity == 0 && norm(f.where) == 0)) return nullptr;
  for (const CavityPlacement& p : *data.placements)
    if (f.cavity > 0 ? p.cavity == f.cavity : f.pin.empty() || data.designs.at(p.pin) == f.pin) return &p;
  return nullptr;
}

Vec3 in_tool(const CavityPlacement& p, const Vec3& v) {
  const auto& m = p.transform;
  const auto row = [&](std::size_t r) { return m[r] * v.x + m[r + 1] * v.y + m[r + 2] * v.z + m[r + 3]; };
  return {row(0), row(4), row(8)};
}

Json findings_of(const ReportData& data, const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& f : findings) {
    Json one = {{"kind", f.kind}, {"severity", to_string(f.severity)}, {"size_mm", mm * f.size}};
    if (const CavityPlacement* p = placement_of(data, f)) one["at_mm"] = point(in_tool(*p, f.where));
    list.push_back(one);
  }
  return list;
}

/// Share of each column that the most filled of its cells has of cavity, 0..255.
std::vector<std::uint8_t> columns_of(const Domain& domain, const PlanGrid& grid) {
  std::vector<std::uint8_t> columns(grid.size(), 0);
  for (Slot s = 0; s < domain.grid.flow_slots(); ++s) {
    if (domain.cavity_fraction[s] <= 0) continue;
    std::uint8_t& c = columns[grid.column(domain.grid.cell_of(s))];
    c = std::max(c, static_cast<std::uint8_t>(std::lround(255 * std::min(1.0, 4 * domain.cavity_fraction[s]))));
  }
  return columns;
}

Json film_of(const std::vector<Snapshot>& snapshots, const Domain* domain, ArrayPack& pack) {
  const PlanGrid& grid = snapshots.front().grid;
  Json film = {{"nx", grid.nx}, {"ny", grid.ny}, {"cell_mm", mm * grid.cell}, {"frames", Json::array()}};
  if (domain) film["cavity"] = entry(pack.add(columns_of(*domain, grid)));
  for (const Snapshot& s : snapshots)
    film["frames"].push_back({{"time_s", s.time}, {"filled", s.filled}, {"fill", entry(pack.add(s.fill))}, {"decikelvin", entry(pack.add(s.temperature, true))}});
  return film;
}

Json colours(ColourMap map, ArrayPack& pack) {
  std::vector<std::uint8_t> table;
  for (int n = 0; n < 256; ++n) {
    const Rgb c = colour_of(map, n / 255.0);
    for (const double v : {c.r, c.g, c.b}) table.push_back(static_cast<std::uint8_t>(std::lround(255 * v)));
  }
  return entry(pack.add(table));
}

}  // namespace

ViewerData viewer_data(const ReportData& data, const std::vector<Finding>& ranked_findings) {
  ArrayPack pack;
  Json head = {{"surfaces", Json::array()}};
  const auto add = [&](const TriangleMesh* mesh, const char* name, const char* kind, Rgb colour) {
    if (mesh && !mesh->triangles.empty()) head["surfaces"].push_back(surface(name, kind, colour, *mesh, pack));
  };
  add(data.shot, "metal", "metal", data.metal);
  add(data.upper, "upper half", "mould", data.mould);
  add(data.lower, "lower half", "mould", data.mould);
  if (data.domain) head["cells"] = cells_of(data, pack);
  if (!data.snapshots.empty()) head["film"] = film_of(data.snapshots, data.domain, pack);
  if (pack.size() == 0) return {};
  head["thinned_mm"] = mm * data.thinned;
  if (data.placements)
    for (const CavityPlacement& p : *data.placements) head["placements"].push_back({{"cavity", p.cavity}, {"transform", p.transform}});
  head["findings"] = findings_of(data, ranked_findings);
  head["colours"] = {{"viridis", colours(ColourMap::viridis, pack)}, {"inferno", colours(ColourMap::inferno, pack)}};
  return {head.dump(), pack.text()};
}

}  // namespace sprue
