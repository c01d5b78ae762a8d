/// Numbers of an SVG element that are none, or beyond any drawing: a renderer then draws nothing, or part of it, without a word.
#pragma once

#include <pugixml.hpp>
#include <string>

namespace sprue {

/// What is wrong with the element's path data, points or lengths, as the end of a sentence: "its width is \"inf\", which is no
/// length of a drawing"; empty where all can be read and none is larger than 1e9.
std::string damaged_number(const pugi::xml_node& element);

}  // namespace sprue
