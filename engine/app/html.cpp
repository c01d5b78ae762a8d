#include "engine/app/html.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

namespace sprue {

namespace {

/// Length of the well-formed UTF-8 sequence at `at`; 0 where it is broken.
std::size_t sequence(const std::string& s, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0u; };
  const unsigned lead = byte(at);
  const std::size_t n = lead < 0x80                   ? 1
                        : lead >= 0xc2 && lead < 0xe0 ? 2
                        : lead >= 0xe0 && lead < 0xf0 ? 3
                        : lead >= 0xf0 && lead < 0xf5 ? 4
                                                      : 0;
  for (std::size_t i = 1; i < n; ++i)
    if ((byte(at + i) & 0xc0u) != 0x80u) return 0;
  return n;
}

}  // namespace

std::string escape(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t n = sequence(text, i);
    const char c = text[i];
    if (n == 0 || (n == 1 && static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'))
      out += "\xef\xbf\xbd";
    else if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else
      out.append(text, i, n);
    i += n == 0 ? 1 : n;
  }
  return out;
}

std::string without_tags(const std::string& json) {
  std::string out;
  for (const char c : json) out += c == '<' ? std::string("\\u003c") : std::string(1, c);
  return out;
}

std::string number(double value, int digits) {
  if (!std::isfinite(value)) return "\xe2\x80\x93";
  char text[64];
  const double size = std::fabs(value);
  if (size >= std::pow(10, digits) && size < 1e9)
    std::snprintf(text, sizeof text, "%.0f", value);
  else
    std::snprintf(text, sizeof text, "%.*g", digits, value);
  return text;
}

Label label_of_key(const std::string& key) {
  static const std::array<std::pair<const char*, const char*>, 17> units = {{{"_mm3", "mm³"},
                                                                             {"_mm2", "mm²"},
                                                                             {"_mm", "mm"},
                                                                             {"_m_s", "m/s"},
                                                                             {"_kPa", "kPa"},
                                                                             {"_degC", "°C"},
                                                                             {"_deg", "°"},
                                                                             {"_rpm", "rpm"},
                                                                             {"_mb", "MB"},
                                                                             {"_ms", "ms"},
                                                                             {"_s", "s"},
                                                                             {"_g", "g"},
                                                                             {"_kg", "kg"},
                                                                             {"_m", "m"},
                                                                             {"_K", "K"},
                                                                             {"_J", "J"},
                                                                             {"_W_m2_K", "W/m²K"}}};
  Label label{key, ""};
  std::size_t longest = 0;
  for (const auto& [suffix, unit] : units) {
    const std::string s = suffix;
    if (key.size() > s.size() && s.size() > longest && key.compare(key.size() - s.size(), s.size(), s) == 0) {
      longest = s.size();
      label = {key.substr(0, key.size() - s.size()), unit};
    }
  }
  for (char& c : label.name)
    if (c == '_') c = ' ';
  return label;
}

}  // namespace sprue
