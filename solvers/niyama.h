/// Dimensionless Niyama number and the shrinkage porosity it predicts, from an alloy's own solid-fraction table.
///
/// Mush that freezes in a gradient G at a cooling rate T' draws liquid at the speed beta T' / G through its arms. By Darcy's law
/// (permeability.h) the pressure has fallen by dPcr, where pores open, at the solid fraction f that obeys
///   Ny*^2 = integral from theta(f) to 1 of 180 g^2 / (1 - g)^2 dtheta,     Ny* = G lambda2 sqrt(dPcr) / sqrt(mu beta dTf T')
/// with theta = (T - solidus) / dTf, dTf = liquidus - solidus, beta = (rho_s - rho_l) / rho_l. What freezes later is not fed at all: the
/// porosity is beta / (1 + beta) (1 - f).
/// Scheme:  exact piece by piece: g is linear in theta between the rows of the table. An isothermal reaction has no length in a gradient:
///          where the integral to its beginning is less than Ny*^2, the alloy is fed to the end.
/// Limits:  g is the mass fraction of the table. One-dimensional, steady; the drawing speed is that of a mush fed to the end, so that Ny*
///          says more porosity than Darcy's law with what is really fed (feeding.h). A pure metal has no mush: no porosity.
/// Citation: Carlson & Beckermann, Metall. Mater. Trans. A 40 (2009) 163.
#pragma once

#include "engine/core/field.h"
#include "engine/core/materials.h"

namespace sprue {

/// Ny* at which pores open at this solid fraction (0..1); infinite at 1 unless the table ends in an isothermal reaction.
double niyama_number_at(const AlloyCurve& alloy, double critical_fraction);

/// gradient in K/m, cooling_rate in K/s, critical_pressure_drop in Pa, all > 0. Infinite for a metal without freezing range or contraction.
double niyama_number(const AlloyCurve& alloy, double gradient, double cooling_rate, double critical_pressure_drop);

/// Solid fraction at which pores open for this Ny* (> 0); 1 where the alloy is fed to the end.
double critical_fraction(const AlloyCurve& alloy, double niyama_number);

/// Share of the volume, 0..beta / (1 + beta).
double niyama_porosity(const AlloyCurve& alloy, double niyama_number);

/// Both of every cell from its gradient (K/m) and cooling rate (K/s), -1 where one of them is not known (negative) and as number of a metal
/// without mush. The pressure drop in Pa, >= 0.
struct NiyamaFields {
  Field<float> number, porosity;
};
NiyamaFields niyama_fields(const AlloyCurve& alloy, const Field<float>& gradient, const Field<float>& cooling_rate, double critical_pressure_drop);

/// beta = (rho_s - rho_l) / rho_l with the densities at solidus and liquidus.
double freezing_contraction(const AlloyCurve& alloy);

}  // namespace sprue
