#include "meshing/svg.h"

#include <cairo-svg.h>
#include <librsvg/rsvg.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "engine/core/error.h"
#include "meshing/svg_document.h"
#include "meshing/svg_painted.h"

namespace sprue {

namespace {

static_assert(page_units == 4096);  // cairo keeps 1/256 of a unit; text fails from 8192 units on
constexpr std::size_t max_rendered_bytes = 64u << 20;

double metres_per(RsvgUnit unit) {
  switch (unit) {
    case RSVG_UNIT_PX:
      return 0.0254 / 96;
    case RSVG_UNIT_IN:
      return 0.0254;
    case RSVG_UNIT_CM:
      return 1e-2;
    case RSVG_UNIT_MM:
      return 1e-3;
    case RSVG_UNIT_PT:
      return 0.0254 / 72;
    case RSVG_UNIT_PC:
      return 0.0254 / 6;
    default:
      return 0;
  }
}

struct Size {
  double width = 0, height = 0, metres = 0;  ///< any unit, its length in metres along the width
  bool physical = false;
};

Size size_of(RsvgHandle* handle) {
  gboolean has_width = 0, has_height = 0, has_box = 0;
  RsvgLength width{}, height{};
  RsvgRectangle box{};
  rsvg_handle_get_intrinsic_dimensions(handle, &has_width, &width, &has_height, &height, &has_box, &box);
  const double per_width = has_width ? metres_per(width.unit) * width.length : 0;
  const double per_height = has_height ? metres_per(height.unit) * height.length : 0;
  Size size;
  if (has_box && box.width > 0 && box.height > 0) {
    size = {box.width, box.height, 0.0254 / 96, false};
    if (per_width > 0) size.metres = per_width / box.width;
    size.physical = per_width > 0 && width.unit != RSVG_UNIT_PX;
  } else if (per_width > 0 && per_height > 0) {
    size = {per_width, per_height, 1, width.unit != RSVG_UNIT_PX};
  }
  return size;
}

struct HandleDeleter {
  void operator()(RsvgHandle* h) const { g_object_unref(h); }
};
struct SurfaceDeleter {
  void operator()(cairo_surface_t* s) const { cairo_surface_destroy(s); }
};
struct ContextDeleter {
  void operator()(cairo_t* c) const { cairo_destroy(c); }
};

std::string message_and_free(GError* error) {
  const std::string text = error ? error->message : "";
  g_clear_error(&error);
  return text;
}

cairo_status_t append(void* closure, const unsigned char* data, unsigned int length) {
  auto& text = *static_cast<std::string*>(closure);
  if (text.size() + length > max_rendered_bytes) return CAIRO_STATUS_WRITE_ERROR;
  text.append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

/// Lines and curves of the page: at least as many vertices will come of them.
std::size_t path_commands(const std::string& page) {
  std::size_t count = 0;
  for (std::size_t at = page.find(" L "); at != std::string::npos; at = page.find(" L ", at + 1)) ++count;
  for (std::size_t at = page.find(" C "); at != std::string::npos; at = page.find(" C ", at + 1)) ++count;
  return count;
}

}  // namespace

SvgPage::SvgPage(const std::filesystem::path& file) : file_(file) {
  SvgDocument document = read_svg_document(file);
  markers_ = std::move(document.markers);
  layers = std::move(document.layers);
  notes_ = {std::move(document.dropped), std::move(document.guesses)};
  const std::string& xml = document.xml;
  GError* error = nullptr;
  const std::unique_ptr<RsvgHandle, HandleDeleter> handle(
      rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(xml.data()), xml.size(), &error));
  if (!handle) {
    throw InputError("the renderer cannot read the drawing", file.string(), message_and_free(error),
                     "save it as plain SVG");
  }
  const Size size = size_of(handle.get());
  if (!(size.width > 0 && size.height > 0 && std::isfinite(size.width / size.height) && size.metres > 0)) {
    throw InputError("the drawing has no size", file.string(), "",
                     "give <svg> a viewBox, or a width and a height");
  }
  const double scale = page_units / std::max(size.width, size.height);
  unit = size.metres / scale;
  size_basis = size.physical ? "as the file states" : "96 units taken as an inch, as the file states no physical size";
  const RsvgRectangle page{0, 0, size.width * scale, size.height * scale};
  const std::unique_ptr<cairo_surface_t, SurfaceDeleter> surface(
      cairo_svg_surface_create_for_stream(append, &page_, page.width, page.height));
  {
    const std::unique_ptr<cairo_t, ContextDeleter> context(cairo_create(surface.get()));
    if (!rsvg_handle_render_document(handle.get(), context.get(), &page, &error)) {
      throw InputError("the renderer failed on the drawing", file.string(), message_and_free(error),
                       "simplify it");
    }
  }
  cairo_surface_finish(surface.get());
  const auto status = cairo_surface_status(surface.get());
  if (status != CAIRO_STATUS_SUCCESS) {
    throw InputError("the rendered drawing is larger than 64 MB", file.string(),
                     cairo_status_to_string(status), "simplify it");
  }
  refuse_too_many(path_commands(page_), file_);
}

std::vector<PaintedShape> SvgPage::shapes(double tolerance, DrawingNotes& notes) const {
  notes = notes_;
  auto painted = painted_shapes(page_, markers_, tolerance, notes);
  std::size_t vertices = 0;
  for (const auto& one : painted) {
    for (const auto& ring : one.shape.rings) vertices += ring.size();
  }
  refuse_too_many(vertices, file_);
  return painted;
}

}  // namespace sprue
