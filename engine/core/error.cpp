#include "engine/core/error.h"

#include <cstdio>
#include <cstdlib>

namespace sprue {

namespace {
std::string one_line(const std::string& what, const std::string& where, const std::string& value,
                     const std::string& remedy) {
  std::string text = where.empty() ? what : where + ": " + what;
  if (!value.empty()) text += " (value " + value + ")";
  if (!remedy.empty()) text += "; " + remedy;
  for (char& c : text)  // values quoted from a file may hold line ends
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return text;
}
}  // namespace

InputError::InputError(std::string what_is_wrong, std::string where_, std::string value_, std::string remedy_)
    : std::runtime_error(one_line(what_is_wrong, where_, value_, remedy_)),
      where(std::move(where_)),
      value(std::move(value_)),
      remedy(std::move(remedy_)) {}

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, condition);
  std::abort();
}

}  // namespace sprue
