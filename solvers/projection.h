/// Pressure projection with a ghost-fluid surface in cut cells.
///
/// Equation:  div(A u) = 0 in pressure cells,  u = w (u* - dt (grad p / rho + grad phi)),  w = 1 / (1 + dt drag)
/// Unknown:   q = p + rho phi at the centres of pressure cells (phi the potential of gravity and the centrifugal force): rest is q = const,
///            exact on the grid whatever the direction of gravity. Rows in m/s: sum of A w dt / (rho h) (q_s - q_n) = -sum A w u*.
/// Surface:   Dirichlet at the PLIC plane, theta h from the pressure cell's centre: q = p_gas + sigma kappa + rho phi(crossing). theta from
///            the signed distances of both centres to the same plane.
/// Ripples:   a chequered ripple of the cells drives itself with omega^2 = 8 sigma / (rho h^3) * 8.9 / (1 + 8.9 theta) (8: its curvature; 8.9: the slope of
///            its discrete potential), and omega dt < 2 must hold: a capillary wave of 64 cells grew in bursts whenever the surface passed cell
///            centres. So the gradient is taken over the least theta with (omega dt)^2 <= 3.6: 0.16 at 1.25 capillary steps, 0 up to 0.8 of them; the
///            value stays that at the crossing, so rest is exact. The metal is up to 0.013 h deeper for it on average.
/// Level:     where pressure bears the body force (share s of it, from the last step's pressures; 1 at rest, 0 in free flight) phi(crossing) is its
///            mean over the facet (exactly level where the metal in the cell is exact, however the surface bends) and from there along the facet
///            to the crossing; a facet within 0.05 rad of level counts as level. All crossings of a cell then agree, and curved surfaces rest: taken
///            at the crossings themselves, sagitta and the planes of wall cells drive currents of 0.1 omega R in a turning cylinder.
/// Waves:     during the step the surface moves with the face, and its value with it: 1.25 s rho d(phi)/dn dt (u - v) is added (n outwards, where phi
///            rises; w = 1 / (1 + dt drag + 1.25 s dt^2 d(phi)/dn / (theta h))), v the mean of u* in the faces beside, 0 in cut ones. Short gravity
///            waves lose up to omega^2 dt of their amplitude in a unit of time, long ones nothing; undamped, currents of wall cells grew to 0.04
///            omega R in two turns. With v = 0 everywhere the front of kleefsman came 1.2 % later.
/// Gas:       a closed pocket answers the metal that enters it: p_gas + kappa (S_new - lambda S_old), S the metal flow into it. With
///            lambda = 1 this slows an oscillation that dt does not resolve without damping one that it does; lambda = 0 (damped) for
///            pockets too small to be resolved. Enters as a rank-one term, at most one a pocket.
/// Submerged: gas left in pressure cells far from any surface (films and corners under half a cell) would lock the metal out. Where the
///            metal's pressure exceeds that of the gas by 2 sigma / h it yields: a twentieth of the gas a step is a sink of the row, filled
///            by metal that flows in; the pocket's pressure answers through its volume.
/// Closing:   incompressibility is one-sided where gas is left: net inflow <= 0.8 of the room in a step (all of it, were the next step the same
///            length; it may be 1.25 times as long). A cell expected to break that (closing_cell) is a pressure cell with a sink of the inflow
///            before the projection, at most that; one found to break it after the projection (filled_cell) takes just that when the projection is
///            repeated (flow.cpp), unless that needs suction: then it is released. Where all cells keep it, no advection can overfill one (pass_through.h). theta towards gas is 1/2 there and in
///            full cells without a plane; the surface value is taken on the plane beside the centre,
///            level as above over the nearest facet (a small empty cell beside resting metal has none of its own).
/// Mouths:    where a line under four cells wide begins at the face of a full cell, the meniscus is held at the edge: between the pressure of the
///            gas and the entry pressure it bears whatever the metal does (Gibbs; the face is a wall), beyond it metal enters against the entry
///            pressure, below the gas it comes off. The last pressure decides.
/// Rim:       open faces q = rho phi at the face (gauge 0); inlets u = c (head - p) inside the row (drive.h), a pump's free speed where the last
///            pressure was below 0: a narrow stream into a wide cell sucks, and a curve that answered it would run away.
/// The correction uses the very coefficients of the solve: the divergence left is the solver's residual.
/// Citation:  Gibou, Fedkiw, Cheng & Kang, J. Comput. Phys. 176 (2002) 205; Kang, Fedkiw & Liu, J. Sci. Comput. 15 (2000) 323.
#pragma once

