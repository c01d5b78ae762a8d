#include "meshing/design.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/core/error.h"
#include "meshing/box.h"
#include "meshing/design_findings.h"
#include "meshing/height_design.h"
#include "meshing/placement.h"
#include "meshing/plate.h"
#include "meshing/regions.h"
#include "meshing/roles.h"

namespace sprue {

namespace {

constexpr double sliver = 20e-6;           // m, thinner faces belong to a neighbour
constexpr double arc_tolerance = 5e-6;  // m, chord error of rims and dividers made here
constexpr double least_cell =
    0.04e-6;  // m2, recesses below are closed to metal: no rubber pin that small stands

void check(const DesignOptions& o) {
  const auto size = [](double value, const char* what, double least) {
    if (std::isfinite(value) && value >= least && value <= 1) return;
    throw InputError("a size must be a number of at least " + millimetres(least) + " and at most 1 m", what,
                     millimetres(value), "give a length with its unit");
  };
  if (o.width != 0) size(o.width, "width", 1e-3);
  size(o.rim_width, "rim_width", 0);
  size(o.divider_width, "divider_width", 0);
  size(o.curve_tolerance, "curve_tolerance", 1e-8);
  size(o.join_tolerance, "join_tolerance", 0);
  size(o.pen_width, "pen_width", 0);
}

/// From what is painted to faces with roles, step by step; each step fills more of the design.
class Designer {
 public:
  Designer(const std::filesystem::path& file, const DesignOptions& options)
      : file_(file), options_(options), roles_(options.roles) {}

  Design make() {
    check(options_);
    place();
    fill_cracks();
    see_and_assign();
    lay_plate();
    draw_dividers();
    cut_faces();
    number_faces();
    report_elements(design_);
    check_one_piece(design_);
    return std::move(design_);
  }

 private:
  /// Scale and elements from the page; what the back carries is set apart.
  void place() {
    const auto page = open_page(file_, options_);
    PlacedDrawing placed = place_drawing(*page, file_, options_, roles_);
    solid_ = placed.solid;
    design_.scale = placed.scale;
    design_.elements = std::move(placed.front);
    design_.backstamp = std::move(placed.backstamp);
    design_.posts = std::move(placed.posts);
    design_.dropped = std::move(placed.notes.dropped);
    design_.guesses = std::move(placed.notes.guesses);
  }

  std::vector<PlanarShape> element_shapes() const {
    std::vector<PlanarShape> shapes;
    for (const Element& e : design_.elements) shapes.push_back(e.shape);
    return shapes;
  }

  /// Gaps thinner than a sliver, open to the outside, go to the element that borders most on them: colours on both sides then touch.
  void fill_cracks() {
    constexpr double overlap = 1e-6;  // m, over the elements beside
    std::vector<Rings> shapes;
    std::vector<std::string> crossing;
    Rings all;
    for (const Element& e : design_.elements) {
      shapes.push_back(unite(e.shape.rings, e.shape.rule));
      if (has_new_corners(shapes.back(), e.shape.rings)) crossing.push_back(e.id);
      all.insert(all.end(), shapes.back().begin(), shapes.back().end());
    }
    report_crossing(crossing, design_);
    all = unite(all);
    for (const auto& gap : subtract(close_gaps(all, 0.5 * sliver, arc_tolerance), all)) {
      if (signed_area(gap) < sliver * sliver) continue;  // a filled notch
      const Rings crack = grow({gap}, overlap, arc_tolerance);
      double most = 0;
      std::size_t owner = 0;
      int beside = 0;
      for (std::size_t e = 0; e < shapes.size(); ++e) {
        const double common = area(intersect(shapes[e], crack));
        beside += common > 0;
        if (common > most) most = common, owner = e;
      }
      if (beside < 2) continue;
      shapes[owner] = unite(shapes[owner], crack);
      design_.elements[owner].shape = {shapes[owner], FillRule::nonzero};
    }
  }

