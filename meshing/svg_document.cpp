#include "meshing/svg_document.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <sstream>

#include "engine/core/error.h"
#include "meshing/drawing_file.h"
#include "meshing/svg_consequences.h"

namespace sprue {

namespace {

constexpr int max_depth = 200;
constexpr double max_drawn = 20000;
constexpr std::size_t max_points = 200000;

std::string local_name(const pugi::xml_node& node) {
  const std::string name = node.name();
  const auto colon = name.find(':');
  return colon == std::string::npos ? name : name.substr(colon + 1);
}

bool is_drawable(const std::string& tag) {
  static const std::set<std::string> tags = {"path",     "rect",    "circle", "ellipse", "line",
                                             "polyline", "polygon", "text",   "use"};
  return tags.contains(tag);
}

std::string line_of(const std::string& text, std::ptrdiff_t offset) {
  const auto end =
      text.begin() + std::clamp<std::ptrdiff_t>(offset, 0, static_cast<std::ptrdiff_t>(text.size()));
  return std::to_string(1 + std::count(text.begin(), end, '\n'));
}

void parse(const std::filesystem::path& file, pugi::xml_document& document) {
  const std::string text = drawing_bytes(file);
  const auto result =
      document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_doctype | pugi::parse_pi);
  if (!result) {
    throw InputError("not well-formed XML", file.string() + ":" + line_of(text, result.offset),
                     result.description(), "open it in a drawing program and save it as plain SVG");
  }
  for (auto node = document.first_child(); node;) {
    const auto next = node.next_sibling();
    if (node.type() == pugi::node_doctype) {
      const std::string value = node.value();
      if (value.find('[') != std::string::npos || value.find("ENTITY") != std::string::npos) {
        throw InputError("the drawing declares entities, which are never expanded here", file.string(),
                         "DOCTYPE", "save it as plain SVG without a DOCTYPE");
      }
      document.remove_child(node);
    }
    node = next;
  }
  if (local_name(document.document_element()) != "svg") {
    throw InputError("the root element is not <svg>", file.string(),
                     std::string("<") + document.document_element().name() + ">", "give an SVG drawing");
  }
}

/// Numbers in path data, about: starts of runs of digits that do not continue a fraction.
std::size_t numbers_in(const char* text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t count = 0;
  for (char before = ' ', last = ' '; *text; before = last, last = *text++) {
    count += digit(*text) && !digit(last) && !(last == '.' && digit(before));
  }
  return count;
}

/// Nesting and the objects drawn once every `use` is followed: what a hostile file would blow up.
class Limits {
 public:
  explicit Limits(const std::filesystem::path& file) : file_(file) {}

  void check(const pugi::xml_document& document) {
    index(document.document_element(), 0);
    if (points_ > max_points) {
      throw InputError("the drawing has more than 200000 vertices", file_.string(),
                       std::to_string(points_) + " vertices", "simplify its paths");
    }
    if (const double drawn = count(document.document_element(), 0); drawn > max_drawn) {
      std::ostringstream value;
      value << drawn << " objects";
      throw InputError("more than 20000 drawn objects once every <use> is followed", file_.string(),
                       value.str(), "simplify the drawing");
    }
  }

 private:
  void index(const pugi::xml_node& node, int depth) {
    if (depth > max_depth) {
      throw InputError("elements nested too deeply", file_.string(), "more than 200 levels",
                       "ungroup the drawing");
    }
    if (const auto id = node.attribute("id")) by_id_.emplace(id.value(), node);
    points_ += (numbers_in(node.attribute("d").value()) + numbers_in(node.attribute("points").value())) / 2;
    for (const auto& child : node.children()) index(child, depth + 1);
  }

