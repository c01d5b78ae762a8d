/// A size that was left open and chosen, with the scene key that sets it, the reason and where the rule comes from.
#pragma once

#include <string>
#include <vector>

namespace sprue {

inline const char* const shop_default = "shop default, low confidence";

struct Choice {
  std::string key;      ///< "mould.gate_width"
  std::string value;    ///< as a scene would write it: "6.00 mm"
  std::string reason;
  std::string source;   ///< of the rule, or shop_default
  std::string text() const { return key + " " + value + ": " + reason + " (" + source + ")"; }
};

/// Collects what is chosen.
class Choices {
 public:
  /// `given` (m) where it is over zero, else `chosen`, which is noted. Throws InputError where either is negative or not a number, or `chosen` is zero.
  double length(double given, double chosen, const std::string& key, const std::string& reason, const std::string& source = shop_default);
  /// The same for numbers without dimension, of which negative ones stand for "open".
  double number(double given, double chosen, const std::string& key, const std::string& reason, const std::string& source = shop_default);
  void note(Choice choice) { all_.push_back(std::move(choice)); }
  const std::vector<Choice>& all() const { return all_; }

 private:
  std::vector<Choice> all_;
};

/// printf with doubles, for reasons.
std::string words(const char* format, double a = 0, double b = 0, double c = 0, double d = 0);

std::string in_mm(double metres);   ///< "6.00 mm"

}  // namespace sprue
