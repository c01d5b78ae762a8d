/// How prone to tearing while hot: the last liquid between grains, too little to flow in, too much to hold.
///
/// Clyne and Davies, from the cell's own cooling history (freezing_record.h):
///   CSC = t_V / t_R,      t_V: from solid fraction 0.9 to 0.99 (open to tearing),  t_R: from 0.4 to 0.9 (strains are still fed)
/// Kou, from the alloy's own table: the steepness with which the last channels close,
///   K = max |dT / d sqrt(f)| over 0.95 <= f <= 0.99,      K; 0 where that freezes at one temperature (eutectic);
/// and from the history how fast they do: (sqrt 0.99 - sqrt 0.9) / t_V, 1/s; slow bridging gives strain the time to open a gap.
/// Limits:     they rank alloys and places; no strain is computed. Nobody has published thresholds for zinc or brass.
/// Citation:   Clyne & Davies, The British Foundryman 74 (1981) 65; Kou, Acta Materialia 88 (2015) 366.
#pragma once

#include "engine/core/materials.h"
#include "engine/core/record.h"

namespace sprue {

/// K; 0 for pure metals and where the last liquid freezes in an isothermal reaction.
double kou_index(const AlloyCurve& alloy);

struct HotTear {
  // flow_slots() entries; `never` where freezing has not ended or had no duration
  Field<float> clyne_davies;
  Field<float> bridging_rate;   ///< 1/s
};

HotTear hot_tear(const Record& record);

}  // namespace sprue
