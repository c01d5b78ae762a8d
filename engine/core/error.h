/// The three error channels (never mixed).
///   misuse of the API      -> SPRUE_ASSERT, aborts with file and line, in every build type
///   bad input from a user  -> throw InputError: what, where, the value, the remedy
///   numerical outcome      -> returned data (reports, statuses); never an exception
#pragma once

#include <stdexcept>
#include <string>

namespace sprue {

/// Bad input. `what()` is the whole message on one line: "WHERE: WHAT (value VALUE); REMEDY".
class InputError : public std::runtime_error {
 public:
  /// where: "file.toml:12:3", "drawing.svg, element path12", "--cell"; value and remedy may be empty.
  InputError(std::string what_is_wrong, std::string where, std::string value, std::string remedy);
  const std::string where, value, remedy;
};

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace sprue

#define SPRUE_ASSERT(condition) \
  ((condition) ? void(0) : ::sprue::assertion_failed(#condition, __FILE__, __LINE__))
