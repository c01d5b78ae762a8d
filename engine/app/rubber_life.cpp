#include "engine/app/rubber_life.h"

#include <cmath>

namespace sprue {

namespace {

constexpr double year = 365.25 * 86400, week = 7 * 86400.0;

struct Point {
  double temperature, life;   // K, s
};
const Point data[] = {{363.15, 40 * year}, {473.15, std::sqrt(2.0 * 5.0) * year}, {588.15, 2 * week}};   // geometric mean of 2 to 5 years

}  // namespace

double silicone_life(double temperature) {
  const int hot = temperature > data[1].temperature ? 1 : 0;
  const Point &a = data[hot], &b = data[hot + 1];
  const double share = (1 / temperature - 1 / a.temperature) / (1 / b.temperature - 1 / a.temperature);
  return a.life * std::pow(b.life / a.life, share);
}

}  // namespace sprue
