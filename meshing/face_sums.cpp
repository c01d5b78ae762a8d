#include "meshing/face_sums.h"

#include <algorithm>
#include <cmath>

namespace sprue {

void FaceSums::Line::settle() {
  length = std::round(length);
  moment = 0.5 * length;
}

FaceSums::Square& FaceSums::at(int i, int j) {
  return squares_[static_cast<std::size_t>(j - low_j_) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(i - low_i_)];
}

void FaceSums::fit(const std::vector<FacePiece>& pieces) {
  int high_i = pieces[0].i, high_j = pieces[0].j;
  low_i_ = high_i, low_j_ = high_j;
  for (const FacePiece& p : pieces) {
    low_i_ = std::min(low_i_, p.i), high_i = std::max(high_i, p.i);
    low_j_ = std::min(low_j_, p.j), high_j = std::max(high_j, p.j);
  }
  columns_ = high_i - low_i_ + 1, rows_ = high_j - low_j_ + 1;
  squares_.assign(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_), Square{});
}

void FaceSums::add(const FacePiece& p) {
  Square& q = at(p.i, p.j);
  const Vec2 a = p.from, b = p.to, d = b - a;
  q.touched = true;
  q.dx += d.x, q.dy += d.y;
  q.x_dy += d.y * 0.5 * (a.x + b.x);
  q.y_dy += d.y * 0.5 * (a.y + b.y);
  q.x_dx += d.x * 0.5 * (a.x + b.x);
  q.xx_dy += d.y * (a.x * a.x + a.x * b.x + b.x * b.x) / 6;
  q.xy_dy += d.y * (2 * a.x * a.y + a.x * b.y + b.x * a.y + 2 * b.x * b.y) / 6;
}

void FaceSums::sum_columns() {
  above_.assign(static_cast<std::size_t>(columns_), Line{});
  for (int j = low_j_ + rows_ - 1; j >= low_j_; --j)
    for (int i = low_i_; i < low_i_ + columns_; ++i) {
      Line& line = above_[static_cast<std::size_t>(i - low_i_)];
      Square& q = at(i, j);
      if (q.touched)
        line.length -= q.dx, line.moment -= q.x_dx;
      else
        line.settle();
      q.low_y = line.length, q.low_y_moment = line.moment;
    }
}

void FaceSums::sum_row(std::int32_t face, int j, std::vector<FaceShare>& shares) {
  Line line;  // on the high line of the square at hand
  for (int i = low_i_ + columns_ - 1; i >= low_i_; --i) {
    const Square& q = at(i, j);
    if (!q.touched) line.settle();
    FaceShare share;
    share.i = i, share.j = j, share.face = face;
    share.area = line.length + q.x_dy;
    share.moment = {0.5 * line.length + q.xx_dy, line.moment + q.xy_dy};
    line.length += q.dy, line.moment += q.y_dy;
    share.low_x = line.length, share.low_x_moment = line.moment;
    share.low_y = q.low_y, share.low_y_moment = q.low_y_moment;
    if (std::max({share.area, share.low_x, share.low_y}) > cover_round_off) shares.push_back(share);
  }
}

void FaceSums::run(std::int32_t face, const std::vector<FacePiece>& pieces, std::vector<FaceShare>& shares) {
  if (pieces.empty()) return;
  fit(pieces);
  for (const FacePiece& p : pieces) add(p);
  sum_columns();
  for (int j = low_j_; j < low_j_ + rows_; ++j) sum_row(face, j, shares);
}

}  // namespace sprue
