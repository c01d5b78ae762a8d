#include "meshing/spin_runners.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sprue {

namespace {

constexpr double in_sprue = 0.25;      // of the sprue's diameter from the axis: channels begin well inside its bore
constexpr double branch_room = 0.75;   // of the runner's width: corner of a branch's square end, sqrt(1/2), and a little
constexpr double in_ring = 0.5;        // of the runner's width that spokes and gates reach into the ring

class Runners {
 public:
  Runners(const SpinLayout& layout, const SpinOptions& options) : l_(layout), o_(options), bore_(0.5 * options.sprue_diameter) {}

  std::vector<FeedPiece> spider() {
    for (std::size_t n = 0; n < l_.cavities.size(); ++n) alone(n);
    return std::move(feed_);
  }

  std::vector<FeedPiece> pairs() {
    for (std::size_t n = 0; n + 1 < l_.cavities.size(); n += 2) pair(n);
    if (l_.cavities.size() % 2 == 1) alone(l_.cavities.size() - 1);
    return std::move(feed_);
  }

  std::vector<FeedPiece> ring() {
    const std::size_t count = l_.cavities.size(), spokes = count % 2 == 0 && count > 2 ? count / 2 : count;
    double width = 0, depth = 0, all = 0;
    for (std::size_t n = 0; n < count; ++n) width = std::max(width, pin(n).runner_width), depth = std::max(depth, pin(n).runner_depth), all += pin(n).runner_width;
    const double middle = l_.runner_end - 0.5 * width;
    std::vector<double> turns;
    for (std::size_t n = 0; n < spokes; ++n) {
      turns.push_back(half_way(count / spokes * n));
      const Place place = spin_place(turns.back());
      runner(0, place({0, in_sprue * o_.sprue_diameter}), place({0, middle - (0.5 - in_ring) * width}), all / static_cast<double>(spokes), depth);
    }
    FeedPiece round{FeedPiece::runner, 0, {}, {}, width, depth, 0};
    round.radius = middle;
    feed_.push_back(round);
    for (std::size_t n = 0; n < count; ++n) {
      const double beside = std::abs(pin(n).gate_x) + 0.5 * pin(n).gate_width, start = std::sqrt(std::max(0.0, l_.runner_end * l_.runner_end - beside * beside)) - in_ring * width;
      gate(n, start, middle - bore_ + middle * 2 * std::numbers::pi * to_nearest(turns, l_.cavities[n].turn) + pin(n).outline - middle);
    }
    return std::move(feed_);
  }

 private:
  const PinLayout& pin(std::size_t n) const { return l_.pins[l_.cavities[n].pin]; }
  Place place_of(std::size_t n) const { return spin_place(l_.cavities[n].turn); }

  /// Turns, in the middle between a cavity and the next.
  double half_way(std::size_t n) const {
    const bool last = n + 1 == l_.cavities.size();
    return 0.5 * (l_.cavities[n].turn + (last ? l_.cavities.front().turn + 1 : l_.cavities[n + 1].turn));
  }
  static double to_nearest(const std::vector<double>& turns, double from) {
    double nearest = 1;
    for (const double turn : turns) nearest = std::min(nearest, std::abs(turn - from - std::round(turn - from)));
    return nearest;
  }

  void runner(int cavity, Vec2 from, Vec2 to, double width, double depth) { feed_.push_back({FeedPiece::runner, cavity, from, to, width, depth, 0}); }

  void gate(std::size_t n, double start, double way) {
    const Place place = place_of(n);
    const PinLayout& p = pin(n);
    FeedPiece piece{FeedPiece::gate, static_cast<int>(n) + 1, place({p.gate_x, start}), place({p.gate_x, p.gate_end}), p.gate_width, p.gate_depth, 0};
    piece.way = way;
    feed_.push_back(piece);
  }

  void alone(std::size_t n) {
    const Place place = place_of(n);
    const PinLayout& p = pin(n);
    const Vec2 end{p.gate_x, p.radius + p.runner_end};
    runner(static_cast<int>(n) + 1, place((in_sprue * o_.sprue_diameter / norm(end)) * end), place(end), p.runner_width, p.runner_depth);
    gate(n, p.gate_start, norm(end) - bore_ + p.outline - end.y);
  }

  void pair(std::size_t n) {
    const Place trunk = spin_place(half_way(n));
    const PinLayout &a = pin(n), &b = pin(n + 1);
    const double branch = std::max(a.runner_width, b.runner_width), reach = l_.runner_end - branch_room * branch, fork = bore_ + 0.5 * (reach - bore_);
    const Vec2 forked = trunk({0, fork});
    runner(0, trunk({0, in_sprue * o_.sprue_diameter}), trunk({0, fork + 0.5 * branch}), a.runner_width + b.runner_width, std::max(a.runner_depth, b.runner_depth));
    for (const std::size_t m : {n, n + 1}) {
      const PinLayout& p = pin(m);
      const double y = std::sqrt(std::max(0.0, reach * reach - p.gate_x * p.gate_x));
      const Vec2 end = place_of(m)({p.gate_x, y});
      const double length = norm(end - forked);
      runner(static_cast<int>(m) + 1, forked, forked + (1 + 0.5 * p.runner_width / length) * (end - forked), p.runner_width, p.runner_depth);
      gate(m, y, fork - bore_ + length + p.outline - y);
    }
  }

  const SpinLayout& l_;
  const SpinOptions& o_;
  const double bore_;
  std::vector<FeedPiece> feed_;
};

}  // namespace

Place spin_place(double turns) {
  const double quarters = 4 * turns;
  if (quarters == std::floor(quarters)) {
    static constexpr double c[4] = {1, 0, -1, 0}, s[4] = {0, 1, 0, -1};
    const auto quarter = static_cast<std::size_t>(quarters) % 4;
    return {c[quarter], s[quarter], {}};
  }
  const double angle = 2 * std::numbers::pi * turns;
  return {std::cos(angle), std::sin(angle), {}};
}

std::vector<FeedPiece> spin_feed(const SpinLayout& layout, const SpinOptions& options) {
  Runners runners(layout, options);
  switch (options.runners) {
    case SpinOptions::Runners::pairs: return runners.pairs();
    case SpinOptions::Runners::ring: return runners.ring();
    default: return runners.spider();
  }
}

}  // namespace sprue
