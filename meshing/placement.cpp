#include "meshing/placement.h"

#include <cmath>
#include <map>

#include "engine/core/error.h"
#include "meshing/box.h"
#include "meshing/design_findings.h"
#include "meshing/plate.h"

namespace sprue {

namespace {

constexpr double web = 0.8e-3;  // m, thinnest part of a drawing that stands without a plate around it

/// Centroid of the area that the shape covers; the middle of its points where it covers none.
Vec2 centroid(const PlanarShape& shape) {
  double area = 0;
  Vec2 moment, middle;
  std::size_t count = 0;
  for (const auto& ring : unite(shape.rings, shape.rule)) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Vec2 a = ring[i], b = ring[(i + 1) % ring.size()];
      const double cross = a.x * b.y - a.y * b.x;
      area += cross / 2;
      moment = moment + (cross / 6) * (a + b);
      middle = middle + a;
      ++count;
    }
  }
  if (area > 0) return (1 / area) * moment;
  return count ? (1.0 / double(count)) * middle : Vec2{};
}

class Placer {
 public:
  Placer(const DrawnPage& page, const std::filesystem::path& file, const DesignOptions& options, const RoleMap& roles)
      : page_(page), file_(file), options_(options), roles_(roles) {}

  PlacedDrawing place() {
    find_scale();
    place_elements();
    return std::move(out_);
  }

 private:
  bool on_front(const PaintedShape& shape) const {
    const auto role = roles_.role_of(shape);
    return role != Role::ignore && role != Role::backstamp && role != Role::post;
  }

  bool cut_out(const PaintedShape& shape) const { return roles_.role_of(shape) == Role::cutout; }

  Box ink(const std::vector<PaintedShape>& painted) const {
    Box box;
    for (const auto& one : painted) {
      if (on_front(one)) box.add(one.shape.rings);
    }
    return box;
  }

  /// Whether the front has one colour, none of it a recess (as assign_roles() will find).
  bool plain(const std::vector<PaintedShape>& painted) const {
    std::set<std::string> colours;
    for (const auto& one : painted) {
      if (!on_front(one) || cut_out(one)) continue;
      if (is_recess(roles_.role_of(one).value_or(Role::metal))) return false;
      colours.insert(one.colour);
    }
    return colours.size() == 1;
  }

  /// Whether it can be the pin by itself (the margins, hence the scale, depend on it).
  bool solid_by_itself(const std::vector<PaintedShape>& painted, const Box& box, double width) const {
    Rings all;
    for (const auto& one : painted) {
      if (!on_front(one) || cut_out(one)) continue;
      const Rings part = unite(one.shape.rings, one.shape.rule, 1.0 / 65536);
      for (const auto& ring : part) {
        auto& scaled = all.emplace_back();
        for (const Vec2 p : ring) scaled.push_back((width / box.width()) * (p - box.low));
      }
    }
    return is_solid_piece(unite(all), web, 20e-6);
  }

  [[noreturn]] void nothing_drawable(const DrawingNotes& notes) const {
    std::string left_out;
    for (std::size_t i = 0; i < notes.dropped.size() && i < 8; ++i)
      left_out += (i ? "; " : "") + notes.dropped[i].element + ": " + notes.dropped[i].reason;
    if (notes.dropped.size() > 8) left_out += "; and " + std::to_string(notes.dropped.size() - 8) + " more";
    throw InputError("nothing drawable", file_.string(), left_out, "draw filled, stroked or closed shapes");
  }

  void find_scale() {
    DrawingNotes notes;
    const auto painted = page_.shapes(2.0, notes);
    roles_.check(painted, page_.layers, file_, notes);
    const Box box = ink(painted);
    if (!(box.width() > 0 && box.height() > 0)) nothing_drawable(notes);
    const double own = page_.unit * box.width();
    const double wish = options_.width > 0 ? options_.width : own;
    refuse_larger(wish * std::max(1.0, box.height() / box.width()));
    const bool is_plain = plain(painted);
    out_.solid = is_plain && solid_by_itself(painted, box, wish);
    const double margin =
        out_.solid ? 0 : options_.rim_width + (is_plain ? background_gap : 0);
    const double drawn = options_.width > 0 ? options_.width - 2 * margin : wish;
    if (!(drawn > 0.2 * wish)) {
      throw InputError("the rim leaves no room for the drawing", "width", millimetres(options_.width),
                       "rim and ground take " + millimetres(2 * margin) + ": make the design wider");
    }
    scale_ = drawn / box.width();
    out_.scale = scale_ / page_.unit;
    centre_ = 0.5 * (box.low + box.high);
    say_size(own, page_.unit * box.height());
  }

