#include "meshing/flat_colours.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace sprue {

namespace {

constexpr int same = 8;               // of 255 in a channel: noise of one colour
constexpr int apart = 40;             // of 255, distance of two colours of a palette
constexpr std::size_t most = 24;      // colours
constexpr std::size_t least = 16;     // flat pixels of a colour,
constexpr double least_share = 2e-4;  // and of all flat pixels

using Colour = std::array<int, 3>;

int distance2(const Colour& a, const Colour& b) {
  int sum = 0;
  for (std::size_t k = 0; k < 3; ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sum;
}

class Finder {
 public:
  explicit Finder(const PngPicture& picture)
      : p_(picture), flat_(static_cast<std::size_t>(p_.width) * static_cast<std::size_t>(p_.height)) {}

  FlatColours find() {
    find_flat();
    find_palette();
    out_.label.assign(flat_.size(), bare);
    each([&](int x, int y) { if (flat_[index(x, y)]) label(x, y) = nearest(x, y, all_); });
    each([&](int x, int y) { if (!flat_[index(x, y)]) label_edge(x, y); });
    if (!transparent_) leave_out_paper();
    return std::move(out_);
  }

 private:
  template <class Call>
  void each(Call call) const {
    for (int y = 0; y < p_.height; ++y)
      for (int x = 0; x < p_.width; ++x) call(x, y);
  }
  std::size_t index(int x, int y) const { return static_cast<std::size_t>(y) * static_cast<std::size_t>(p_.width) + static_cast<std::size_t>(x); }
  std::int16_t& label(int x, int y) { return out_.label[index(x, y)]; }
  bool inside(int x, int y) const { return x >= 0 && y >= 0 && x < p_.width && y < p_.height; }
  bool opaque(int x, int y) const { return p_.at(x, y)[3] >= 128; }
  Colour colour(int x, int y) const { return {p_.at(x, y)[0], p_.at(x, y)[1], p_.at(x, y)[2]}; }

  bool alike(int x, int y, int u, int v) const {
    if (!inside(u, v)) return true;
    if (opaque(x, y) != opaque(u, v)) return false;
    if (!opaque(x, y)) return true;
    for (int k = 0; k < 3; ++k)
      if (std::abs(p_.at(x, y)[k] - p_.at(u, v)[k]) > same) return false;
    return true;
  }

  void find_flat() {
    each([&](int x, int y) {
      transparent_ = transparent_ || !opaque(x, y);
      flat_[index(x, y)] = alike(x, y, x - 1, y) && alike(x, y, x + 1, y) && alike(x, y, x, y - 1) && alike(x, y, x, y + 1);
    });
  }

  /// Bins of 8 levels a channel, the fullest first.
  void find_palette() {
    struct Bin {
      std::size_t count = 0, key = 0;
      std::array<std::size_t, 3> sum{};
    };
    std::vector<Bin> bins(std::size_t{1} << 15);
    std::size_t all = 0;
    each([&](int x, int y) {
      if (!flat_[index(x, y)] || !opaque(x, y)) return;
      const Colour c = colour(x, y);
      Bin& bin = bins[static_cast<std::size_t>(c[0] >> 3 << 10 | c[1] >> 3 << 5 | c[2] >> 3)];
      ++bin.count, ++all;
      for (std::size_t k = 0; k < 3; ++k) bin.sum[k] += static_cast<std::size_t>(c[k]);
    });
    for (std::size_t n = 0; n < bins.size(); ++n) bins[n].key = n;
    std::sort(bins.begin(), bins.end(), [](const Bin& a, const Bin& b) { return a.count != b.count ? a.count > b.count : a.key < b.key; });
    for (const Bin& bin : bins) {
      if (bin.count == 0) break;
      Colour c{};
      for (std::size_t k = 0; k < 3; ++k) c[k] = static_cast<int>((bin.sum[k] + bin.count / 2) / bin.count);
      if (std::any_of(palette_.begin(), palette_.end(), [&](const Colour& other) { return distance2(c, other) < apart * apart; })) continue;
      if (palette_.size() >= most || bin.count < least || double(bin.count) < least_share * double(all)) {
        ++out_.left_out;
        continue;
      }
      all_.push_back(static_cast<std::int16_t>(palette_.size()));
      palette_.push_back(c);
      out_.colours.push_back(c[0] << 16 | c[1] << 8 | c[2]);
    }
  }

  std::int16_t nearest(int x, int y, const std::vector<std::int16_t>& of) const {
    if (!opaque(x, y)) return bare;
    const Colour c = colour(x, y);
    std::int16_t best = bare;
    for (const std::int16_t n : of)
      if (best == bare || distance2(c, palette_[static_cast<std::size_t>(n)]) < distance2(c, palette_[static_cast<std::size_t>(best)])) best = n;
    return best;
  }

  void label_edge(int x, int y) {
    near_.clear();
    for (int v = y - 2; v <= y + 2; ++v)
      for (int u = x - 2; u <= x + 2; ++u)
        if (inside(u, v) && flat_[index(u, v)] && label(u, v) != bare) near_.push_back(label(u, v));
    std::sort(near_.begin(), near_.end());
    label(x, y) = nearest(x, y, near_.empty() ? all_ : near_);
  }

  void leave_out_paper() {
    std::vector<std::size_t> count(palette_.size());
    each([&](int x, int y) {
      const bool edge = x == 0 || y == 0 || x == p_.width - 1 || y == p_.height - 1;
      if (edge && label(x, y) != bare) ++count[static_cast<std::size_t>(label(x, y))];
    });
    const auto fullest = std::max_element(count.begin(), count.end());
    if (fullest == count.end() || *fullest < static_cast<std::size_t>(p_.width + p_.height)) return;  // half of the edge
    const auto paper = static_cast<std::int16_t>(fullest - count.begin());
    out_.paper = out_.colours[static_cast<std::size_t>(paper)];
    std::replace(out_.label.begin(), out_.label.end(), paper, static_cast<std::int16_t>(bare));
  }

  const PngPicture& p_;
  std::vector<char> flat_;
  std::vector<Colour> palette_;
  std::vector<std::int16_t> all_, near_;  // numbers of colours
  bool transparent_ = false;
  FlatColours out_;
};

}  // namespace

FlatColours flat_colours(const PngPicture& picture) { return Finder(picture).find(); }

}  // namespace sprue
