/// What of an SVG drawing becomes of filters, blend modes, patterns, text, links to other files, scripts and animations: seen
/// while the file is read, told to the user in sentences.
#pragma once

#include <map>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <vector>

#include "meshing/svg_document.h"

namespace sprue {

/// A property's name in text of style ("filter: x"), where it stands as a whole word before a colon, in small letters or capitals; `by` in its place. Says
/// whether there was any.
bool rename_property(std::string& text, const std::string& property, const std::string& by);

class SvgConsequences {
 public:
  /// The document before cleaning: ids of its patterns, style sheets elsewhere.
  void look_over(const pugi::xml_node& root);

  /// Takes filters, masks' names and blend modes out of the node's attributes and style, or of the text of a <style>.
  void plain(pugi::xml_node node, const std::string& tag);

  void left_out(const std::string& tag);  ///< a script or an animation, which is removed

  /// A node that stays, by the name the user knows it by.
  void see(const pugi::xml_node& node, const std::string& tag, const std::string& id);

  void tell(SvgDocument& out) const;

 private:
  bool painted_with_pattern(const pugi::xml_node& node) const;
  void see_text(const pugi::xml_node& text, const std::string& id);

  std::set<std::string> patterns_;
  std::vector<std::string> plain_, texts_, damages_;
  std::map<std::string, std::vector<std::string>> fonts_;  ///< family asked for -> ids
  std::vector<DroppedElement> dropped_;
  bool sheet_effects_ = false, imports_ = false, animated_ = false, scripted_ = false;
};

/// Whether a mask's shapes let everything through that lies within them: none is dark or of unknown paint.
bool is_light_mask(const pugi::xml_node& mask);

}  // namespace sprue