  void refuse_larger(double size) const {
    if (size < 0.9) return;
    throw InputError("the design would be larger than 0.9 m", file_.string(), millimetres(size), "give a smaller width (design.width, --width)");
  }

  void say_size(double width, double height) {
    const std::string size = millimetres(width) + " x " + millimetres(height) + " (" + page_.size_basis + ")";
    if (options_.width > 0) {
      out_.notes.guesses.push_back("The drawing is scaled to " + millimetres(options_.width) +
                                   " overall width; it is drawn as " + size + ".");
    } else {
      out_.notes.guesses.push_back("The drawing measures " + size + ".");
    }
  }

  void to_design(PlanarShape& shape) const {
    for (auto& ring : shape.rings) {
      for (Vec2& p : ring) p = {scale_ * (p.x - centre_.x), -scale_ * (p.y - centre_.y)};
    }
  }

  void place_elements() {
    DrawingNotes notes;
    auto painted = page_.shapes(options_.curve_tolerance / scale_, notes);
    roles_.check(painted, page_.layers, file_, notes);
    out_.notes.dropped = notes.dropped;
    out_.notes.guesses.insert(out_.notes.guesses.end(), notes.guesses.begin(), notes.guesses.end());
    std::vector<Element> posts;
    for (auto& one : painted) {
      to_design(one.shape);
      const auto role = roles_.role_of(one);
      if (on_front(one)) add(out_.front, one, Role::metal);
      if (role == Role::backstamp) add(out_.backstamp, one, *role);
      if (role == Role::post) add(posts, one, *role);
    }
    for (Element& post : posts) {
      post.where = centroid(post.shape);
      out_.posts.push_back({post, post.where});
    }
    for (Element& stamp : out_.backstamp) stamp.where = centroid(stamp.shape);
    say_back();
  }

  void add(std::vector<Element>& all, PaintedShape& one, Role role) {
    if (!all.empty() && all.back().id == one.element && all.back().colour == one.colour &&
        all.back().layers == one.layers) {  // fill and stroke alike
      const Rings fill = unite(all.back().shape.rings, all.back().shape.rule);
      all.back().shape = {unite(fill, unite(one.shape.rings, one.shape.rule)), FillRule::nonzero};
      return;
    }
    const int count = ++used_[one.element];
    std::string id = one.element;
    if (count > 1) id += one.stroke ? "-stroke" : "-" + std::to_string(count);
    while (count > 1 && used_.contains(id)) id += "'";
    ++used_[id];
    all.push_back({id, one.colour, role, std::move(one.shape), {}, std::move(one.layers), {one.text_up.x, -one.text_up.y}});
  }

  void say_back() {
    const auto say = [&](std::size_t count, const std::string& what) {
      if (count > 0)
        out_.notes.guesses.push_back(std::to_string(count) + " " + what + (count > 1 ? "s are" : " is") +
                                     " on the back.");
    };
    say(out_.backstamp.size(), "backstamp shape");
    say(out_.posts.size(), "post mark");
  }

  const DrawnPage& page_;
  const std::filesystem::path& file_;
  const DesignOptions& options_;
  const RoleMap& roles_;
  PlacedDrawing out_;
  std::map<std::string, int> used_;
  double scale_ = 0;  // m per page unit
  Vec2 centre_;       // page units
};

}  // namespace

PlacedDrawing place_drawing(const DrawnPage& page, const std::filesystem::path& file, const DesignOptions& options,
                            const RoleMap& roles) {
  return Placer(page, file, options, roles).place();
}

}  // namespace sprue
