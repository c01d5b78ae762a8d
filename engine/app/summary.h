/// The JSON documents: summary.json (sprue.cast/1), sprue.mould/1, sprue.check/1. Keys are a promise: more may come, none is renamed.
///
/// Lengths in mm and areas, volumes accordingly, as the keys say; everything else in SI or as named.
#pragma once

#include <memory>

#include "engine/app/maker_files.h"

namespace sprue {

class Summary {
 public:
  explicit Summary(const std::string& schema);
  ~Summary();
  Summary(Summary&&) noexcept;

  void scene(const Scene& resolved_scene, const std::vector<std::string>& notes);
  void pins(const std::vector<Pin>& pins, double density);   ///< "design" and "part" are the first's; of several also "pins"
  void mould(const Stages& stages, const MakerFiles& made);
  void findings(const std::vector<Finding>& findings);  ///< and the verdict
  void provenance(const SceneMaterials& materials);

  /// Any other key by JSON pointer ("/fill/time_s"); a number that is not finite becomes null.
  void set(const std::string& pointer, double value);
  void set(const std::string& pointer, const std::string& value);
  void set(const std::string& pointer, const char* value);
  void set(const std::string& pointer, bool value);
  void set_count(const std::string& pointer, std::int64_t value);
  void set_where(const std::string& pointer, const Vec3& metres);   ///< as [x, y, z] in mm
  void set_json(const std::string& pointer, const std::string& json_text);

  std::string text() const;
  void write(const std::filesystem::path& file) const;  ///< to a temporary name, then renamed

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// log.txt: what was assumed, and the scene as resolved (it can be run again as a scene).
void write_log(const Scene& resolved_scene, const std::vector<std::string>& notes, const std::filesystem::path& folder);

/// Sentences on what was assumed of the drawings.
std::vector<std::string> guesses_of(const std::vector<Pin>& pins);

/// "reject" with any reject among the findings, else "warn" with any warning, else "pass".
const char* verdict_of(const std::vector<Finding>& findings);

/// What was found, for a person: one numbered line each, worst first; of a kind that many elements share the first six.
std::string findings_text(const std::vector<Finding>& findings);

}  // namespace sprue
