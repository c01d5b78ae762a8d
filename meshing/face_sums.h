/// Areas and first moments of a face of the plane in the squares of a lattice, from the pieces of its boundary.
///
/// Equations:  Green's theorem in each square of side 1, (x, y) from its low corner; pieces of the boundary further right in the row count with x = 1:
///             area = sum of x dy, integral of x = sum of x^2 / 2 dy, of y = sum of x y dy. The length of the face on the square's low x line is the
///             sum of dy of all pieces further right, its moment the sum of y dy; on the low y line the same with -dx above.
/// Round-off:  squares no piece touches are put on 0 or 1, so that sums do not wander.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/vec.h"

namespace sprue {

/// A wanted face in one square. Lengths in squares, moments from the square's low corner.
struct FaceShare {
  int i = 0, j = 0;
  std::int32_t face = 0;
  double area = 0;              ///< of a square
  double low_x = 0, low_y = 0;  ///< length just right of the low x line, and just above the low y line
  Vec2 moment;                  ///< integrals of x and y over the area
  double low_x_moment = 0, low_y_moment = 0;  ///< integrals of y along the low x line, of x along the low y line
  int first = 0, last = 0;      ///< layers of cells in which the face's bottom and its top lie; set by who knows heights
};

constexpr double cover_round_off = 2e-13;  ///< of a square: what the sums leave where there is nothing

/// Part of a face's boundary inside one square, the face on its left; from `from` to `to`, from the square's low corner.
struct FacePiece {
  int i = 0, j = 0;
  Vec2 from, to;
};

class FaceSums {
 public:
  /// Appends the shares of a face with that closed boundary, by row, then column.
  void run(std::int32_t face, const std::vector<FacePiece>& pieces, std::vector<FaceShare>& shares);

 private:
  struct Square {
    bool touched = false;
    double dx = 0, dy = 0, x_dy = 0, xx_dy = 0, xy_dy = 0, y_dy = 0, x_dx = 0;
    double low_y = 0, low_y_moment = 0;
  };
  struct Line {
    double length = 0, moment = 0;
    void settle();
  };
  Square& at(int i, int j);
  void fit(const std::vector<FacePiece>& pieces);
  void add(const FacePiece& piece);
  void sum_columns();
  void sum_row(std::int32_t face, int j, std::vector<FaceShare>& shares);

  int low_i_ = 0, low_j_ = 0, columns_ = 0, rows_ = 0;
  std::vector<Square> squares_;
  std::vector<Line> above_;
};

}  // namespace sprue
