#include "meshing/spin_runners.h"

#include <cmath>
#include <numbers>

namespace sprue {

namespace {

constexpr double in_sprue = 0.25;      // of the sprue's diameter from the axis: channels begin well inside its bore
constexpr double branch_room = 0.75;   // of the runner's width: corner of a branch's square end, sqrt(1/2), and a little
constexpr double in_ring = 0.5;        // of the runner's width that spokes and gates reach into the ring

Place turned_by(double n, int count) {
  const double quarters = 4 * n / count;
  if (quarters == std::floor(quarters)) {
    static constexpr double c[4] = {1, 0, -1, 0}, s[4] = {0, 1, 0, -1};
    const auto quarter = static_cast<std::size_t>(quarters) % 4;
    return {c[quarter], s[quarter], {}};
  }
  const double angle = 2 * std::numbers::pi * n / count;
  return {std::cos(angle), std::sin(angle), {}};
}

class Runners {
 public:
  Runners(const SpinLayout& layout, const SpinOptions& options, bool between) : l_(layout), o_(options), shift_(between ? 0.5 : 0), bore_(0.5 * options.sprue_diameter) {}

  std::vector<FeedPiece> spider() {
    for (int n = 0; n < o_.cavities; ++n) alone(n);
    return std::move(feed_);
  }

  std::vector<FeedPiece> pairs() {
    for (int n = 0; n + 1 < o_.cavities; n += 2) pair(n);
    if (o_.cavities % 2 == 1) alone(o_.cavities - 1);
    return std::move(feed_);
  }

  std::vector<FeedPiece> ring() {
    const int spokes = o_.cavities % 2 == 0 && o_.cavities > 2 ? o_.cavities / 2 : o_.cavities;
    const double middle = l_.runner_end - 0.5 * l_.runner_width, pitch = 2 * std::numbers::pi / o_.cavities;
    for (int n = 0; n < spokes; ++n) {
      const Place place = turned_by((o_.cavities / spokes) * n + 0.5 + shift_, o_.cavities);
      runner(0, place({0, in_sprue * o_.sprue_diameter}), place({0, middle - (0.5 - in_ring) * l_.runner_width}), o_.cavities / spokes * l_.runner_width);
    }
    FeedPiece round{FeedPiece::runner, 0, {}, {}, l_.runner_width, l_.runner_depth, 0};
    round.radius = middle;
    feed_.push_back(round);
    const double beside = std::abs(l_.gate_x) + 0.5 * l_.gate_width, start = std::sqrt(std::max(0.0, l_.runner_end * l_.runner_end - beside * beside)) - in_ring * l_.runner_width;
    for (int n = 0; n < o_.cavities; ++n) gate(n, start, middle - bore_ + middle * 0.5 * pitch + l_.outline - middle);
    return std::move(feed_);
  }

 private:
  void runner(int cavity, Vec2 from, Vec2 to, double width) { feed_.push_back({FeedPiece::runner, cavity, from, to, width, l_.runner_depth, 0}); }

  void gate(int n, double start, double way) {
    const Place place = turned_by(n + shift_, o_.cavities);
    FeedPiece piece{FeedPiece::gate, n + 1, place({l_.gate_x, start}), place({l_.gate_x, l_.gate_end}), l_.gate_width, l_.gate_depth, 0};
    piece.way = way;
    feed_.push_back(piece);
  }

  void alone(int n) {
    const Place place = turned_by(n + shift_, o_.cavities);
    const Vec2 end{l_.gate_x, l_.runner_end};
    runner(n + 1, place((in_sprue * o_.sprue_diameter / norm(end)) * end), place(end), l_.runner_width);
    gate(n, l_.gate_start, norm(end) - bore_ + l_.outline - l_.runner_end);
  }

  void pair(int n) {
    const Place trunk = turned_by(n + 0.5 + shift_, o_.cavities);
    const double reach = l_.runner_end - branch_room * l_.runner_width, fork = bore_ + 0.5 * (reach - bore_);
    const Vec2 forked = trunk({0, fork});
    runner(0, trunk({0, in_sprue * o_.sprue_diameter}), trunk({0, fork + 0.5 * l_.runner_width}), 2 * l_.runner_width);
    for (const int m : {n, n + 1}) {
      const Place place = turned_by(m + shift_, o_.cavities);
      const double y = std::sqrt(std::max(0.0, reach * reach - l_.gate_x * l_.gate_x));
      const Vec2 end = place({l_.gate_x, y});
      const double length = norm(end - forked);
      runner(m + 1, forked, forked + (1 + 0.5 * l_.runner_width / length) * (end - forked), l_.runner_width);
      gate(m, y, fork - bore_ + length + l_.outline - y);
    }
  }

  const SpinLayout& l_;
  const SpinOptions& o_;
  const double shift_, bore_;
  std::vector<FeedPiece> feed_;
};

}  // namespace

Place spin_place(int n, int count, bool between) { return turned_by(between ? n + 0.5 : n, count); }

std::vector<FeedPiece> spin_feed(const SpinLayout& layout, const SpinOptions& options, bool between) {
  Runners runners(layout, options, between);
  switch (options.runners) {
    case SpinOptions::Runners::pairs: return runners.pairs();
    case SpinOptions::Runners::ring: return runners.ring();
    default: return runners.spider();
  }
}

}  // namespace sprue
