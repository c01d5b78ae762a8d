/// The DXF file as entities, layers and blocks; no geometry yet.
///
/// Read here and not by libdime (Debian 0.20111205), which was measured first: a spline that states its number of points
/// twice is written past its memory, a polyline that states two thousand million vertices takes all memory there is, the
/// array of a turned INSERT is not turned with it, and hatches come without boundaries.
///
/// Format: Autodesk, DXF Reference (ASCII; group code and value on lines of their own).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/vec.h"

namespace sprue {

/// A group: its code and its value without blanks around it.
struct DxfGroup {
  int code = 0;
  std::uint32_t line = 0;  ///< of the file, of its value
  std::string_view value;  ///< into DxfDocument::text
};

struct DxfEntity {
  std::string kind;     ///< "LWPOLYLINE"
  std::string handle;   ///< may be empty
  std::string layer = "0";
  int colour = 256;     ///< by the colour index; 256 by layer, 0 by block
  int true_colour = -1;  ///< rgb; -1 = none
  bool on_paper = false, visible = true;
  std::uint32_t line = 0;          ///< where it begins
  std::vector<DxfGroup> groups;    ///< all of its groups
  std::vector<DxfEntity> vertices;  ///< of a POLYLINE

  const DxfGroup* find(int code) const;  ///< the first with that code
};

struct DxfLayer {
  int colour = 7, true_colour = -1;
  bool off = false;  ///< switched off or frozen
};

struct DxfBlock {
  Vec2 base;
  std::vector<DxfEntity> entities;
};

struct DxfDocument {
  std::string file;
  std::string text;
  int units = 0;  ///< $INSUNITS; 0 = not stated
  std::map<std::string, DxfLayer> layers;
  std::map<std::string, DxfBlock> blocks;
  std::vector<DxfEntity> entities;

  /// Value of the group; `otherwise` without one. Throws InputError: not a number, not finite.
  double number(const DxfEntity& entity, int code, double otherwise) const;
  double number(const DxfGroup& group) const;
  long whole(const DxfEntity& entity, int code, long otherwise) const;
  long whole(const DxfGroup& group) const;
};

/// Throws InputError: file missing or unreadable, larger than 16 MB, binary, damaged (file and line).
DxfDocument read_dxf_document(const std::filesystem::path& file);

}  // namespace sprue
