/// The tables of the report, from summary.json.
#pragma once

#include <string>
#include <vector>

#include "engine/core/finding.h"

namespace sprue {

/// Findings as summary.json holds them. Throws InputError when the text is not such JSON.
std::vector<Finding> read_findings(const std::string& summary_json);

/// Worst first; equal ones in their order.
std::vector<Finding> ranked(std::vector<Finding> findings);

std::string findings_table(const std::vector<Finding>& ranked);

/// Verdict, sentence and the five numbers a client asks for.
struct Headline {
  std::string verdict, sentence;
  struct Number {
    std::string label, value, unit;
  };
  std::vector<Number> numbers;
};
Headline headline(const std::string& summary_json, const std::vector<Finding>& findings);

/// One table for each section of the summary that holds numbers, and the materials' provenance.
std::string summary_tables(const std::string& summary_json);

}  // namespace sprue
