#include "engine/core/vti_file.h"

#include <bit>
#include <cstdio>
#include <cstring>

#include "engine/core/atomic_file.h"

namespace sprue {

// VTK would bring 186 MB of libraries for what is one loop and a header here; ParaView reads these files.
static_assert(std::endian::native == std::endian::little, "the header says LittleEndian");

namespace {

struct Box {
  Index3 low, high;  // blocks, high exclusive
  std::size_t cells() const {
    return static_cast<std::size_t>(high.i - low.i) * static_cast<std::size_t>(high.j - low.j) *
           static_cast<std::size_t>(high.k - low.k) * block_cells;
  }
};

Box bounding_box(const BlockGrid& grid, std::size_t count) {
  Box box{grid.blocks.front(), grid.blocks.front()};
  for (std::size_t b = 0; b < count; ++b)
    for (int d = 0; d < 3; ++d) {
      box.low[d] = std::min(box.low[d], grid.blocks[b][d]);
      box.high[d] = std::max(box.high[d], grid.blocks[b][d] + 1);
    }
  return box;
}

std::size_t item_size(const CellField& field) { return field.exact ? sizeof(double) : sizeof(float); }

std::string number(double v) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", v);
  return text;
}

std::string header(const BlockGrid& grid, const Box& box, double time, const std::vector<CellField>& fields) {
  std::string extent, origin;
  for (int d = 0; d < 3; ++d) {
    extent.append(d ? " 0 " : "0 ").append(std::to_string((box.high[d] - box.low[d]) * block_side));
    origin.append(d ? " " : "").append(number(grid.origin[d] + box.low[d] * block_side * grid.cell));
  }
  const std::string h = number(grid.cell);
  std::string text =
      "<?xml version=\"1.0\"?>\n<!-- tool frame, metres, seconds, kelvin, pascal -->\n"
      "<VTKFile type=\"ImageData\" version=\"1.0\" byte_order=\"LittleEndian\" "
      "header_type=\"UInt64\">\n<ImageData WholeExtent=\"" +
      extent + "\" Origin=\"" + origin + "\" Spacing=\"" + h + " " + h + " " + h +
      "\">\n<FieldData>\n<DataArray type=\"Float64\" Name=\"TimeValue\" NumberOfTuples=\"1\" "
      "format=\"ascii\">" +
      number(time) + "</DataArray>\n</FieldData>\n<Piece Extent=\"" + extent + "\">\n<CellData>\n";
  std::uint64_t offset = 0;
  for (const CellField& f : fields) {
    text += "<DataArray type=\"" + std::string(f.exact ? "Float64" : "Float32") + "\" Name=\"" + f.name +
            "\" NumberOfComponents=\"" + std::to_string(f.components) + "\" format=\"appended\" offset=\"" +
            std::to_string(offset) + "\"/>\n";
    offset += sizeof(std::uint64_t) + box.cells() * static_cast<std::size_t>(f.components) * item_size(f);
  }
  return text + "</CellData>\n</Piece>\n</ImageData>\n<AppendedData encoding=\"raw\">\n_";
}

/// Block number at each block of a box; -1 where none.
std::vector<std::int32_t> block_numbers(const BlockGrid& grid, const Box& box, std::size_t count) {
  std::vector<std::int32_t> number(box.cells() / block_cells, -1);
  for (std::size_t b = 0; b < count; ++b) {
    const Index3& c = grid.blocks[b];
    const std::size_t at =
        (static_cast<std::size_t>(c.k - box.low.k) * static_cast<std::size_t>(box.high.j - box.low.j) +
         static_cast<std::size_t>(c.j - box.low.j)) *
            static_cast<std::size_t>(box.high.i - box.low.i) +
        static_cast<std::size_t>(c.i - box.low.i);
    number[at] = static_cast<std::int32_t>(b);
  }
  return number;
}

template <class T>
void write_values(std::ofstream& out, const BlockGrid& grid, const Box& box,
                  const std::vector<std::int32_t>& number, const CellField& field) {
  const auto nx = static_cast<std::size_t>(box.high.i - box.low.i),
             ny = static_cast<std::size_t>(box.high.j - box.low.j);
  const std::size_t slots = field.mould ? grid.slots() : grid.flow_slots(),
                    width = static_cast<std::size_t>(field.components);
  std::vector<T> row(nx * block_side * width);
  for (std::size_t k = 0; k < static_cast<std::size_t>(box.high.k - box.low.k) * block_side; ++k)
    for (std::size_t j = 0; j < ny * block_side; ++j) {
      for (std::size_t bi = 0; bi < nx; ++bi) {
        const std::int32_t block = number[((k / 8) * ny + j / 8) * nx + bi];
        const std::size_t first =
            static_cast<std::size_t>(block < 0 ? 0 : block) * block_cells + ((k % 8) * 8 + j % 8) * 8;
        const bool inside = block >= 0 && first < slots;
        for (std::size_t i = 0; i < 8; ++i)
          for (std::size_t c = 0; c < width; ++c)
            row[((bi * 8 + i) * width) + c] = static_cast<T>(
                inside ? field.value(static_cast<Slot>(first + i), static_cast<int>(c)) : field.outside);
      }
      out.write(reinterpret_cast<const char*>(row.data()),
                static_cast<std::streamsize>(row.size() * sizeof(T)));
    }
}

}  // namespace