  double count(const pugi::xml_node& node, int depth) {
    if (depth > 10 * max_depth) {
      throw InputError("<use> elements refer to each other in too long a chain", file_.string(),
                       "more than 2000 steps", "expand the references");
    }
    const auto known = counts_.find(node);
    if (known != counts_.end()) return known->second;
    counts_[node] = 2 * max_drawn;  // met again while being counted: a cycle
    double sum = is_drawable(local_name(node)) ? 1 : 0;
    for (const auto& child : node.children()) sum += count(child, depth + 1);
    if (local_name(node) == "use") {
      const std::string href =
          node.attribute("href") ? node.attribute("href").value() : node.attribute("xlink:href").value();
      const auto target = by_id_.find(href.empty() ? href : href.substr(1));
      if (target != by_id_.end()) sum += count(target->second, depth + 1);
    }
    return counts_[node] = sum;
  }

  const std::filesystem::path& file_;
  std::map<std::string, pugi::xml_node> by_id_;
  std::map<pugi::xml_node, double> counts_;
  std::size_t points_ = 0;
};

class Cleaner {
 public:
  Cleaner(SvgDocument& out, SvgConsequences& consequences) : out_(out), consequences_(consequences) {}

  void clean(pugi::xml_node node) {
    for (auto child = node.first_child(); child;) {
      const auto next = child.next_sibling();
      if (child.type() == pugi::node_element) element(node, child);
      if (child.type() == pugi::node_pi) node.remove_child(child);
      child = next;
    }
  }

 private:
  void element(pugi::xml_node parent, pugi::xml_node node) {
    const std::string tag = local_name(node);
    static const std::map<std::string, std::string> unusable = {
        {"image", "a picture has no outlines: trace it first"},
        {"pattern", "a pattern fill has no outlines of its own: what it fills is left out"},
        {"foreignObject", "foreign content is not a drawing"}};
    if (const auto reason = unusable.find(tag); reason != unusable.end()) {
      out_.dropped.push_back({named(node, tag), reason->second});
      parent.remove_child(node);
      return;
    }
    if (tag == "script" || tag == "set" || tag == "filter" || tag.starts_with("animate")) {
      if (tag != "filter") consequences_.left_out(tag);
      parent.remove_child(node);
      return;
    }
    if (tag == "mask" && !make_clip(parent, node)) return;
    clean_style(node, tag);
    clean(node);
  }

  /// A mask of light plain shapes acts as a clip (drawing programs export clips that way).
  bool make_clip(pugi::xml_node parent, pugi::xml_node node) {
    const bool plain = std::all_of(node.begin(), node.end(), [](const pugi::xml_node& child) {
      return is_drawable(local_name(child)) || child.type() != pugi::node_element;
    });
    if (!plain || !is_light_mask(node)) {
      out_.dropped.push_back(
          {named(node, "mask"), "a mask of more than plain light shapes: what it acts on is drawn whole"});
      parent.remove_child(node);
      return false;
    }
    const std::string tag = node.name();
    const auto colon = tag.find(':');
    node.set_name(((colon == std::string::npos ? "" : tag.substr(0, colon + 1)) + "clipPath").c_str());
    out_.guesses.push_back("Mask \"" + named(node, "mask") +
                           "\" is taken as a clip by the outlines of its shapes.");
    return true;
  }

  void clean_style(pugi::xml_node node, const std::string& tag) {
    if (const auto mask = node.attribute("mask")) {
      if (!node.attribute("clip-path")) node.append_attribute("clip-path").set_value(mask.value());
      node.remove_attribute("mask");
    }
    consequences_.plain(node, tag);
  }

  std::string named(const pugi::xml_node& node, const std::string& tag) {
    if (const auto id = node.attribute("id")) return id.value();
    return tag + std::to_string(++running_[tag]);
  }

  SvgDocument& out_;
  SvgConsequences& consequences_;
  std::map<std::string, int> running_;
};

class Marker {
 public:
  Marker(SvgDocument& out, SvgConsequences& consequences) : out_(out), consequences_(consequences) {}

