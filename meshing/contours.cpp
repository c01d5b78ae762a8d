#include "meshing/contours.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>

#include "meshing/box.h"

namespace sprue {

namespace {

using Line = std::vector<Vec2>;

/// Free ends of lines, found by squares.
class Ends {
 public:
  struct End {
    std::size_t line = 0;
    bool last = false;
  };

  Ends(const std::vector<Line>& lines, double tolerance) : lines_(lines), tolerance_(tolerance) {
    Box box;
    for (const Line& line : lines) box.add(line.front()), box.add(line.back());
    const double extent = lines.empty() ? 0 : std::max(box.width(), box.height());
    square_ = std::max({tolerance, 1e-9 * extent, 1e-290});
  }

  Vec2 at(End e) const { return e.last ? lines_[e.line].back() : lines_[e.line].front(); }
  void add(std::size_t line) {
    for (const bool last : {false, true}) squares_[square(at({line, last}))].push_back({line, last});
  }
  void remove(std::size_t line) {
    for (const bool last : {false, true})
      std::erase_if(squares_[square(at({line, last}))], [&](const End& e) { return e.line == line; });
  }

  /// Calls back for each free end within the tolerance.
  template <class Call>
  void near(Vec2 p, Call call) const {
    const auto [i, j] = square(p);
    for (std::int64_t x = i - 1; x <= i + 1; ++x) {
      for (std::int64_t y = j - 1; y <= j + 1; ++y) {
        const auto found = squares_.find({x, y});
        if (found == squares_.end()) continue;
        for (const End& e : found->second)
          if (norm(at(e) - p) <= tolerance_) call(e);
      }
    }
  }

  /// The nearest free end; of equally near ones the first in the drawing.
  bool nearest(Vec2 p, End& best) const {
    double least = INFINITY;
    near(p, [&](const End& e) {
      const double d = norm(at(e) - p);
      if (d < least || (d == least && e.line < best.line)) least = d, best = e;
    });
    return least < INFINITY;
  }

 private:
  using Square = std::pair<std::int64_t, std::int64_t>;
  Square square(Vec2 p) const {
    const auto cell = [&](double x) { return static_cast<std::int64_t>(std::floor(std::clamp(x / square_, -1e17, 1e17))); };
    return {cell(p.x), cell(p.y)};
  }

  const std::vector<Line>& lines_;
  const double tolerance_;
  double square_ = 1;  // edge of a square, at least the tolerance
  std::map<Square, std::vector<End>> squares_;
};

Vec2 middle_of(const Line& line) { return 0.5 * (line[(line.size() - 1) / 2] + line[line.size() / 2]); }

class Joiner {
 public:
  Joiner(const std::vector<Line>& lines, double tolerance)
      : lines_(lines), tolerance_(tolerance), ends_(lines, tolerance_), free_(lines.size(), 1) {}

  Contours join() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (lies_on_another(i)) free_[i] = 0, ++out_.doubled;
      else ends_.add(i);
    }
    for (std::size_t i = 0; i < lines_.size(); ++i)
      if (free_[i]) start(i);
    return std::move(out_);
  }

 private:
  bool lies_on_another(std::size_t line) const {
    const Line& one = lines_[line];
    bool found = false;
    ends_.near(one.front(), [&](const Ends::End& e) {
      const Line& other = lines_[e.line];
      const Vec2 far = e.last ? other.front() : other.back();
      found = found || (norm(far - one.back()) <= tolerance_ && norm(middle_of(one) - middle_of(other)) <= tolerance_);
    });
    return found;
  }

  void take(std::size_t line) {
    free_[line] = 0;
    ends_.remove(line);
  }

  bool is_closed(const Chain& chain) const {
    return chain.points.size() > 2 && norm(chain.points.front() - chain.points.back()) <= tolerance_;
  }

  void extend(Chain& chain) {
    for (Ends::End end; !is_closed(chain) && ends_.nearest(chain.points.back(), end);) {
      take(end.line);
      Line next = lines_[end.line];
      if (end.last) std::reverse(next.begin(), next.end());
      chain.points.insert(chain.points.end(), next.begin() + (next.front() == chain.points.back()), next.end());
      chain.sources.push_back(end.line);
    }
  }

  void start(std::size_t line) {
    Chain chain;
    chain.points = lines_[line];
    chain.sources = {line};
    take(line);
    extend(chain);
    if (!is_closed(chain)) {
      std::reverse(chain.points.begin(), chain.points.end());
      std::reverse(chain.sources.begin(), chain.sources.end());
      extend(chain);
    }
    chain.closed = is_closed(chain);
    chain.gap = norm(chain.points.front() - chain.points.back());
    if (chain.closed && chain.gap == 0) chain.points.pop_back();
    out_.chains.push_back(std::move(chain));
  }

  const std::vector<Line>& lines_;
  const double tolerance_;
  Ends ends_;
  std::vector<char> free_;
  Contours out_;
};

bool inside(const Line& ring, Vec2 p) {
  bool in = false;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    const Vec2 a = ring[i], b = ring[j];
    if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) in = !in;
  }
  return in;
}

}  // namespace

Contours join_ends(const std::vector<std::vector<Vec2>>& lines, double tolerance) { return Joiner(lines, tolerance).join(); }

std::vector<std::size_t> outermost(const std::vector<std::vector<Vec2>>& contours) {
  std::vector<std::size_t> order(contours.size()), owner(contours.size());
  std::vector<Box> boxes(contours.size());
  std::vector<double> sizes(contours.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = 0; i < contours.size(); ++i) {
    for (const Vec2 p : contours[i]) boxes[i].add(p);
    sizes[i] = std::abs(signed_area(contours[i]));
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return sizes[a] > sizes[b]; });
  std::vector<std::size_t> roots;
  for (const std::size_t i : order) {
    owner[i] = i;
    const Vec2 p = contours[i].front();
    for (const std::size_t root : roots) {
      const Box& b = boxes[root];
      if (p.x < b.low.x || p.x > b.high.x || p.y < b.low.y || p.y > b.high.y || !inside(contours[root], p)) continue;
      owner[i] = root;
      break;
    }
    if (owner[i] == i) roots.push_back(i);
  }
  return owner;
}

}  // namespace sprue