void write_vti(const std::filesystem::path& file, const BlockGrid& grid, FieldBox which, double time,
               const std::vector<CellField>& fields) {
  const std::size_t count = which == FieldBox::flow_blocks ? grid.flow_blocks : grid.block_count();
  AtomicFile out(file);
  const Box box = bounding_box(grid, count);
  const std::vector<std::int32_t> number = block_numbers(grid, box, count);
  out.stream() << header(grid, box, time, fields);
  for (const CellField& f : fields) {
    const std::uint64_t bytes = box.cells() * static_cast<std::size_t>(f.components) * item_size(f);
    out.stream().write(reinterpret_cast<const char*>(&bytes), sizeof bytes);
    if (f.exact)
      write_values<double>(out.stream(), grid, box, number, f);
    else
      write_values<float>(out.stream(), grid, box, number, f);
  }
  out.stream() << "\n</AppendedData>\n</VTKFile>\n";
  out.commit();
}

void write_pvd(const std::filesystem::path& file, const std::vector<std::pair<double, std::string>>& steps) {
  std::string text =
      "<?xml version=\"1.0\"?>\n<VTKFile type=\"Collection\" version=\"1.0\" "
      "byte_order=\"LittleEndian\">\n<Collection>\n";
  for (const auto& [time, name] : steps)
    text += "<DataSet timestep=\"" + number(time) + "\" part=\"0\" file=\"" + name + "\"/>\n";
  write_text_file(file, text + "</Collection>\n</VTKFile>\n");
}

double specific_enthalpy(const Domain& domain, const CastingState& state, const AlloyCurve& alloy, Slot s) {
  const double mass = alloy.reference_density() * state.metal[s] * domain.cell_volume();
  return mass > 0 ? state.enthalpy[s] / mass : std::numeric_limits<double>::quiet_NaN();
}

std::vector<CellField> casting_fields(const Domain& domain, const CastingState& state, const Record& record,
                                      const AlloyCurve& alloy) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto shown = [](const char* name, const Field<float>& f) {
    return CellField{name, 1, false, false, double{never}, [&f](Slot s, int) { return double{f[s]}; }};
  };
  const auto exact = [](const char* name, const Field<double>& f, bool mould, double outside) {
    return CellField{name, 1, true, mould, outside, [&f](Slot s, int) { return f[s]; }};
  };
  const auto of_metal = [&](const char* name, auto property) {
    return CellField{name, 1, false, false, nan, [&domain, &state, &alloy, property, nan](Slot s, int) {
                       const double h = specific_enthalpy(domain, state, alloy, s);
                       return state.metal[s] > 1e-9 ? property(h) : nan;
                     }};
  };
  return {
      exact("cavity_fraction", domain.cavity_fraction, false, 0),
      exact("metal", state.metal, false, 0),
      exact("enthalpy J", state.enthalpy, false, 0),
      exact("mould_temperature K", state.mould_temperature, true, nan),
      {"fill", 1, false, false, nan,
       [&](Slot s, int) {
         return domain.cavity_fraction[s] > 0 ? state.metal[s] / domain.cavity_fraction[s] : nan;
       }},
      of_metal("metal_temperature K", [&alloy](double h) { return alloy.temperature(h); }),
      of_metal("solid_fraction", [&alloy](double h) { return alloy.solid_fraction(h); }),
      {"velocity m/s", 3, false, false, 0,
       [&](Slot s, int d) {
         const Slot high = domain.grid.neighbour(s, d == 0, d == 1, d == 2);
         const double far =
             high < domain.grid.flow_slots() ? state.velocity[static_cast<std::size_t>(d)][high] : 0;
         return 0.5 * (state.velocity[static_cast<std::size_t>(d)][s] + far);
       }},
      {"pressure Pa", 1, false, false, 0, [&](Slot s, int) { return state.pressure[s]; }},
      shown("arrival s", record.arrival),
      shown("meeting_temperature K", record.meeting_temperature),
      shown("solidification_time s", record.solidification),
      shown("shrinkage_void", record.shrinkage_void),
      {"cavity", 1, false, false, -1,
       [&](Slot s, int) { return domain.cavity_fraction[s] > 0 ? double(domain.cavity[s]) : -1.0; }},
      {"element", 1, false, false, no_element, [&](Slot s, int) { return double(domain.element[s]); }},
      {"mould", 1, false, true, no_mould, [&](Slot s, int) { return double(domain.mould_index[s]); }},
  };
}

}  // namespace sprue
