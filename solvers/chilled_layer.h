/// Superheated metal chilled by a wall in a layer thinner than its cell: the heat that leaves it, the skin that freezes on the wall included.
///
/// Problem:   a cell conducts over half its width, and the front enters it (freezing_front.h) only once its mean has lost the superheat. In cells far
///            wider than the layer that has cooled, metal gives nearly nothing off that way, though its skin froze as it came.
/// Model:     between the wall and metal of one temperature T' beyond, the profile is that of two phases growing from a plane (Neumann): front at
///            2 lambda sqrt(alpha_s t), heat given Q = S sqrt(t) a unit of area, so that dQ/dt = S^2 / 2Q without any t:
///
///                S = 2 / sqrt(pi) exp(lambda^2) (lambda sqrt(pi alpha_s) rho L + b_l (T' - Tm) exp(-(lambda r)^2) / erfc(lambda r))        (1)
///                Ts = Tm - sqrt(pi) / 2 S erf(lambda) / b_s,    b = sqrt(k rho c),  r = sqrt(alpha_s / alpha_l)                           (2)
///
///            and S = 2 / sqrt(pi) b_l (T' - Ts) as long as the surface does not freeze. Ts follows from the heat that contact and mould take at
///            it over the step. Q is what the cell has less than the metal behind it.
/// In a step: Q1^2 = Q0^2 + S^2 dt: exact between half-spaces in perfect contact at any cell and step. With a contact resistance S changes with
///            time; the profile is then taken as that of the present Ts: heat at most 3.5 % short (g = h sqrt(t) / b = 2).
/// Until:     the layer reaches the far side of the cell; then cells in series and the front as elsewhere.
/// State:     none of its own: Q follows from the contents at the start of the step.
/// Limits:    alloys with an isothermal reaction (what freezes above it counts as heat capacity of the liquid), cells full of metal with one aligned
///            wall and a full cell without walls behind them, superheat over 1 % of the latent heat (the front does as well without).
/// Citation:  Carslaw & Jaeger, Conduction of Heat in Solids (1959), section 11.2.
#pragma once

#include <span>
#include <vector>

#include "engine/core/casting_state.h"
#include "engine/core/materials.h"
#include "solvers/freezing_front.h"
#include "solvers/heat_matrix.h"

namespace sprue {

/// The metal a layer grows in.
struct ChilledMetal {
  double melting = 0, superheat = 0;   ///< K; of the metal beyond the layer over the melting point, > 0
  double latent = 0;                   ///< J/m3
  double solid_effusivity = 0, liquid_effusivity = 0;     ///< W s^0.5 / m2 / K
  double solid_diffusivity = 0, liquid_diffusivity = 0;   ///< m2/s
};

/// What takes the heat of its surface: flux = (surface temperature - temperature) / resistance over the step.
struct Chill {
  double temperature = 0;   ///< K, under that of the metal
  double resistance = 0;    ///< m2 K/W
};

struct ChilledLayer {
  double flux = 0;      ///< W/m2 out of the surface, mean over the step
  double surface = 0;   ///< K
  double lambda = 0;    ///< of the front; 0 = the surface does not freeze
  double deep = 0;      ///< W/m2 through the plane `depth` behind the surface, in the middle of the step
  double reached = 1;   ///< how far the liquid is below T' there at its end, over how far where it begins (front or wall)
};

/// given: J/m2 that the layer has lost so far, >= 0; depth: m, > 0; dt: s, > 0.
ChilledLayer chilled_layer(const ChilledMetal& metal, const Chill& chill, double given, double depth, double dt);

class ChilledLayers {
 public:
  ChilledLayers(const Domain& domain, const std::vector<MouldProperties>& moulds, const AlloyCurve& alloy, const HeatMesh& mesh);
  /// The metal of the moment, by its unknowns: mass (kg), resistance to the wall (m2 K/W).
  struct Metal {
    const CastingState& state;
    std::span<const double> mass, contact;
  };
  /// Sets link and inner face of each wall cell whose layer is thinner than the cell, for a step of dt (s, > 0), and takes the front out of it. Faces of
  /// the mould are those of the step; temperature (K) of all unknowns at its start.
  void set_faces(const Metal& metal, std::span<const double> temperature, double dt, HeatMatrix& matrix, std::vector<FrontRange>& fronts) const;

 private:
  struct Column {
    Slot metal = 0, behind = 0;           // the cell at the wall and the one behind it
    int axis = 0;
    bool wall_above = false;              // the wall is at the high side of the cell
    Unknown wall = 0, first = 0, second = 0;   // of the mould: on the wall, its cell, the cell behind it (0 = none)
    Unknown wall_face = 0, deep_face = 0;      // whose low face it is
    double capacity = 0;                       // J/K of the mould's first cell
  };
  ChilledMetal layer_metal(double temperature, double enthalpy) const;
  Chill chill(const Column& column, double contact, std::span<const double> temperature, double dt, const HeatMatrix& matrix) const;

  const HeatMesh& mesh_;
  const AlloyCurve& alloy_;
  double cell_;   // m
  std::vector<Column> columns_;
};

}  // namespace sprue
