#include "engine/core/property_reader.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <toml++/toml.h>

#include "engine/core/error.h"

namespace sprue {

std::string toml_place(const std::string& file, const toml::node& node) {
  return file + ":" + std::to_string(node.source().begin.line) + ":" + std::to_string(node.source().begin.column);
}

toml::table parse_toml(const std::string& file) {
  try {
    return toml::parse_file(file);
  } catch (const toml::parse_error& e) {
    throw InputError("not valid TOML: " + std::string(e.description()),
                     file + ":" + std::to_string(e.source().begin.line) + ":" + std::to_string(e.source().begin.column), "", "correct the file");
  }
}

namespace {

/// Reads one property table of a material file.
class PropertyReader {
 public:
  PropertyReader(const std::string& file, const std::string& name, const toml::table& table, Dimension dimension)
      : file_(file), name_(name), table_(table), dimension_(dimension), where_(toml_place(file, table) + ", property " + name) {
    check_keys();
  }

  Property read() {
    p_.name = name_;
    p_.unit = si_unit(dimension_);
    p_.unit_as_written = text("unit");
    p_.source = text("source");
    p_.confidence = text("confidence");
    p_.note = text("note");
    if (p_.source.empty()) throw InputError("the source is missing", where_, "", "say where the number comes from: source = \"...\"");
    if (p_.confidence != "high" && p_.confidence != "medium" && p_.confidence != "low")
      throw InputError("the confidence must be stated", where_, p_.confidence, "use \"high\", \"medium\" or \"low\"");
    read_table();
    read_value();
    read_range();
    return p_;
  }

 private:
  void check_keys() const {
    static const std::vector<std::string> keys = {"value", "unit", "interval", "table", "temperature_unit", "range", "source", "confidence", "note"};
    for (const auto& [key, node] : table_) {
      const std::string k(key.str());
      if (std::find(keys.begin(), keys.end(), k) != keys.end()) continue;
      const std::string near = nearest_word(k, keys);
      throw InputError("unknown key '" + k + "'", place(node), "",
                       near.empty() ? "keys are value, unit, interval, table, temperature_unit, range, source, confidence, note" : "did you mean '" + near + "'?");
    }
  }
  std::string place(const toml::node& node) const { return toml_place(file_, node) + ", property " + name_; }
  std::string text(const char* key) const {
    const toml::node* node = table_.get(key);
    if (!node) return "";
    if (!node->is_string()) throw InputError("'" + std::string(key) + "' must be text", place(*node), "", "put it in quotes");
    return node->as_string()->get();
  }
  double number(const toml::node& node) const {
    const auto v = node.value<double>();
    if (!v || !std::isfinite(*v)) throw InputError("a finite number is needed", place(node), "", "numbers stand bare here; their unit is in the key 'unit'");
    return *v;
  }
  double quantity(const toml::node& node) const { return to_si(number(node), p_.unit_as_written, dimension_, place(node)); }

  const toml::array& array(const toml::node& node, std::size_t size) const {
    const toml::array* a = node.as_array();
    if (!a || a->size() != size) throw InputError("an array of " + std::to_string(size) + " is needed", place(node), "", "write [low, high] or [temperature, value]");
    return *a;
  }
  void read_table() {
    const toml::node* node = table_.get("table");
    if (!node) return;
    if (!node->is_array()) throw InputError("'table' must be an array of [temperature, value]", place(*node), "", "");
    const std::string unit = text("temperature_unit");
    for (const toml::node& row : *node->as_array()) {
      const toml::array& pair = array(row, 2);
      const double t = to_si(number(pair[0]), unit, Dimension::temperature, place(row) + ", temperature_unit");
      if (!p_.table.empty() && t < p_.table.back().first)
        throw InputError("temperatures must ascend", place(row), to_text(number(pair[0])), "sort the table; a jump is the same temperature twice");
      p_.table.emplace_back(t, quantity(pair[1]));
    }
    if (p_.table.empty()) throw InputError("the table is empty", place(*node), "", "give rows [temperature, value]");
  }
  void read_value() {
    if (const toml::node* node = table_.get("value")) p_.value = quantity(*node);
    else if (!p_.table.empty()) p_.value = p_.table.front().second;
    else throw InputError("neither 'value' nor 'table' is given", where_, "", "give one of them");
    p_.low = p_.high = p_.value;
    const toml::node* node = table_.get("interval");
    if (!node) return;
    const toml::array& pair = array(*node, 2);
    p_.low = quantity(pair[0]);
    p_.high = quantity(pair[1]);
    if (p_.low > p_.value || p_.value > p_.high)
      throw InputError("the interval does not hold the value", place(*node), to_text(p_.value) + " " + p_.unit, "write [low, high] around the value");
  }
  void read_range() {
    const toml::node* node = table_.get("range");
    if (!node) return;
    const toml::array& pair = array(*node, 2);
    double* const ends[] = {&p_.range_low, &p_.range_high};
    for (std::size_t i = 0; i < 2; ++i) {
      if (!pair[i].is_string()) throw InputError("a temperature with unit is needed", place(pair[i]), "", "like [\"20 degC\", \"100 degC\"]");
      *ends[i] = parse_si(pair[i].as_string()->get(), Dimension::temperature, place(pair[i]));
    }
  }

  const std::string& file_;
  const std::string name_;
  const toml::table& table_;
  const Dimension dimension_;
  const std::string where_;
  Property p_;
};

}  // namespace

Property read_property(const std::string& file, const std::string& name, const toml::table& table, Dimension dimension) {
  return PropertyReader(file, name, table, dimension).read();
}

}  // namespace sprue
