#include "engine/app/report_tables.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "engine/app/html.h"
#include "engine/core/error.h"

namespace sprue {

namespace {

using Json = nlohmann::ordered_json;

Json parse(const std::string& text) {
  try {
    return text.empty() ? Json::object() : Json::parse(text);
  } catch (const Json::parse_error& e) {
    throw InputError("not JSON: " + std::string(e.what()), "summary.json", "", "run `sprue cast` again");
  }
}

double number_at(const Json& json, const char* section, const char* key) {
  const auto s = json.find(section);
  if (s == json.end() || !s->is_object()) return std::numeric_limits<double>::quiet_NaN();
  const auto v = s->find(key);
  return v != s->end() && v->is_number() ? v->get<double>() : std::numeric_limits<double>::quiet_NaN();
}

std::string string_at(const Json& json, const char* key) {
  const auto v = json.find(key);
  return v != json.end() && v->is_string() ? v->get<std::string>() : "";
}

double double_at(const Json& json, const char* key) {
  const auto v = json.find(key);
  return v != json.end() && v->is_number() ? v->get<double>() : 0;
}

std::string shown(const Json& v) {
  if (v.is_boolean()) return v.get<bool>() ? "yes" : "no";
  if (v.is_number_integer()) return std::to_string(v.get<long long>());
  if (v.is_number()) return number(v.get<double>(), 4);
  if (v.is_string()) return escape(v.get<std::string>());
  if (v.is_null()) return "–";
  std::string out;
  if (v.is_array() && v.size() <= 6 &&
      std::none_of(v.begin(), v.end(), [](const Json& x) { return x.is_structured(); }))
    for (const Json& x : v) out += (out.empty() ? "" : ", ") + shown(x);
  else
    out = std::to_string(v.size()) + (v.size() == 1 ? " entry" : " entries");
  return out;
}

bool is_list_of_objects(const Json& v) { return v.is_array() && !v.empty() && v.front().is_object(); }

std::string row(const std::string& key, const Json& v, const std::string& prefix) {
  const Label label = label_of_key(key);
  return "<tr><th scope=\"row\">" + escape(prefix + label.name) + "</th><td>" + shown(v) +
         (label.unit.empty() ? "" : " " + label.unit) + "</td></tr>";
}

std::string rows(const Json& object, const std::string& prefix, int depth) {
  std::string out;
  for (const auto& [key, v] : object.items()) {
    if (v.is_object() && depth < 2)
      out += rows(v, prefix + label_of_key(key).name + " · ", depth + 1);
    else if (!is_list_of_objects(v))
      out += row(key, v, prefix);
  }
  return out;
}

/// A list of objects as a table of its own, at most 40 rows.
std::string list_table(const std::string& title, const Json& list) {
  std::string head, body;
  for (const auto& [key, v] : list.front().items()) {
    const Label label = label_of_key(key);
    head +=
        "<th scope=\"col\">" + escape(label.name) + (label.unit.empty() ? "" : ", " + label.unit) + "</th>";
  }
  std::size_t n = 0;
  for (const Json& item : list) {
    if (++n > 40 || !item.is_object()) break;
    body += "<tr>";
    for (const auto& [key, ignored] : list.front().items())
      body += "<td>" + (item.contains(key) ? shown(item[key]) : "–") + "</td>";
    body += "</tr>";
  }
  const std::string more = list.size() > 40 ? "<p class=\"legend\">" + std::to_string(list.size() - 40) +
                                                  " more in summary.json.</p>"
                                            : "";
  return "<div class=\"wide\"><h3>" + escape(title) +
         "</h3><div class=\"scroll\"><table class=\"list\"><thead><tr>" + head + "</tr></thead><tbody>" +
         body + "</tbody></table></div>" + more + "</div>";
}

Severity severity_of(const std::string& text) {
  return text == "reject" ? Severity::reject : text == "warn" ? Severity::warn : Severity::info;
}

std::string place(const Finding& f) {
  if (f.cavity == 0 && norm(f.where) == 0) return "–";
  const auto mm = [](double v) { return number(std::fabs(v) < 5e-6 ? 0 : v * 1e3); };
  return (f.cavity > 0 ? "cavity " + std::to_string(f.cavity) + "<br>" : "") + "x " + mm(f.where.x) + ", y " +
         mm(f.where.y) + ", z " + mm(f.where.z) + " mm";
}

std::string unit_shown(const std::string& u) { return u == "mm3" ? "mm³" : u == "degC" ? "°C" : u == "1" ? "" : u; }

std::string limit_cell(const Finding& f) {
  if (f.unit.empty() && f.value == 0) return "–";
  const std::string shown_unit = unit_shown(f.unit), unit = shown_unit.empty() ? "" : " " + escape(shown_unit);
  return "<b>" + number(f.value) + unit + "</b>" +
         (f.limit != 0 ? "<br><span class=\"dim\">limit " + number(f.limit) + unit + "</span>" : "");
}

std::string verdict_sentence(const Json& j, const std::string& verdict,
                             const std::vector<Finding>& findings) {
  const auto count = [&](Severity s) {
    return std::count_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.severity == s; });
  };
  const std::string reached = string_at(j, "reached"), status = string_at(j, "status");
  std::string text = status == "refused"       ? "Nothing was cast."
                     : reached == "solidified" ? "The mould fills and the metal freezes."
                     : reached == "filled"     ? "The mould fills."
                     : reached == "misrun"     ? "The metal stops before the mould is full."
                                               : "";
  const auto rejects = count(Severity::reject), warns = count(Severity::warn);
  if (rejects > 0)
    text += " " + std::to_string(rejects) + (rejects == 1 ? " finding" : " findings") +
            " must be put right before cutting the mould.";
  if (warns > 0)
    text +=
        " " + std::to_string(warns) + (warns == 1 ? " finding deserves" : " findings deserve") + " a look.";
  if (rejects == 0 && warns == 0 && verdict != "reject") text += " Nothing was found that would spoil it.";
  return text;
}

}  // namespace