  /// What is seen of each element, hence its role. The map is kept for the dividers.
  void see_and_assign() {
    seen_ = overlay(element_shapes());
    top_.clear();
    for (const auto& face : seen_.faces)
      top_.push_back(face.covered_by.empty() ? -1 : face.covered_by.back());
    give_away_slivers(seen_, sliver, -1, top_);
    std::vector<Visible> visible(design_.elements.size());
    for (std::size_t f = 0; f < top_.size(); ++f) {
      if (top_[f] >= 0) visible[static_cast<std::size_t>(top_[f])].area += area(seen_, seen_.faces[f]);
    }
    for (const Border& b : borders(seen_)) {
      const int left = top(b.left), right = top(b.right);
      if (left == right) continue;
      const double length = norm(seen_.vertices[b.to] - seen_.vertices[b.from]);
      if (left >= 0) visible[static_cast<std::size_t>(left)].outline += length;
      if (right >= 0) visible[static_cast<std::size_t>(right)].outline += length;
    }
    one_colour_ = assign_roles(roles_, visible, design_);
  }

  int top(int face) const { return face == no_face ? -1 : top_[static_cast<std::size_t>(face)]; }
  Role role_of(int element) const { return design_.elements[static_cast<std::size_t>(element)].role; }

  void lay_plate() {
    std::vector<char> metal(seen_.faces.size(), 0);
    for (std::size_t f = 0; f < metal.size(); ++f)
      metal[f] = top_[f] >= 0 && role_of(top_[f]) != Role::cutout;
    const Rings silhouette = unite(rings_of(seen_, metal));
    if (silhouette.empty()) {
      throw InputError("nothing of the drawing is metal or recess", file_.string(), "",
                       "map a colour to metal or recess");
    }
    if (solid_) {
      plate_ = plate_as_drawn(silhouette);
    } else {
      plate_ = plate_around(silhouette, one_colour_ ? background_gap : 0, options_.rim_width,
                            options_.curve_tolerance);
    }
    if (!plate_.guess.empty()) design_.guesses.push_back(plate_.guess);
    if (!one_colour_ && area(silhouette) < 0.999 * area(plate_.inside)) {
      design_.guesses.push_back("What the drawing leaves open inside its outline is raised metal.");
    }
  }

  void draw_dividers() {
    struct Common {
      double length = 0;
      Vec2 where;
      std::vector<Border> edges;
    };
    std::map<std::pair<int, int>, Common> touching;
    for (const Border& b : borders(seen_)) {
      const int left = top(b.left), right = top(b.right);
      if (left < 0 || right < 0 || left == right) continue;
      const Element &l = design_.elements[static_cast<std::size_t>(left)],
                    &r = design_.elements[static_cast<std::size_t>(right)];
      if (!is_recess(l.role) || !is_recess(r.role) || l.colour == r.colour) continue;
      Common& touch = touching[std::minmax(left, right)];
      touch.length += norm(seen_.vertices[b.to] - seen_.vertices[b.from]);
      touch.edges.push_back(b);
    }
    std::vector<Border> edges;
    for (auto& [pair, touch] : touching) {
      edges.insert(edges.end(), touch.edges.begin(), touch.edges.end());
      const Border& middle = touch.edges[touch.edges.size() / 2];
      touch.where = 0.5 * (seen_.vertices[middle.from] + seen_.vertices[middle.to]);
      report_touch({pair.first, pair.second, touch.length, touch.where}, options_.divider_width, design_);
    }
    if (edges.empty() || options_.divider_width <= 0) return;
    Pen pen;
    pen.width = options_.divider_width;
    pen.join = Join::round;
    pen.cap = Cap::round;
    dividers_ = widen(chains(seen_, edges, arc_tolerance), pen, arc_tolerance);
    design_.guesses.push_back("Touching colours are parted by metal dividers of " +
                              millimetres(options_.divider_width) + ".");
  }

