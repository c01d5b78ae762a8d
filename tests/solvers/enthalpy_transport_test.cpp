#include "solvers/enthalpy_transport.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "tests/solvers/slab_domain.h"

namespace sprue {
namespace {

constexpr int cells = 20;
constexpr double cell = 1e-3, density = 7000, cell_mass = density * cell * cell * cell;

/// A full row from an inlet at the low end to an opening at the high end.
struct Pipe {
  Pipe() : domain(test::slab_domain({0, cells, cell, 0})), state(make_casting_state(domain, 300)) {
    domain.kind[0][at(0)] = FaceKind::inlet;
    domain.kind[0][at(cells)] = FaceKind::open;
    fluxes.volume = make_face_field<double>(domain.grid.flow_slots());
    for (int i = 0; i < cells; ++i) {
      state.metal[at(i)] = 1;
      state.enthalpy[at(i)] = cell_mass * (i >= 5 && i < 10 ? 3e5 : 2e5);
    }
  }
  Slot at(int i) const { return domain.grid.find({i, 0, 0}); }
  double total() const { return std::accumulate(state.enthalpy.begin(), state.enthalpy.end(), 0.0); }
  double specific(int i) const { return state.enthalpy[at(i)] / (cell_mass * state.metal[at(i)]); }
  Domain domain;
  CastingState state;
  MetalFluxes fluxes;
};

// A hot slab carried along keeps its energy and its bounds at any number of cells per step; with Courant number one it moves by
// exactly one cell a step.
TEST(EnthalpyTransport, SlabIsCarriedWithinItsBounds) {
  for (double courant : {0.3, 1.0, 1.7, 4.2}) {
    Pipe pipe;
    for (int i = 0; i <= cells; ++i) pipe.fluxes.volume[0][pipe.at(i)] = courant;
    const double before = pipe.total();
    for (int step = 0; step < 4; ++step) {
      carry_enthalpy(pipe.domain, CavityCells(pipe.domain), density, 2.5e5, pipe.state.metal, pipe.fluxes, pipe.state);
      for (int i = 0; i < cells; ++i) {
        EXPECT_GE(pipe.specific(i), 2e5 * (1 - 1e-12)) << courant;
        EXPECT_LE(pipe.specific(i), 3e5 * (1 + 1e-12)) << courant;
      }
    }
    EXPECT_NEAR((pipe.total() - pipe.state.enthalpy_in + pipe.state.enthalpy_out) / before, 1, 1e-13);
    EXPECT_NEAR(pipe.state.enthalpy_in / (4 * courant * cell_mass * 2.5e5), 1, 1e-12);
    if (courant != 1.0) continue;
    for (int i = 4; i < cells; ++i) EXPECT_NEAR(pipe.specific(i), i >= 9 && i < 14 ? 3e5 : 2e5, 1e-6);
  }
}

// A smooth profile H = exp(x / 10 cells) moves at -c dH/dx: by the third-order difference of Koren's limiter (1/10)^2 / 12 = 0.1 % of it and less
// are missing where a donor cell would miss half of 1/10.
TEST(EnthalpyTransport, SmoothProfileIsCarriedInSecondOrder) {
  Pipe pipe;
  constexpr double courant = 1e-4;
  for (int i = 0; i < cells; ++i) pipe.state.enthalpy[pipe.at(i)] = cell_mass * 2e5 * std::exp(0.1 * i);
  for (int i = 0; i <= cells; ++i) pipe.fluxes.volume[0][pipe.at(i)] = courant;
  carry_enthalpy(pipe.domain, CavityCells(pipe.domain), density, 2e5, pipe.state.metal, pipe.fluxes, pipe.state);
  for (int i = 3; i < cells - 2; ++i) {
    const double start = 2e5 * std::exp(0.1 * i), exact = -0.1 * start;
    EXPECT_NEAR((pipe.specific(i) - start) / courant, exact, 2e-3 * std::abs(exact)) << i;
  }
}

// Metal thins out to traces and to nothing: what stays keeps the temperature of the metal it came from; no energy is lost.
TEST(EnthalpyTransport, TracesKeepTheirTemperature) {
  for (double rest : {0.0, 1e-17, 1e-14, 1e-11}) {
    Pipe pipe;
    const Field<double> before = pipe.state.metal;
    const double energy = pipe.total();
    pipe.fluxes.volume[0][pipe.at(8)] = 1 - rest;   // cell 7 gives (nearly) all to cell 8, cell 8 as much to 9
    pipe.fluxes.volume[0][pipe.at(9)] = 1 - rest;
    pipe.state.metal[pipe.at(7)] = rest;
    pipe.state.metal[pipe.at(9)] = 2 - rest;
    carry_enthalpy(pipe.domain, CavityCells(pipe.domain), density, 2.5e5, before, pipe.fluxes, pipe.state);
    EXPECT_NEAR(pipe.total() / energy, 1, 1e-14);
    if (rest == 0) EXPECT_EQ(pipe.state.enthalpy[pipe.at(7)], 0);
    else EXPECT_NEAR(pipe.specific(7), 3e5, 1);
    EXPECT_NEAR(pipe.specific(9), 3e5, 1e-6);
  }
}

}  // namespace
}  // namespace sprue
