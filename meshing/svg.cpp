#include "meshing/svg.h"

#include <cairo-svg.h>
#include <librsvg/rsvg.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

#include "engine/core/error.h"
#include "meshing/svg_document.h"
#include "meshing/svg_painted.h"

namespace sprue {

namespace {

static_assert(page_units == 4096);  // cairo keeps 1/256 of a unit
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

/// What pango and librsvg log on this thread while it lives, which else would be printed on stderr.
class RendererLog {
 public:
  RendererLog() {
    static const bool set = (g_log_set_writer_func(write, nullptr, nullptr), true);  // GLib takes one for the process
    (void)set;
    listening_ = this;
  }
  ~RendererLog() { listening_ = nullptr; }
  RendererLog(const RendererLog&) = delete;
  RendererLog& operator=(const RendererLog&) = delete;

  std::string first;  ///< warning or error; empty = none

 private:
  static GLogWriterOutput write(GLogLevelFlags level, const GLogField* fields, gsize count, gpointer) {
    if (!listening_) return g_log_writer_default(level, fields, count, nullptr);
    constexpr int told = G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING;
    for (gsize i = 0; i < count; ++i)
      if ((level & told) && listening_->first.empty() && std::strcmp(fields[i].key, "MESSAGE") == 0)
        listening_->first = static_cast<const char*>(fields[i].value);
    return G_LOG_WRITER_HANDLED;
  }
  static thread_local RendererLog* listening_;
};
thread_local RendererLog* RendererLog::listening_ = nullptr;

std::string rendered(RsvgHandle* handle, const RsvgRectangle& page, const std::filesystem::path& file) {
  std::string text;
  const std::unique_ptr<cairo_surface_t, SurfaceDeleter> surface(
      cairo_svg_surface_create_for_stream(append, &text, page.width, page.height));
  {
    const std::unique_ptr<cairo_t, ContextDeleter> context(cairo_create(surface.get()));
    GError* error = nullptr;
    if (!rsvg_handle_render_document(handle, context.get(), &page, &error)) {
      throw InputError("the renderer failed on the drawing", file.string(), message_and_free(error), "simplify it");
    }
    if (const auto status = cairo_status(context.get()); status != CAIRO_STATUS_SUCCESS) {  // nothing was drawn from there on
      throw InputError("the renderer failed on the drawing", file.string(), cairo_status_to_string(status), "simplify it");
    }
  }
  cairo_surface_finish(surface.get());
  const auto status = cairo_surface_status(surface.get());
  if (status != CAIRO_STATUS_SUCCESS) {
    throw InputError("the rendered drawing is larger than 64 MB", file.string(),
                     cairo_status_to_string(status), "simplify it");
  }
  return text;
}

/// librsvg asks FreeType for letters of their size times the square of the scale, at most 32767 or so (measured: 16 units in a
/// page of 24 fail at 4096 units, not at 1024): where text fails, the page is drawn smaller.
SvgRendering render(RsvgHandle* handle, double width, double height, const std::filesystem::path& file, DrawingNotes& notes) {
  RendererLog log;
  std::string complaint;
  SvgRendering out;
  for (const double magnify : {1.0, 4.0, 32.0}) {
    log.first.clear();
    try {
      out = {rendered(handle, {0, 0, width / magnify, height / magnify}, file), magnify};
    } catch (const InputError&) {
      if (log.first.empty() && complaint.empty()) throw;
      out.text.clear();
    }
    if (log.first.empty() && !out.text.empty()) return out;
    if (complaint.empty()) complaint = log.first;
  }
  if (out.text.empty()) {
    throw InputError("the renderer cannot set the drawing's text", file.string(), complaint,
                     "convert text to paths, or draw it larger in its own units");
  }
  notes.guesses.push_back("The renderer could not set some text (" + complaint +
                          "): letters may be missing or boxes. Convert text to paths.");
  return out;
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
  const double longer = std::max(size.width, size.height);
  if (!(size.width > 0 && size.height > 0 && std::isfinite(size.width / size.height) && std::isfinite(page_units / longer) && size.metres > 0)) {
    throw InputError("the drawing has no size", file.string(), "",
                     "give <svg> a viewBox, or a width and a height");
  }
  unit = size.metres * longer / page_units;
  size_basis = size.physical ? "as the file states"
               : document.stated_width.empty()
                   ? "96 units taken as an inch, as the file states no physical size"
                   : "96 units taken as an inch: the width \"" + document.stated_width + "\" that the file states is no physical size";
  page_ = render(handle.get(), page_units * size.width / longer, page_units * size.height / longer, file, notes_);
  refuse_too_many(path_commands(page_.text), file_);
}

std::vector<PaintedShape> SvgPage::shapes(double tolerance, DrawingNotes& notes) const {
  notes = notes_;
  auto painted = painted_shapes(page_, markers_, tolerance, file_, notes);
  std::size_t vertices = 0;
  for (const auto& one : painted) {
    for (const auto& ring : one.shape.rings) vertices += ring.size();
  }
  refuse_too_many(vertices, file_);
  return painted;
}

}  // namespace sprue
