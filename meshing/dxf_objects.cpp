#include "meshing/dxf_objects.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numbers>

#include "engine/core/error.h"
#include "meshing/dxf_colours.h"
#include "meshing/dxf_geometry.h"

namespace sprue {

namespace {

constexpr std::size_t max_objects = 20000;
constexpr long max_visits = 200000;  // entities met while blocks are followed
constexpr std::size_t max_depth = 64;  // blocks within blocks
constexpr double degree = std::numbers::pi / 180;

class Follower {
 public:
  Follower(const DxfDocument& document, DrawingNotes& notes) : document_(document), notes_(notes) {}

  std::vector<DxfPage::Object> follow() {
    follow(document_.entities, {Affine(), "0", "#000000"});
    for (const auto& [what, first] : left_out_) {
      const auto& [kind, layer, reason] = what;
      const std::string more = first.count > 1 ? "and " + std::to_string(first.count - 1) + " more of its kind on " : "";
      notes_.dropped.push_back({first.id, reason + " (" + more + "layer \"" + layer + "\")"});
    }
    return std::move(objects_);
  }

 private:
  struct Around {
    Affine frame;
    std::string layer, colour;  // of the insertion
  };
  struct LeftOut {
    std::string id;
    std::size_t count = 0;
  };

  std::string id_of(const DxfEntity& e) {
    std::string kind = e.kind;
    std::transform(kind.begin(), kind.end(), kind.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return e.handle.empty() ? kind + "-line" + std::to_string(e.line) : kind + "-" + e.handle;
  }

  /// An entity of a block is drawn once with each insertion: "circle-2A", "circle-2A-2", ...
  std::string unique(const std::string& id) {
    const std::size_t count = ++drawn_[id];
    return count == 1 ? id : id + "-" + std::to_string(count);
  }

  std::string colour_of(const DxfEntity& e, const std::string& layer, const std::string& inserted) const {
    if (e.true_colour >= 0) return colour_of_rgb(e.true_colour);
    if (e.colour == 0) return inserted;
    if (e.colour > 0 && e.colour < 256) return colour_of_index(e.colour);
    const auto entry = document_.layers.find(layer);
    if (entry == document_.layers.end()) return colour_of_index(7);
    return entry->second.true_colour >= 0 ? colour_of_rgb(entry->second.true_colour) : colour_of_index(entry->second.colour);
  }

  void leave_out(const DxfEntity& e, const std::string& layer, const std::string& reason) {
    LeftOut& first = left_out_[{e.kind, layer, reason}];
    if (first.count++ == 0) first.id = id_of(e);
  }

  /// Why the entity is not shown at all; empty if it is.
  std::string hidden(const DxfEntity& e, const std::string& layer) const {
    const auto entry = document_.layers.find(layer);
    if (e.on_paper) return "it is on the sheet of paper, not in the model";
    if (!e.visible) return "it is invisible";
    if (entry != document_.layers.end() && entry->second.off) return "its layer is off or frozen";
    std::string name = layer;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name == "defpoints" ? "the layer Defpoints is never drawn" : "";
  }

  void follow(const std::vector<DxfEntity>& entities, const Around& around) {
    for (const auto& e : entities) {
      if (++visits_ > max_visits) too_many();
      const std::string layer = e.layer == "0" ? around.layer : e.layer;
      const std::string colour = colour_of(e, layer, around.colour);
      if (const auto reason = hidden(e, layer); !reason.empty()) {
        leave_out(e, layer, reason);
      } else if (e.kind == "INSERT") {
        insert(e, {around.frame, layer, colour});
      } else {
        draw(e, {around.frame, layer, colour});
      }
    }
  }

  [[noreturn]] void too_many() const {
    throw InputError("more than 20000 drawn objects once every block is followed", document_.file,
                     std::to_string(std::max<long>(visits_, static_cast<long>(objects_.size()))) + " objects", "simplify the drawing");
  }

  double number(const DxfEntity& e, int code, double otherwise) const { return document_.number(e, code, otherwise); }

  /// Rows and columns step along the insertion's own, turned axes; its scale does not stretch the steps.
  void insert(const DxfEntity& e, const Around& around) {
    const DxfGroup* name = e.find(2);
    const auto block = document_.blocks.find(name ? std::string(name->value) : "");
    if (block == document_.blocks.end()) return leave_out(e, around.layer, "it inserts a block the file does not have");
    if (std::find(open_.begin(), open_.end(), block->first) != open_.end())
      throw InputError("a block that contains itself", document_.file + ":" + std::to_string(e.line), block->first, "draw it without the loop");
    if (open_.size() >= max_depth)
      throw InputError("blocks nested too deeply", document_.file + ":" + std::to_string(e.line), "more than 64 levels", "explode them");
    Affine frame;
    if (!own_frame(document_, e, frame)) return leave_out(e, around.layer, "it stands askew in space");
    frame = around.frame * frame * Affine::moved({number(e, 10, 0), number(e, 20, 0)}) * Affine::turned(number(e, 50, 0) * degree);
    const Affine inner = Affine::scaled(number(e, 41, 1), number(e, 42, 1)) * Affine::moved((-1.0) * block->second.base);
    const long columns = std::max(1L, document_.whole(e, 70, 1)), rows = std::max(1L, document_.whole(e, 71, 1));
    if (columns > max_visits || rows > max_visits || columns * rows > max_visits) too_many();
    open_.push_back(block->first);
    for (long row = 0; row < rows; ++row) {
      for (long column = 0; column < columns; ++column) {
        if (++visits_ > max_visits) too_many();
        const Vec2 step{double(column) * number(e, 44, 0), double(row) * number(e, 45, 0)};
        follow(block->second.entities, {frame * Affine::moved(step) * inner, around.layer, around.colour});
      }
    }
    open_.pop_back();
  }

  void draw(const DxfEntity& e, const Around& around) {
    Affine frame;
    if (!own_frame(document_, e, frame)) return leave_out(e, around.layer, "it stands askew in space");
    DxfGeometry geometry = geometry_of(document_, e);
    if (!geometry.dropped.empty()) return leave_out(e, around.layer, geometry.dropped);
    frame = around.frame * frame;
    const std::string id = unique(id_of(e));
    const double stretch = std::sqrt(std::abs(frame.a * frame.d - frame.b * frame.c));
    for (auto& run : geometry.runs) {
      for (auto& piece : run.pieces) piece = mapped(piece, frame);
      if (geometry.area && &run != &geometry.runs.front()) {  // more loops of the same hatch
        auto& all = objects_.back().loops;
        all.push_back(std::move(run.pieces));
        continue;
      }
      if (objects_.size() >= max_objects) too_many();
      objects_.push_back({id, around.layer, around.colour, {std::move(run.pieces)}, run.closed, geometry.area, stretch * geometry.width});
    }
  }

  const DxfDocument& document_;
  DrawingNotes& notes_;
  std::vector<DxfPage::Object> objects_;
  std::vector<std::string> open_;  // blocks being followed
  std::map<std::tuple<std::string, std::string, std::string>, LeftOut> left_out_;
  std::map<std::string, std::size_t> drawn_;  // how often, by id
  long visits_ = 0;
};

}  // namespace

std::vector<DxfPage::Object> drawn_objects(const DxfDocument& document, DrawingNotes& notes) {
  return Follower(document, notes).follow();
}

}  // namespace sprue
