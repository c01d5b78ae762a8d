#include "meshing/svg_consequences.h"

#include <fontconfig/fontconfig.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <memory>

#include "meshing/svg_numbers.h"

namespace sprue {

namespace {

const char* const effects[] = {"filter", "mix-blend-mode"};
const std::string removed = "-x-effect";     // the property's name then
const char* const had_effect = "x-effect";  // marks a node that had one

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < 8; ++i) text += (i ? ", \"" : "\"") + names[i] + "\"";
  return text + (names.size() > 8 ? " and " + std::to_string(names.size() - 8) + " more" : "");
}

std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(" \t\r\n'\"");
  return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(" \t\r\n'\"") - from + 1);
}

/// A property of the node, by attribute or in its style; empty if neither says.
std::string property(const pugi::xml_node& node, const std::string& name) {
  const std::string style = node.attribute("style").value();
  for (std::size_t at = style.find(name); at != std::string::npos; at = style.find(name, at + 1)) {
    const bool whole = at == 0 || style[at - 1] == ';' || std::isspace(static_cast<unsigned char>(style[at - 1]));
    const auto colon = style.find_first_not_of(" \t\r\n", at + name.size());
    if (whole && colon != std::string::npos && style[colon] == ':') return trimmed(style.substr(colon + 1, style.find(';', colon) - colon - 1));
  }
  return trimmed(node.attribute(name.c_str()).value());
}

/// Of the node or what is around it.
std::string inherited(pugi::xml_node node, const std::string& name) {
  for (; node; node = node.parent())
    if (const std::string value = property(node, name); !value.empty()) return value;
  return "";
}

void mark(pugi::xml_node node) {
  if (!node.attribute(had_effect)) node.append_attribute(had_effect);
}

struct PatternFree {
  void operator()(FcPattern* p) const { FcPatternDestroy(p); }
};

bool same_name(const std::string& a, const std::string& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// The installed family that fontconfig puts for the first name of a list ("Foo, sans-serif") it has, else for the whole list.
std::string installed(const std::string& families, bool& as_asked) {
  const std::unique_ptr<FcPattern, PatternFree> wish(FcPatternCreate());
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= families.size();) {
    const auto end = std::min(families.find(',', at), families.size());
    names.push_back(trimmed(families.substr(at, end - at)));
    FcPatternAddString(wish.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>(names.back().c_str()));
    at = end + 1;
  }
  FcConfigSubstitute(nullptr, wish.get(), FcMatchPattern);
  FcDefaultSubstitute(wish.get());
  FcResult result{};
  const std::unique_ptr<FcPattern, PatternFree> found(FcFontMatch(nullptr, wish.get(), &result));
  FcChar8* family = nullptr;
  if (!found || FcPatternGetString(found.get(), FC_FAMILY, 0, &family) != FcResultMatch) return "";
  const std::string name = reinterpret_cast<const char*>(family);
  as_asked = same_name(name, names.front());
  return name;
}

/// CSS with the escapes that stand for letters and hyphens written out ("ble\\nd", "ble\\6e d"): properties are then found by their names. Others stay as they are.
std::string without_escapes(const std::string& css) {
  std::string out;
  for (std::size_t at = 0; at < css.size(); ++at) {
    std::size_t end = at + 1;
    unsigned code = 0;
    while (css[at] == '\\' && end < css.size() && end < at + 7 && std::isxdigit(static_cast<unsigned char>(css[end]))) code = 16 * code + static_cast<unsigned>(std::stoi(css.substr(end++, 1), nullptr, 16));
    const bool hexadecimal = end > at + 1;
    if (hexadecimal && end < css.size() && std::isspace(static_cast<unsigned char>(css[end]))) ++end;
    if (!hexadecimal && end < css.size()) code = static_cast<unsigned char>(css[end++]);
    const bool in_name = css[at] == '\\' && code < 128 && (std::isalpha(static_cast<int>(code)) || code == '-');
    out += in_name ? static_cast<char>(code) : css[at];
    if (in_name) at = end - 1;
  }
  return out;
}

/// Luminance of a paint from 0 to 1; -1 where it is no plain colour.
double luminance(const std::string& paint) {
  static const std::map<std::string, double> named = {{"white", 1}, {"#fff", 1}, {"black", 0}, {"#000", 0}};
  if (const auto known = named.find(paint); known != named.end()) return known->second;
  unsigned rgb = 0;
  if (paint.size() != 7 || std::sscanf(paint.c_str(), "#%6x", &rgb) != 1) return -1;
  return (0.2125 * (rgb >> 16 & 255) + 0.7154 * (rgb >> 8 & 255) + 0.0721 * (rgb & 255)) / 255;  // SVG 1.1, luminanceToAlpha
}

}  // namespace

