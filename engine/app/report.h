/// report.html: one self-contained offline page from what a casting left behind.
///
/// No network, no fonts: pictures are inline SVG and PNG data, film and 3-D view are drawn by the one script that the page allows (by its hash) from data in the page;
/// without it the page reads all the same. Every text from a drawing or a scene is escaped.
#pragma once

#include <string>
#include <vector>

#include "engine/app/figure.h"
#include "engine/app/snapshot.h"
#include "engine/core/finding.h"
#include "engine/core/record.h"
#include "engine/core/triangle_mesh.h"
#include "meshing/design.h"
#include "meshing/tooling.h"

namespace sprue {

/// One design of those on the mould.
struct ReportPin {
  std::string name;      ///< empty of the only one
  const Design* design;
  TriangleMesh part;     ///< part frame, m
};

/// What the page is made from. Pointers may be null: the page then leaves out what it would show.
struct ReportData {
  std::string title;         ///< the scene's name
  std::string summary_json;  ///< the text of summary.json; its numbers fill the tables
  std::vector<Finding> findings;
  std::vector<ReportPin> pins;
  const TriangleMesh* shot = nullptr;   ///< all metal of a pour, tool frame, m
  const TriangleMesh* upper = nullptr;  ///< mould halves, tool frame, m
  const TriangleMesh* lower = nullptr;
  double thinned = 0;                   ///< m by which borders of these three may be off (thinned.h)
  const std::vector<CavityPlacement>* placements = nullptr;
  std::vector<std::string> designs;     ///< names by CavityPlacement::pin
  const Domain* domain = nullptr;
  const CastingState* state = nullptr;
  const Record* record = nullptr;
  const AlloyCurve* alloy = nullptr;
  std::vector<Snapshot> snapshots;
  Rgb metal{0.72, 0.745, 0.77}, mould{0.75, 0.36, 0.26};   ///< colours of alloy and mould
  std::string scene_text;  ///< the scene as resolved
};

/// The whole page. Throws InputError when summary_json is not JSON.
std::string build_report(const ReportData& data);

/// Its pictures, each with a name for a file; film and 3-D view are not among them.
std::vector<Figure> report_figures(const ReportData& data);

}  // namespace sprue
