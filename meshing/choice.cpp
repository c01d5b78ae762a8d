#include "meshing/choice.h"

#include <cstdio>

#include "engine/core/error.h"

namespace sprue {

std::string words(const char* format, double a, double b, double c, double d) {
  char line[400];
  std::snprintf(line, sizeof line, format, a, b, c, d);
  return line;
}

std::string in_mm(double metres) { return words("%.2f mm", 1e3 * metres); }

double Choices::length(double given, double chosen, const std::string& key, const std::string& reason, const std::string& source) {
  if (!(given >= 0)) throw InputError(key + " must be greater than zero", "tooling", words("%g mm", 1e3 * given), "give a length above 0");
  if (given > 0) return given;
  if (!(chosen > 0)) throw InputError(key + " cannot be chosen", "tooling", words("%g mm", 1e3 * chosen), "give it a length above 0");
  all_.push_back({key, in_mm(chosen), reason, source});
  return chosen;
}

double Choices::number(double given, double chosen, const std::string& key, const std::string& reason, const std::string& source) {
  if (given >= 0) return given;
  all_.push_back({key, words("%g", chosen), reason, source});
  return chosen;
}

}  // namespace sprue
