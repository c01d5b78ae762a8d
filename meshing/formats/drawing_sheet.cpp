#include "meshing/formats/drawing_sheet.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>

#include <memory>

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "meshing/formats/sheet_views.h"

namespace sprue {

namespace {

constexpr double sheet_width = 420, sheet_height = 297;   // mm
constexpr double point = 72 / 25.4;                       // of PDF in a mm
constexpr double row = 6.4, text_height = 2.5;

const SheetBox frame{{20, 10}, {410, 287}};
const SheetBox plan_box{{22, 14}, {186, 168}}, part_box{{190, 14}, {300, 168}}, section_box{{22, 176}, {236, 283}};
const SheetBox size_box{{304, 14}, {406, 208}}, title_box{{240, 214}, {410, 287}};

void caption(SheetPen& pen, const SheetBox& box, const std::string& words, const std::string& scale) {
  pen.text({box.low.x + 2, box.low.y + 3}, 3, words + "  " + scale, SheetPen::Align::left, 0, true);
}

/// Two columns, a line under each row.
double table(SheetPen& pen, const std::vector<SheetLine>& lines, Vec2 low, double width, double split) {
  double y = low.y;
  pen.line_width(0.13);
  for (const SheetLine& l : lines) {
    pen.text({low.x + 1.5, y + 0.5 * (row + text_height)}, text_height, pen.fitted(text_height, l.name, split - 3));
    pen.text({low.x + split, y + 0.5 * (row + text_height)}, text_height, pen.fitted(text_height, l.value, width - split - 1.5));
    y += row;
    pen.line({low.x, y}, {low.x + width, y});
  }
  return y;
}

void title_block(SheetPen& pen, const DrawingSheet& sheet) {
  pen.line_width(0.5);
  pen.rectangle(title_box.low, title_box.high);
  const double width = title_box.high.x - title_box.low.x, x = title_box.low.x;
  pen.text({x + 2, title_box.low.y + 8}, 5, pen.fitted(5.2, sheet.title, width - 4), SheetPen::Align::left, 0, true);
  pen.line({x, title_box.low.y + 11}, {x + width, title_box.low.y + 11});
  const double end = table(pen, sheet.head, {x, title_box.low.y + 11}, width, 40);
  pen.text({x + 1.5, std::max(end, title_box.high.y - row) + 0.5 * (row + text_height)}, text_height,
           "Lengths in mm, of the tool at the pour; the part is the cold casting. A3, do not scale from a copy.");
}

/// Side by side, in two rows from three on.
void draw_parts(SheetPen& pen, std::vector<DrawingSheet::Part> parts) {
  std::erase_if(parts, [](const DrawingSheet::Part& part) { return !part.drawn; });
  const std::size_t count = std::min<std::size_t>(parts.size(), 4), rows = count > 2 ? 2 : 1, columns = (count + rows - 1) / rows;
  const Vec2 size = part_box.high - part_box.low;
  const double width = size.x / static_cast<double>(columns), height = size.y / static_cast<double>(rows);
  for (std::size_t n = 0; n < count; ++n) {
    const Vec2 low = part_box.low + Vec2{width * static_cast<double>(n % columns), height * static_cast<double>(n / columns)};
    const SheetBox box{low, low + Vec2{width, height}};
    const std::string more = n + 1 == count && parts.size() > count ? " (" + std::to_string(parts.size() - count) + " more are not drawn)" : "";
    caption(pen, box, parts[n].name.empty() ? "Part" : "Part " + parts[n].name + more, draw_part(pen, *parts[n].map, box));
  }
}

void draw(cairo_t* context, const DrawingSheet& sheet) {
  SheetPen pen(context);
  pen.line_width(0.7);
  pen.rectangle(frame.low, frame.high);
  std::vector<const LayeredMap*> parts;
  for (const DrawingSheet::Part& part : sheet.parts) parts.push_back(part.map);
  caption(pen, plan_box, "Lower half from above, upper half taken off", draw_plan(pen, *sheet.tooling, parts, plan_box));
  draw_parts(pen, sheet.parts);
  caption(pen, section_box, "Section A, cavity 1, along the gate", draw_section(pen, *sheet.tooling, section_box));
  pen.text({size_box.low.x + 1.5, size_box.low.y + 3}, 3, "Sizes", SheetPen::Align::left, 0, true);
  table(pen, sheet.sizes, {size_box.low.x, size_box.low.y + 6}, size_box.high.x - size_box.low.x, 46);
  title_block(pen, sheet);
}

cairo_status_t put(void* to, const unsigned char* bytes, unsigned count) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

/// cairo numbers its surfaces through the life of the program, and the SVG says so: id="surface6".
void unnumber(std::string& svg) {
  const std::string number = "id=\"surface";
  const std::size_t at = svg.find(number);
  if (at != std::string::npos) svg.replace(at, svg.find('"', at + number.size()) - at, "id=\"sheet");
}

void draw_on(cairo_surface_t* made, double units, const DrawingSheet& sheet, const std::filesystem::path& file) {
  const std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface(made, cairo_surface_destroy);
  const std::unique_ptr<cairo_t, void (*)(cairo_t*)> context(cairo_create(surface.get()), cairo_destroy);
  cairo_scale(context.get(), units, units);
  draw(context.get(), sheet);
  cairo_show_page(context.get());
  cairo_surface_finish(surface.get());
  for (const cairo_status_t status : {cairo_status(context.get()), cairo_surface_status(surface.get())})
    if (status != CAIRO_STATUS_SUCCESS && status != CAIRO_STATUS_SURFACE_FINISHED)
      throw InputError("the drawing sheet could not be written", file.string(), cairo_status_to_string(status), "free space on the disk");
}

}  // namespace

void write_drawing_sheet(const DrawingSheet& sheet, const std::filesystem::path& svg, const std::filesystem::path& pdf) {
  SPRUE_ASSERT(!sheet.parts.empty() && sheet.tooling);
  std::string as_svg, as_pdf;
  cairo_surface_t* surface = cairo_svg_surface_create_for_stream(put, &as_svg, sheet_width, sheet_height);
  cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_MM);
  draw_on(surface, 1, sheet, svg);
  unnumber(as_svg);
  surface = cairo_pdf_surface_create_for_stream(put, &as_pdf, point * sheet_width, point * sheet_height);
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, sheet.title.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "1970-01-01T00:00:00Z");   // else the clock's
  draw_on(surface, point, sheet, pdf);
  write_text_file(svg, as_svg);
  write_text_file(pdf, as_pdf);
}

}  // namespace sprue
