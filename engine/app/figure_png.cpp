// Figures as files, without a browser: librsvg draws what the page shows.
#include <cairo.h>
#include <librsvg/rsvg.h>

#include <memory>

#include "engine/app/figure.h"
#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double enlarged = 2, widest = 900;   // pixels

/// What the page's style sheet says of figures, for a file of its own.
const char* const style =
    "<style>text{font:11px 'DejaVu Sans',sans-serif;fill:#5b6069}.axis *{fill:none;stroke:#5b6069;stroke-width:.7}</style>";

struct Free {
  void operator()(RsvgHandle* handle) const { g_object_unref(handle); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};

std::string own_file(const std::string& svg) {
  const auto end = svg.find('>');
  const bool named = svg.find("xmlns=") < end;
  return svg.substr(0, 4) + (named ? "" : " xmlns=\"http://www.w3.org/2000/svg\"") + svg.substr(4, end - 3) + style + svg.substr(end + 1);
}

[[noreturn]] void failed(const Figure& figure, const char* why) { throw InputError("the figure cannot be drawn", figure.name, why, "open report.html instead"); }

cairo_status_t append(void* text, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

std::string png_of_svg(const Figure& figure) {
  const std::string text = own_file(figure.svg);
  GError* error = nullptr;
  const std::unique_ptr<RsvgHandle, Free> handle(rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(text.data()), text.size(), &error));
  if (!handle) failed(figure, error ? error->message : "no SVG");
  gboolean has_width, has_height, has_box;
  RsvgLength width, height;
  RsvgRectangle box{};
  rsvg_handle_get_intrinsic_dimensions(handle.get(), &has_width, &width, &has_height, &height, &has_box, &box);
  if (!has_box || box.width <= 0 || box.height <= 0) failed(figure, "no size");
  const double scale = std::max(enlarged, widest / box.width), wide = scale * box.width, high = scale * box.height;
  const std::unique_ptr<cairo_surface_t, Free> surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(wide), static_cast<int>(high)));
  const std::unique_ptr<cairo_t, Free> context(cairo_create(surface.get()));
  cairo_set_source_rgb(context.get(), 1, 1, 1);
  cairo_paint(context.get());
  const RsvgRectangle page{0, 0, wide, high};
  if (!rsvg_handle_render_document(handle.get(), context.get(), &page, &error)) failed(figure, error ? error->message : "not drawn");
  std::string png;
  if (const auto status = cairo_surface_write_to_png_stream(surface.get(), append, &png); status != CAIRO_STATUS_SUCCESS) failed(figure, cairo_status_to_string(status));
  return png;
}

}  // namespace

std::string figure_png(const Figure& figure) {
  if (!figure.svg.empty()) return png_of_svg(figure);
  Picture white = figure.picture;
  for (std::size_t p = 0; p < white.rgba.size(); p += 4) {
    const int alpha = white.rgba[p + 3];
    for (std::size_t c = 0; c < 3; ++c) white.rgba[p + c] = static_cast<std::uint8_t>((white.rgba[p + c] * alpha + 255 * (255 - alpha)) / 255);
    white.rgba[p + 3] = 255;
  }
  return png(white);
}

}  // namespace sprue
