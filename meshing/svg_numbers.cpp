#include "meshing/svg_numbers.h"

#include <charconv>
#include <cstdlib>
#include <cstring>

namespace sprue {

namespace {

constexpr double most = 1e9;  // user units

/// Length of the number at the beginning of `text`, 0 if there is none; SVG allows a sign and no digit before the point.
std::size_t number_at(const char* text, bool& too_large) {
  const char* digits = text + (*text == '+' || *text == '-' ? 1 : 0);
  if (*digits == 0 || !std::strchr("0123456789.", *digits)) return 0;
  double value = 0;
  const auto result = std::from_chars(digits, text + std::strlen(text), value);
  if (result.ec == std::errc::invalid_argument) return 0;
  if (result.ec == std::errc::result_out_of_range) value = std::strtod(digits, nullptr);  // infinity or 0
  too_large = value > most;
  return static_cast<std::size_t>(result.ptr - text);
}

std::string quoted(const char* text) { return "\"" + std::string(text).substr(0, 20) + "\""; }

/// What is wrong with a list of numbers, separators and `commands`.
std::string fault_of(const std::string& what, const char* text, const char* commands) {
  bool too_large = false;
  while (*text) {
    if (std::strchr(" \t\r\n,", *text) || std::strchr(commands, *text)) {
      ++text;
      continue;
    }
    const std::size_t length = number_at(text, too_large);
    if (length == 0) return "its " + what + " cannot be read from " + quoted(text) + " on: only what comes before is drawn";
    if (too_large) return "its " + what + " holds " + quoted(std::string(text, length).c_str()) + ", larger than any drawing: what it draws may be cut off";
    text += length;
  }
  return "";
}

}  // namespace

std::string damaged_number(const pugi::xml_node& element) {
  std::string fault = fault_of("path data", element.attribute("d").value(), "MmZzLlHhVvCcSsQqTtAa");
  if (fault.empty()) fault = fault_of("list of points", element.attribute("points").value(), "");
  if (!fault.empty()) return fault;
  for (const char* name : {"x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "x1", "y1", "x2", "y2", "stroke-width"}) {
    const char* text = element.attribute(name).value();
    text += std::strspn(text, " \t\r\n");
    bool too_large = false;
    if (*text == 0 || std::strcmp(text, "auto") == 0 || std::strcmp(text, "inherit") == 0) continue;
    if (number_at(text, too_large) == 0 || too_large)
      return std::string("its ") + name + " is " + quoted(text) + ", which is no length of a drawing: what depends on it may not be drawn";
  }
  return "";
}

}  // namespace sprue
