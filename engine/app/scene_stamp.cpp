#include "engine/app/scene_stamp.h"

#include <regex>

namespace sprue {

namespace {

const std::regex& field() {
  static const std::regex serial("\\{(n{1,12})\\}");
  return serial;
}

}  // namespace

bool has_serial(const std::string& text) { return std::regex_search(text, field()); }

std::string with_serial(const std::string& text, int number) {
  std::string out, digits = std::to_string(number), rest = text;
  for (std::smatch m; std::regex_search(rest, m, field()); rest = m.suffix()) {
    const auto width = static_cast<std::size_t>(m[1].length());
    out += m.prefix().str() + (digits.size() < width ? std::string(width - digits.size(), '0') : "") + digits;
  }
  return out + rest;
}

}  // namespace sprue