#include <vector>

#include "solvers/flow_context.h"
#include "solvers/gas.h"
#include "solvers/volume_of_fluid.h"

namespace sprue {

struct ProjectionReport {
  SolveReport solve;
  double divergence = 0;   ///< largest |sum A u| dt / h in pressure cells, sinks aside
  double inflow = 0;       ///< m3/s through inlets, all of them
  Slot failed = no_slot;   ///< first cell whose pressure was not finite; velocities are then left uncorrected
};

/// Natural frequency of a gas pocket against the metal it touches, rad/s: the least of a bubble's and a column's.
/// stiffness Pa/m3 (absolute), area m2 of its surface, metal m3 in the domain.
double pocket_frequency(double stiffness, double area, double metal, double density);

class Projection {
 public:
  explicit Projection(const FlowContext& context);

  /// Projects state.velocity at time state.time + dt; state.pressure is first guess and result.
  ProjectionReport advance(CastingState& state, double dt, const BodyForce& force, const VolumeOfFluid& surface,
                           const Field<double>& curvature, const GasPockets& gas, const Field<double>& drag,
                           LinearSystem& system, MultigridSolver& solver);

  void clear(Slot s) { q_[s] = sink_[s] = 0; }   ///< forgets what a cell held that is no longer visited

  /// Closed cells (small ones aside) that the last projection gave less pressure than their gas has, beyond
  /// `suction_courant`: they draw metal in rather than stop it, and should be released. Ascending.
  std::vector<Slot> sucking(const CastingState& state, double dt, const VolumeOfFluid& surface, const GasPockets& gas) const;

 private:
  enum class Kind : std::uint8_t { gas, open, inlet, held };   // held: a mouth that bears like a wall
  struct RimFace {          // a face of a pressure cell that does not lead to another one
    Slot cell, face;
    std::int8_t axis, outward;
    Kind kind;
    std::int32_t pocket;    // index in state.pockets of a closed pocket, -1 = none
    double area;            // aperture times 1 / (1 + dt drag)
    double velocity;        // m/s before the projection, with what "Waves" adds
    double conductance;     // m/s per Pa
    double theta;
    double value;           // q at the surface less the reference, Pa
  };
  struct PocketTerm {       // see "Gas" above
    double damping = 1, kappa = 0;   // 1 - lambda; Pa per m/s of face
    double conductance = 0, flow = 0, held = 0;  // sums of g, A w u*, g q over its faces
    double explicit_rise = 0, rise = 0;
  };
  struct Step;              // arguments of advance()
  struct Crossing {
    double theta;           // distance from the pressure cell's centre, cells
    Slot facet;             // whose plane is crossed, no_slot = none
  };

  std::vector<RimFace> rim_faces(const Step& step) const;
  bool make_rim_face(const Step& step, Slot cell, int axis, int outward, RimFace& face) const;
  Vec3 inlet_face(const RimFace& face) const;
  Crossing crossing(const VolumeOfFluid& surface, Slot cell, Slot beyond, int axis, int outward) const;
  double borne_by_pressure(const Step& step, Slot cell) const;
  double velocity_beside(const Step& step, Slot face, int axis) const;
  double surface_potential(const Step& step, Slot facet, const Vec3& x) const;
  Slot facet_beside(const Step& step, Slot cell) const;
  double least_distance(const Step& step) const;
  double mouth(const Step& step, Slot cell, Slot beyond) const;
  double tension(const Step& step, Slot cell, Slot beyond, double theta) const;
  double reference(const Step& step, const std::vector<RimFace>& faces) const;
  std::vector<PocketTerm> pocket_terms(const Step& step, const std::vector<RimFace>& faces) const;
  void assemble(const Step& step, LinearSystem& system) const;
  void add_sinks(const Step& step, LinearSystem& system);
  void add_rim(const Step& step, const std::vector<RimFace>& faces, const std::vector<PocketTerm>& pockets,
               double reference, LinearSystem& system) const;
  void correct(const Step& step, const std::vector<RimFace>& faces, std::vector<PocketTerm>& pockets, double reference,
               const LinearSystem& system, ProjectionReport& report);
  double largest_divergence(const Step& step) const;
  double inflow(const Step& step, Slot s) const;
  double sink(const Step& step, Slot s) const;

  const FlowContext& c_;
  std::vector<ContactAngles> angles_;   // by mould
  Field<double> q_, sink_;
};

}  // namespace sprue
