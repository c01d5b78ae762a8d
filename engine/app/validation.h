/// Reference cases: ordinary scenes with a [case] whose kind says which observables are taken and what they are compared with.
///
/// Observables come from fields only; references are computed anew from the scene's values where there is a formula.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/app/scene.h"

namespace sprue {

struct CaseResult {
  std::string name;
  std::size_t cells = 0;
  std::map<std::string, double> observables, reference, errors, bars;  ///< an error is reached when <= its bar
  double wall_s = 0;
  std::string failure;     ///< the casting failed: operator, step, time, cell; nothing was observed, and the case is not reached
  bool pass() const;
};

std::vector<std::string> case_names();             ///< shipped under scenes/validation, in the order of the reference ladder
/// The case of that name or file; where there is none, all whose names begin with it and a hyphen; else the name itself.
std::vector<std::string> cases_called(const std::string& name);
std::filesystem::path case_file(const std::string& name);  ///< of a shipped case, or a .toml as it is; throws InputError

/// Runs the scene of a case at its quick or full cell size. Throws InputError when [case] kind is unknown.
CaseResult run_case(const Scene& scene, bool full);

// One per kind; the scene has its cell set. (validation_*.cpp)
CaseResult case_rest(const Scene& scene);                ///< metal at rest stays at rest: speed and pressure
CaseResult case_dam_break(const Scene& scene);           ///< Martin & Moyce 1952, tables 2 and 6
CaseResult case_paraboloid(const Scene& scene);          ///< solid-body rotation
CaseResult case_gas_spring(const Scene& scene);          ///< column on trapped ideal gas
CaseResult case_bagnold_piston(const Scene& scene);      ///< column falling on trapped gas, large amplitude
CaseResult case_vented_piston(const Scene& scene);       ///< the same with an orifice
CaseResult case_fountain(const Scene& scene);            ///< jet upwards from an inlet: v^2 / 2 g
CaseResult case_torricelli(const Scene& scene);          ///< tank drained by a slot: discharge coefficient of the plane jet
CaseResult case_kleefsman(const Scene& scene);           ///< SPHERIC test 2: pressures on a box, heights
CaseResult case_slot_entry(const Scene& scene);          ///< pressure at which metal enters a slot
CaseResult case_line_comb(const Scene& scene);           ///< which of many lines fill under a pressure
CaseResult case_neumann(const Scene& scene);             ///< freezing half-space
CaseResult case_schwarz(const Scene& scene);             ///< freezing against a mould, all of finite conductivity
CaseResult case_chvorinov(const Scene& scene);           ///< a plate or sphere in a mould that rules: freezing time
CaseResult case_freezing_plate(const Scene& scene);      ///< a pin's plate of shipped materials: freezing time
CaseResult case_rubber_rib(const Scene& scene);          ///< ribs between two castings: finite-slab series
CaseResult case_contact_resistance(const Scene& scene);  ///< two half-spaces with an interface coefficient
CaseResult case_slot_flow(const Scene& scene);           ///< Poiseuille flow in a plane slot, straight or turned
CaseResult case_duct_flow(const Scene& scene);           ///< the same in a square duct
CaseResult case_cavity2d(const Scene& scene);            ///< driven square, Botella & Peyret
CaseResult case_cavity3d(const Scene& scene);            ///< driven cube, Albensoeder & Kuhlmann
CaseResult case_natural_convection(const Scene& scene);  ///< square heated from one side, de Vahl Davis
CaseResult case_sphere_curvature(const Scene& scene);    ///< curvature of a sphere of exact fractions
CaseResult case_drop_transport(const Scene& scene);      ///< a free drop at uniform speed
CaseResult case_enthalpy_transport(const Scene& scene);  ///< a slab of hot metal in a flying block
CaseResult case_carried(const Scene& scene);             ///< body in a prescribed motion (prescribed_motion.h)
CaseResult case_static_drop(const Scene& scene);         ///< free drop at rest: currents and Laplace's pressure
CaseResult case_capillary_wave(const Scene& scene);      ///< Prosperetti 1976, one deep viscous fluid
CaseResult case_oscillating_drop(const Scene& scene);    ///< Lamb: frequency and damping of the second mode
CaseResult case_sessile_drop(const Scene& scene);        ///< arc of the contact angle on a wall
CaseResult case_darcy(const Scene& scene);               ///< pressure that flow through mush takes
CaseResult case_niyama(const Scene& scene);              ///< dimensionless Niyama number from the solid-fraction table
CaseResult case_pipe(const Scene& scene);                ///< volume of voids and depth of a pipe
CaseResult case_fluidity(const Scene& scene);            ///< how far metal runs before it stops
CaseResult case_jurin(const Scene& scene);               ///< level of metal in a slot

}  // namespace sprue