bool rename_property(std::string& text, const std::string& property, const std::string& by) {
  bool any = false;
  const auto next = [&](std::size_t from) {   // names of properties are the same in capitals
    const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(std::min(from, text.size())), text.end(), property.begin(), property.end(),
                                   [](unsigned char a, unsigned char b) { return std::tolower(a) == b; });
    return found == text.end() ? std::string::npos : static_cast<std::size_t>(found - text.begin());
  };
  for (std::size_t at = next(0); at != std::string::npos; at = next(at + 1)) {
    const auto word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_'; };
    if (at > 0 && word(text[at - 1])) continue;
    std::size_t end = at + property.size();
    while (end < text.size() && std::isspace(static_cast<unsigned char>(text[end]))) ++end;
    if (end >= text.size() || text[end] != ':') continue;
    text.replace(at, property.size(), by);
    any = true;
  }
  return any;
}

bool is_light_mask(const pugi::xml_node& mask) {
  const bool by_alpha = property(mask, "mask-type") == "alpha";
  for (const auto& child : mask.children()) {
    if (child.type() != pugi::node_element || by_alpha) continue;
    const std::string paint = inherited(child, "fill");
    if (paint == "none" || luminance(paint) < 0.5) return false;
  }
  return true;
}

void SvgConsequences::look_over(const pugi::xml_node& root) {
  for (const auto& node : root.children()) {
    imports_ = imports_ || (node.type() == pugi::node_pi && std::string(node.name()) == "xml-stylesheet");
    if (std::string(node.name()).ends_with("pattern")) patterns_.insert(node.attribute("id").value());
    look_over(node);
  }
}

void SvgConsequences::plain(pugi::xml_node node, const std::string& tag) {
  for (const char* effect : effects) {
    if (auto attribute = node.attribute(effect)) {
      if (std::string(attribute.value()) != "none") mark(node);
      node.remove_attribute(effect);
    }
  }
  const auto cleaned = [](const std::string& css, bool& any) {
    std::string text = without_escapes(css);
    for (const char* effect : effects) any = rename_property(text, effect, removed) || any;
    rename_property(text, "mask", "clip-path");
    return text;
  };
  if (auto style = node.attribute("style")) {
    bool any = false;
    style.set_value(cleaned(style.value(), any).c_str());
    if (any) mark(node);
  }
  if (tag != "style") return;
  for (auto& text : node.children()) {
    imports_ = imports_ || std::string(text.value()).find("@import") != std::string::npos;
    text.set_value(cleaned(text.value(), sheet_effects_).c_str());
  }
}

void SvgConsequences::left_out(const std::string& tag) { (tag == "script" ? scripted_ : animated_) = true; }

bool SvgConsequences::painted_with_pattern(const pugi::xml_node& node) const {
  for (const char* paint : {"fill", "stroke"}) {
    const std::string value = property(node, paint);
    const auto from = value.find("url(#");
    if (from != std::string::npos && patterns_.contains(value.substr(from + 5, value.find(')', from) - from - 5))) return true;
  }
  return false;
}

void SvgConsequences::see_text(const pugi::xml_node& text, const std::string& id) {
  const std::string family = inherited(text, "font-family");
  if (family.empty()) texts_.push_back(id);
  else fonts_[family].push_back(id);
}

void SvgConsequences::see(const pugi::xml_node& node, const std::string& tag, const std::string& id) {
  if (node.attribute(had_effect)) plain_.push_back(id);
  if (painted_with_pattern(node)) dropped_.push_back({id, "it is painted with a pattern, which has no outlines of its own: that paint is left out"});
  if (const std::string damage = damaged_number(node); !damage.empty()) damages_.push_back("Element \"" + id + "\": " + damage + ".");
  if (tag == "text") see_text(node, id);
  if (tag != "use") return;
  const std::string href = node.attribute("href") ? node.attribute("href").value() : node.attribute("xlink:href").value();
  if (!href.empty() && href[0] != '#') dropped_.push_back({id, "it refers to another file, which is never fetched"});
}

void SvgConsequences::tell(SvgDocument& out) const {
  out.dropped.insert(out.dropped.end(), dropped_.begin(), dropped_.end());
  const auto say = [&](bool when, const std::string& what) {
    if (when) out.guesses.push_back(what);
  };
  say(!plain_.empty(), "Filters and blend modes are no geometry: " + listed(plain_) + (plain_.size() > 1 ? " are" : " is") + " drawn plain.");
  say(sheet_effects_, "Filters and blend modes of a style sheet are no geometry: what they act on is drawn plain.");
  constexpr std::size_t most_named = 20;
  for (std::size_t i = 0; i < damages_.size() && i < most_named; ++i) say(true, damages_[i]);
  say(damages_.size() > most_named, std::to_string(damages_.size() - most_named) + " more elements have damaged numbers.");
  say(imports_, "Style sheets outside the file are never fetched.");
  say(animated_, "Animations are left out: everything is drawn at rest.");
  say(scripted_, "Scripts are left out and never run.");
  say(!texts_.empty(), "Text " + listed(texts_) + " is drawn as outlines in a font of this machine: convert it to paths to keep its shape.");
  for (const auto& [families, ids] : fonts_) {
    bool as_asked = false;
    const std::string font = installed(families, as_asked);
    say(as_asked, "Text " + listed(ids) + " is drawn as outlines in the font \"" + font + "\".");
    say(!as_asked, "Text " + listed(ids) + " asks for the font \"" + families + "\", which is not installed: \"" + font +
                       "\" stands in. Convert it to paths where it is.");
  }
}

}  // namespace sprue