  void mark(pugi::xml_node node, const std::vector<std::string>& around = {}) {
    const std::string parent = local_name(node);
    if (parent == "clipPath" || parent == "marker" || parent == "text") return;
    const auto layers = parent == "g" ? within(node, around) : around;
    for (auto child = node.first_child(); child; child = child.next_sibling()) {
      const std::string tag = local_name(child);
      if (!is_drawable(tag)) {
        if (tag == "g") consequences_.see(child, tag, child.attribute("id") ? child.attribute("id").value() : "a group");
        mark(child, layers);
        continue;
      }
      const int running = ++running_[tag];
      const int number = static_cast<int>(out_.markers.size());
      const std::string id =
          child.attribute("id") ? child.attribute("id").value() : tag + std::to_string(running);
      consequences_.see(child, tag, id);
      out_.markers.push_back({id, layers, tag == "use", -1});
      mark(child, layers);
      if (parent == "switch") continue;
      insert(node.insert_child_before("rect", child), child.name(), number);
      if (tag == "text") {
        const auto frame = node.insert_child_before("rect", child);
        insert(frame, child.name(), static_cast<int>(out_.markers.size()), child.attribute("transform").value());
        out_.markers.push_back({id, layers, false, -1, true});
      }
      if (tag != "use") continue;
      child = node.insert_child_after("rect", child);
      insert(child, child.previous_sibling().name(), static_cast<int>(out_.markers.size()));
      out_.markers.push_back({id, layers, false, number});
    }
  }

 private:
  /// The layers inside a group: its label and its id first.
  std::vector<std::string> within(const pugi::xml_node& group, const std::vector<std::string>& around) {
    std::vector<std::string> layers;
    const auto label = group.find_attribute([](const pugi::xml_attribute& a) { return std::string(a.name()).ends_with(":label"); });
    for (const auto& attribute : {label, group.attribute("id")}) {
      const std::string name = attribute.value();
      if (name.empty() || std::find(layers.begin(), layers.end(), name) != layers.end()) continue;
      layers.push_back(name);
      out_.layers.insert(name);
    }
    layers.insert(layers.end(), around.begin(), around.end());
    return layers;
  }

  /// Makes the new node a marker, in the XML namespace of the element beside it.
  static void insert(pugi::xml_node rect, const std::string& beside, int number, const std::string& transform = "") {
    const auto colon = beside.find(':');
    rect.set_name(((colon == std::string::npos ? "" : beside.substr(0, colon + 1)) + "rect").c_str());
    rect.append_attribute("x").set_value("-100%");
    rect.append_attribute("y").set_value("-100%");
    rect.append_attribute("width").set_value("300%");
    rect.append_attribute("height").set_value("300%");
    char style[200];
    std::snprintf(
        style, sizeof style,
        "fill:#%06x!important;fill-opacity:%.6f!important;stroke:none!important;opacity:1!important;"
        "visibility:visible!important;clip-path:none!important%s",
        static_cast<unsigned>(number), marker_opacity, transform.empty() ? ";transform:none!important" : "");
    if (!transform.empty()) rect.append_attribute("transform").set_value(transform.c_str());
    rect.append_attribute("style").set_value(style);
  }

  SvgDocument& out_;
  SvgConsequences& consequences_;
  std::map<std::string, int> running_;
};

}  // namespace

SvgDocument read_svg_document(const std::filesystem::path& file) {
  pugi::xml_document document;
  parse(file, document);
  Limits(file).check(document);
  SvgDocument out;
  out.stated_width = document.document_element().attribute("width").value();
  SvgConsequences consequences;
  consequences.look_over(document);
  Cleaner(out, consequences).clean(document);
  Marker(out, consequences).mark(document.document_element());
  consequences.tell(out);
  std::ostringstream xml;
  document.save(xml, "", pugi::format_raw);
  out.xml = xml.str();
  return out;
}

}  // namespace sprue
