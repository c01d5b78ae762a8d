/// A casting on disk: enough to go on bit for bit.
///
/// HDF5 with a 512-byte user block in front that holds format version, length and a 64-bit sum of everything
/// behind it: damage is found before HDF5 parses a byte. Each array carries Fletcher-32 as well. Any HDF5
/// tool opens the file.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "engine/core/record.h"

namespace sprue {

struct Checkpoint {
  std::string scene;   ///< the scene as resolved, TOML
  std::string domain;  ///< domain_hash of the domain it belongs to
  CastingState state;
  Record record;
  std::map<std::string, std::string> attachments;  ///< further bytes by name, for those who run the casting
};

/// 64-bit hash over grid, fractions, apertures, kinds and materials, as 16 hex digits.
std::string domain_hash(const Domain& domain);

/// Written to a temporary name, then renamed. Throws InputError when not writable.
void write_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint);

/// Throws InputError (missing, not a checkpoint, truncated, damaged, other version) with file and remedy.
Checkpoint read_checkpoint(const std::filesystem::path& file);

/// Throws InputError unless the checkpoint belongs to this very domain.
void require_domain(const Checkpoint& checkpoint, const Domain& domain, const std::filesystem::path& file);

}  // namespace sprue
