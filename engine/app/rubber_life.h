/// How long silicone rubber lives at a temperature.
///
/// Data:     estimated service life 40 years at 90 degC, 2 to 5 years at 200 degC, two weeks at 315 degC: Caprino & Macander, quoted by Ciesielski, An
///           Introduction to Rubber Technology (1999).
/// Scheme:   logarithm of the life straight in 1 / T between them (Arrhenius) and on beyond the last two; what is used up adds up (Robinson, Trans. ASME
///           74 (1952) 777: life fractions).
/// Limits:   walls that meet zinc are 50 to 100 K beyond the data: an order of magnitude at best, for comparing cycles; discs that tear and wear
///           last 20 (zinc in special grades) to 1000 (tin) shots.
#pragma once

namespace sprue {

double silicone_life(double temperature);  ///< s at a temperature (K, > 0)

}  // namespace sprue