std::vector<Finding> read_findings(const std::string& summary_json) {
  std::vector<Finding> out;
  const Json j = parse(summary_json);
  const auto list = j.find("findings");
  if (list == j.end() || !list->is_array()) return out;
  for (const Json& v : *list) {
    if (!v.is_object())
      throw InputError("a finding is not an object", "summary.json", "", "run `sprue cast` again");
    Finding f;
    f.kind = string_at(v, "kind");
    f.severity = severity_of(string_at(v, "severity"));
    f.cavity = static_cast<int>(double_at(v, "cavity"));
    if (const auto w = v.find("where_mm"); w != v.end() && w->is_array() && w->size() == 3)
      for (int d = 0; d < 3; ++d)
        if ((*w)[static_cast<std::size_t>(d)].is_number())
          f.where[d] = (*w)[static_cast<std::size_t>(d)].get<double>() / 1e3;
    f.element = string_at(v, "element");
    f.pin = string_at(v, "pin");
    f.size = double_at(v, "size_mm") / 1e3;
    f.volume = double_at(v, "volume_mm3") / 1e9;
    f.value = double_at(v, "value");
    f.limit = double_at(v, "limit");
    f.unit = string_at(v, "unit");
    f.evidence = string_at(v, "evidence");
    f.cause = string_at(v, "cause");
    f.advice = string_at(v, "advice");
    f.confidence = string_at(v, "confidence");
    f.source = string_at(v, "source");
    out.push_back(std::move(f));
  }
  return out;
}

std::vector<Finding> ranked(std::vector<Finding> findings) {
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  return findings;
}

std::string findings_table(const std::vector<Finding>& findings) {
  if (findings.empty()) return "<p>No findings.</p>";
  std::string body;
  for (std::size_t n = 0; n < findings.size(); ++n) {
    const Finding& f = findings[n];
    const std::string level = to_string(f.severity);
    body += "<tr class=\"" + level + "\"><td class=\"no\">" + std::to_string(n + 1) +
            "</td><td><span class=\"pill " + level + "\">" + level + "</span> <b>" + escape(f.kind) + "</b>" +
            (f.pin.empty() ? "" : "<br>" + escape(f.pin)) + (f.element.empty() ? "" : "<br><code>" + escape(f.element) + "</code>") + "</td><td>" + place(f) +
            (f.size > 0 ? "<br><span class=\"dim\">" + number(f.size * 1e3) + " mm across</span>" : "") +
            "</td><td>" + limit_cell(f) + "</td><td><p>" + escape(f.cause) + "</p><p class=\"advice\">" +
            escape(f.advice) + "</p><p class=\"dim\">" + escape(f.evidence) +
            (f.confidence.empty() ? "" : "<br>Confidence " + escape(f.confidence)) + (f.source.empty() ? "" : "<br>Source " + escape(f.source)) + "</p><button type=\"button\" data-finding=\"" + std::to_string(n) + "\" hidden>Show in 3-D</button></td></tr>\n";
  }
  return "<table class=\"findings\"><thead><tr><th scope=\"col\">#</th><th scope=\"col\">Finding</th><th "
         "scope=\"col\">Where</th><th scope=\"col\">Value</th>"
         "<th scope=\"col\">Why, and what to do</th></tr></thead><tbody>" +
         body + "</tbody></table>";
}

Headline headline(const std::string& summary_json, const std::vector<Finding>& findings) {
  const Json j = parse(summary_json);
  Headline h;
  h.verdict = string_at(j, "verdict");
  h.sentence = verdict_sentence(j, h.verdict, findings);
  const auto add = [&](const char* label, double value, const char* unit) {
    h.numbers.push_back({label, number(value), unit});
  };
  add("mass of the pin", number_at(j, "part", "mass_g"), "g");
  add("filled", std::round(1000 * number_at(j, "fill", "fraction")) / 10, "%");   // a run cut short has wisps of 1e-10 %
  add("filling time", number_at(j, "fill", "time_s"), "s");
  add("solid after", number_at(j, "solidification", "time_s"), "s");
  add("shrinkage voids", number_at(j, "porosity", "shrinkage_mm3"), "mm³");
  return h;
}

std::string summary_tables(const std::string& summary_json) {
  const Json j = parse(summary_json);
  std::string cards, lists;
  for (const char* section : {"design", "part", "mould", "grid", "fill", "solidification", "porosity",
                              "balances", "guards", "performance", "provenance"}) {
    const auto s = j.find(section);
    if (s == j.end() || !s->is_object()) continue;
    const std::string body = rows(*s, "", 0);
    if (!body.empty())
      cards += "<div class=\"card\"><h3>" + std::string(section) + "</h3><table class=\"facts\"><tbody>" +
               body + "</tbody></table></div>\n";
    for (const auto& [key, v] : s->items())
      if (is_list_of_objects(v))
        lists += list_table(std::string(section) + " · " + label_of_key(key).name, v);
  }
  return "<div class=\"cards\">" + cards + "</div>" + lists;
}

}  // namespace sprue
