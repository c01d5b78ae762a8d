#include "meshing/formats/sheet_pen.h"

#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sprue {

namespace {

constexpr double text_height = 2.5, arrow_length = 2.2, arrow_half = 0.4, beyond = 1.0, gap = 0.8;  // mm (ISO 3098 text, ISO 129 arrows)

Vec2 unit(Vec2 v) { return (1 / std::max(norm(v), 1e-12)) * v; }

void choose_font(cairo_t* cr, double height, bool bold) {
  cairo_select_font_face(cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cr, height / 0.729);   // capitals of DejaVu Sans are 0.729 of the size
}

}  // namespace

SheetPen::SheetPen(_cairo* context) : cr_(context) {
  cairo_set_line_cap(cr_, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(cr_, CAIRO_LINE_JOIN_ROUND);
  cairo_set_fill_rule(cr_, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_set_font_options(cr_, options);
  cairo_font_options_destroy(options);
  line_width(0.25);
  grey(0);
}

void SheetPen::line_width(double mm) { cairo_set_line_width(cr_, mm); }
void SheetPen::grey(double share) { cairo_set_source_rgb(cr_, share, share, share); }
void SheetPen::dashes(const std::vector<double>& mm) { cairo_set_dash(cr_, mm.data(), static_cast<int>(mm.size()), 0); }

void SheetPen::line(Vec2 from, Vec2 to) {
  cairo_move_to(cr_, from.x, from.y);
  cairo_line_to(cr_, to.x, to.y);
  cairo_stroke(cr_);
}

void SheetPen::circle(Vec2 centre, double radius) {
  cairo_new_sub_path(cr_);
  cairo_arc(cr_, centre.x, centre.y, radius, 0, 2 * std::numbers::pi);
  cairo_stroke(cr_);
}

void SheetPen::rectangle(Vec2 low, Vec2 high) {
  cairo_rectangle(cr_, low.x, low.y, high.x - low.x, high.y - low.y);
  cairo_stroke(cr_);
}

void SheetPen::path(const Rings& rings) {
  cairo_new_path(cr_);
  for (const auto& ring : rings) {
    for (std::size_t n = 0; n < ring.size(); ++n) (n == 0 ? cairo_move_to : cairo_line_to)(cr_, ring[n].x, ring[n].y);
    cairo_close_path(cr_);
  }
}

void SheetPen::outline(const Rings& rings) {
  path(rings);
  cairo_stroke(cr_);
}

void SheetPen::fill(const Rings& rings, double share) {
  cairo_save(cr_);
  grey(share);
  path(rings);
  cairo_fill(cr_);
  cairo_restore(cr_);
}

void SheetPen::hatch(const Rings& rings, double spacing, bool rising) {
  cairo_save(cr_);
  path(rings);
  double x0, y0, x1, y1;
  cairo_path_extents(cr_, &x0, &y0, &x1, &y1);
  cairo_clip(cr_);
  line_width(0.13);
  const double height = y1 - y0, step = spacing * std::numbers::sqrt2;
  for (double x = std::floor((x0 - height) / step) * step; x < x1 + height; x += step) {
    cairo_move_to(cr_, x, rising ? y1 : y0);
    cairo_line_to(cr_, x + height, rising ? y0 : y1);
  }
  cairo_stroke(cr_);
  cairo_restore(cr_);
}

void SheetPen::clip(Vec2 low, Vec2 high) {
  cairo_save(cr_);
  cairo_rectangle(cr_, low.x, low.y, high.x - low.x, high.y - low.y);
  cairo_clip(cr_);
}
void SheetPen::unclip() { cairo_restore(cr_); }

double SheetPen::text_width(double height, const std::string& words) const {
  choose_font(cr_, height, false);
  cairo_text_extents_t extents;
  cairo_text_extents(cr_, words.c_str(), &extents);
  return extents.x_advance;
}

std::string SheetPen::fitted(double height, const std::string& words, double width) const {
  if (text_width(height, words) <= width) return words;
  std::string cut = words;
  while (!cut.empty() && text_width(height, cut + "...") > width) {
    cut.pop_back();
    while (!cut.empty() && (static_cast<unsigned char>(cut.back()) & 0xC0) == 0x80) cut.pop_back();   // not within a letter
  }
  return cut + "...";
}

void SheetPen::text(Vec2 at, double height, const std::string& words, Align align, double turn, bool bold) {
  cairo_save(cr_);
  choose_font(cr_, height, bold);
  cairo_text_extents_t extents;
  cairo_text_extents(cr_, words.c_str(), &extents);
  cairo_translate(cr_, at.x, at.y);
  cairo_rotate(cr_, turn);
  cairo_move_to(cr_, align == Align::left ? 0 : align == Align::middle ? -0.5 * extents.x_advance : -extents.x_advance, 0);
  cairo_show_text(cr_, words.c_str());
  cairo_restore(cr_);
}

void SheetPen::arrow(Vec2 tip, Vec2 direction) {
  const Vec2 side{-direction.y, direction.x};
  path({{tip, tip - arrow_length * direction + arrow_half * side, tip - arrow_length * direction - arrow_half * side}});
  cairo_fill(cr_);
}

void SheetPen::dimension(Vec2 from, Vec2 to, double offset, const std::string& words) {
  cairo_save(cr_);
  line_width(0.13);
  const Vec2 along = unit(to - from), side = (offset < 0 ? -1.0 : 1.0) * Vec2{along.y, -along.x};
  const Vec2 a = from + std::abs(offset) * side, b = to + std::abs(offset) * side;
  const double length = norm(b - a), wide = text_width(text_height, words);
  for (const auto& [start, end] : {std::pair{from, a}, std::pair{to, b}})
    if (std::abs(offset) > gap) line(start + gap * side, end + beyond * side);
  const bool room = length > 3 * arrow_length, beside = !room || length < wide + 2 * arrow_length;
  const double run = room ? 0 : 2.5 * arrow_length;   // arrows from outside where there is no room between
  line(a - run * along, b + run * along);
  arrow(a, room ? -1.0 * along : along);
  arrow(b, room ? along : -1.0 * along);
  double turn = std::atan2(along.y, along.x);
  const bool flip = turn > std::numbers::pi / 2 - 1e-6 || turn < -std::numbers::pi / 2 - 1e-6;   // read from below or from the right
  if (flip) turn += std::numbers::pi;
  const Vec2 up{std::sin(turn), -std::cos(turn)};   // of the words
  const Vec2 middle = beside && !room ? b + (run + 0.5 * wide + gap) * along : 0.5 * (a + b);
  text(middle + (beside && !room ? -0.5 * text_height : gap) * up, text_height, words, Align::middle, turn);
  cairo_restore(cr_);
}

void SheetPen::leader(Vec2 tip, Vec2 words_at, const std::string& words, Align align) {
  cairo_save(cr_);
  line_width(0.13);
  const Vec2 near_end = words_at + Vec2{align == Align::left ? -gap : gap, -0.5 * text_height};
  line(near_end, tip);
  arrow(tip, unit(tip - near_end));
  text(words_at, text_height, words, align);
  cairo_restore(cr_);
}

}  // namespace sprue
