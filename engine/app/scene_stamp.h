/// The serial in a stamp's text.
#pragma once

#include <string>

namespace sprue {

bool has_serial(const std::string& text);

/// {n}, {nn}, ... replaced by the number, with zeros in front up to as many digits.
std::string with_serial(const std::string& text, int number);

}  // namespace sprue
