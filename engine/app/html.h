/// Text for a page: escaping, numbers, names.
#pragma once

#include <string>

namespace sprue {

/// Safe inside elements and quoted attributes; control characters and broken UTF-8 become U+FFFD.
std::string escape(const std::string& text);

/// JSON that ends no script element: "<" as an escape of JSON.
std::string without_tags(const std::string& json);

/// Three significant digits, thousands as they are; "–" for what is not a number.
std::string number(double value, int digits = 3);

/// "cavity_volume_mm3" -> label "cavity volume", unit "mm³".
struct Label {
  std::string name, unit;
};
Label label_of_key(const std::string& key);

}  // namespace sprue