  /// One overlay of everything; what lies topmost decides. Faces of one role and element become one.
  void cut_faces() {
    const int count = static_cast<int>(design_.elements.size());
    const int dividers = count, inside = count + 1, outside = count + 2;
    auto shapes = element_shapes();
    for (const Rings* rings : {&dividers_, &plate_.inside, &plate_.outside})
      shapes.push_back({*rings, FillRule::nonzero});
    const PlanarMap map = overlay(shapes);
    std::vector<int> classes;
    for (const auto& face : map.faces) {
      const auto& cover = face.covered_by;
      const auto covers = [&](int shape) { return std::binary_search(cover.begin(), cover.end(), shape); };
      const auto above = std::lower_bound(cover.begin(), cover.end(), count);
      const int element = above == cover.begin() ? -1 : *(above - 1);
      const bool bare = element < 0 || (is_recess(role_of(element)) && covers(dividers));
      if (!covers(outside) && element < 0) {
        classes.push_back(-1);
      } else if (!bare) {
        classes.push_back(role_of(element) == Role::cutout ? -1 : 2 + element);
      } else {
        classes.push_back(one_colour_ && element < 0 && covers(inside) ? ground_class : metal_class);
      }
    }
    give_away_slivers(map, sliver, -1, classes);
    const PlanarMap cells = map_of_classes(map, classes, options_.curve_tolerance);
    close_tiny_cells(cells);
  }

  static constexpr int metal_class = 0, ground_class = 1;  // elements follow

  Role class_role(int c) const {
    return c < 0               ? Role::cutout
           : c == metal_class  ? Role::metal
           : c == ground_class ? Role::recess
                               : role_of(c - 2);
  }

  static std::vector<int> classes_of(const PlanarMap& map) {
    std::vector<int> classes;
    for (const auto& face : map.faces)
      classes.push_back(face.covered_by.empty() ? -1 : face.covered_by.front());
    return classes;
  }

  void close_tiny_cells(const PlanarMap& cells) {
    auto classes = classes_of(cells);
    std::map<std::string, int> closed;
    for (std::size_t f = 0; f < classes.size(); ++f) {
      if (!is_recess(class_role(classes[f])) || area(cells, cells.faces[f]) >= least_cell) continue;
      ++closed[classes[f] == ground_class ? "ground"
                                          : design_.elements[static_cast<std::size_t>(classes[f] - 2)].id];
      classes[f] = metal_class;
    }
    for (const auto& [id, count] : closed) {
      design_.guesses.push_back(std::to_string(count) + " recess" + (count > 1 ? "es" : "") + " of \"" + id +
                                "\" below 0.04 mm2 closed to metal.");
    }
    design_.map = closed.empty() ? cells : map_of_classes(cells, classes, options_.curve_tolerance);
  }

  void number_faces() {
    Box box;
    for (const Vec2 p : design_.map.vertices) box.add(p);
    const Vec2 middle = 0.5 * (box.low + box.high);
    for (Vec2& p : design_.map.vertices) p = p - middle;
    const auto move = [&](Element& e) {
      for (auto& ring : e.shape.rings) {
        for (Vec2& p : ring) p = p - middle;
      }
      e.where = e.where - middle;
    };
    for (Element& e : design_.elements) move(e);
    for (Element& e : design_.backstamp) move(e);
    for (PostMark& post : design_.posts) {
      move(post.drawn);
      post.centre = post.centre - middle;
    }
    for (Finding& f : design_.findings) f.where = f.where - Vec3{middle.x, middle.y, 0};
    design_.width = box.width();
    design_.height = box.height();
    for (const int c : classes_of(design_.map)) {
      design_.role.push_back(class_role(c));
      design_.element.push_back(c >= 2 ? c - 2 : no_element);
    }
  }

  const std::filesystem::path file_;
  const DesignOptions& options_;
  const RoleMap roles_;
  Design design_;
  bool solid_ = false, one_colour_ = false;
  PlanarMap seen_;        // what is seen of the elements, before plate and dividers
  std::vector<int> top_;  // per face of seen_: the element on top, -1 = none
  Plate plate_;
  Rings dividers_;
};

}  // namespace

Design read_design(const std::filesystem::path& file, const DesignOptions& options) {
  if (options.height_image) {
    check(options);
    return read_height_design(file, options);
  }
  return Designer(file, options).make();
}

}  // namespace sprue
