#include "meshing/text_outline.h"

#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "engine/core/error.h"

namespace sprue {

namespace {

constexpr double size = 1000;             // units of the font, in which letters are flattened
constexpr double capital = 0.729 * size;  // of DejaVu Sans

template <auto release>
struct Release {
  template <class T>
  void operator()(T* p) const { release(p); }
};
template <class T, auto release>
using Held = std::unique_ptr<T, Release<release>>;

void require_letters(cairo_t* cr, const std::string& text, const std::string& where) {
  cairo_glyph_t* glyphs = nullptr;
  int count = 0;
  const auto status = cairo_scaled_font_text_to_glyphs(cairo_get_scaled_font(cr), 0, 0, text.data(), static_cast<int>(text.size()), &glyphs, &count, nullptr, nullptr, nullptr);
  const Held<cairo_glyph_t, cairo_glyph_free> held(glyphs);
  if (status != CAIRO_STATUS_SUCCESS) throw InputError("the text cannot be set", where, text, cairo_status_to_string(status));
  if (std::any_of(glyphs, glyphs + count, [](const cairo_glyph_t& g) { return g.index == 0; }))   // 0: the font's box
    throw InputError("the font has no letter for a character", where, text, "draw it as a path, in the role backstamp");
}

}  // namespace

PlanarShape text_outline(const std::string& text, double height, double tolerance, const std::string& where) {
  SPRUE_ASSERT(height > 0 && tolerance > 0);
  const double scale = height / capital;
  const Held<cairo_surface_t, cairo_surface_destroy> surface(cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, nullptr));
  const Held<cairo_t, cairo_destroy> cr(cairo_create(surface.get()));
  const Held<cairo_font_options_t, cairo_font_options_destroy> options(cairo_font_options_create());
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_set_font_options(cr.get(), options.get());
  cairo_select_font_face(cr.get(), "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
  cairo_set_font_size(cr.get(), size);
  cairo_set_tolerance(cr.get(), tolerance / scale);
  require_letters(cr.get(), text, where);
  cairo_text_path(cr.get(), text.c_str());
  const Held<cairo_path_t, cairo_path_destroy> path(cairo_copy_path_flat(cr.get()));
  if (path->status != CAIRO_STATUS_SUCCESS) throw InputError("the text cannot be set", where, text, cairo_status_to_string(path->status));
  PlanarShape shape{{}, FillRule::nonzero};
  for (int n = 0; n < path->num_data; n += path->data[n].header.length) {
    const cairo_path_data_t* d = &path->data[n];
    if (d->header.type == CAIRO_PATH_MOVE_TO) shape.rings.emplace_back();
    if (d->header.type == CAIRO_PATH_CLOSE_PATH) continue;
    shape.rings.back().push_back({scale * d[1].point.x, -scale * d[1].point.y});
  }
  std::erase_if(shape.rings, [](const auto& ring) { return ring.size() < 3; });
  if (shape.rings.empty()) throw InputError("the text shows nothing", where, text, "give letters or numbers");
  Vec2 low{HUGE_VAL, HUGE_VAL}, high{-HUGE_VAL, -HUGE_VAL};
  for (const auto& ring : shape.rings)
    for (const Vec2 p : ring) low = {std::min(low.x, p.x), std::min(low.y, p.y)}, high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  for (auto& ring : shape.rings)
    for (Vec2& p : ring) p = p - 0.5 * (low + high);
  return shape;
}

}  // namespace sprue
