/// Thermocouples: temperature against time at places of the scene's [[probe]] entries.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/app/scene.h"
#include "solvers/casting.h"
#include "solvers/microstructure.h"

namespace sprue {

/// Where a probe sits. Its reading is interpolated linearly between the centres of the (up to eight) cells around it that hold what its own cell
/// is: metal (the mean temperature of a cell's metal) or mould.
struct Probe {
  std::string name;
  int cavity = 0;          ///< its place was given in that part's frame; 0 = tool frame
  Vec3 place;              ///< m, as given
  Vec3 in_tool;            ///< m, tool frame
  bool in_metal = false;   ///< in the cavity (else in the mould)
  Slot slot = no_slot;     ///< its own cell
  struct Part {
    Slot slot;
    double weight;
  };
  std::vector<Part> around;
};

/// How a cavity's part lies in the tool, row major 4 x 4, m (CavityPlacement of the tooling).
struct ProbeFrame {
  int cavity = 1;
  std::array<double, 16> to_tool{};
};

/// Throws InputError for a place that is neither cavity nor mould, an unknown cavity, names that repeat or would not stand in a CSV file.
std::vector<Probe> placed_probes(const Scene& scene, const Domain& domain, const std::vector<ProbeFrame>& frames);

/// K at a probe; not a number where it sits in the cavity and there is no metal.
double reading(const Probe& probe, const Casting& casting);

/// All readings of a run.
class ProbeCurves {
 public:
  explicit ProbeCurves(const std::vector<Probe>& probes) : probes_(probes) {}
  void sample(const Casting& casting);   ///< at the start and after each step
  /// Bytes for a checkpoint's attachment, and back. Throws InputError naming `where` when they do not fit.
  std::string save() const;
  void restore(const std::string& bytes, const std::string& where);
  /// One line a sample: time_s, then a column NAME_degC for each probe, empty where there is no metal.
  std::string csv() const;
  double highest(std::size_t probe) const;   ///< K; not a number where nothing was read

 private:
  const std::vector<Probe>& probes_;
  std::vector<double> rows_;   // time, then one reading a probe
};

/// JSON list: name, cavity, where_mm, medium, highest_degC; in the cavity also arrival_s, solidification_s, and of its cell's freezing cooling_rate_K_s,
/// gradient_K_m, front_speed_m_s, local_freezing_time_s, arm_spacing_um (null where it did not happen or is not known).
std::string probes_json(const std::vector<Probe>& probes, const ProbeCurves& curves, const Record& record, const Microstructure& grains);

}  // namespace sprue
