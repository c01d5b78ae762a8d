#include "engine/core/finding.h"

namespace sprue {

const char* to_string(Severity severity) {
  switch (severity) {
    case Severity::info: return "info";
    case Severity::warn: return "warn";
    case Severity::reject: return "reject";
  }
  return "info";
}

}  // namespace sprue
