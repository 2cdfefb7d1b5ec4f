// The largest eigenvalues of a small symmetric matrix and their vectors, by the elementary operations alone.
#pragma once

#include <cstddef>
#include <vector>

namespace chancery::opinion {

// Square and symmetric, row by row.
class SmallMatrix {
 public:
  explicit SmallMatrix(std::size_t size) : size_(size), entry_(size * size) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] double at(std::size_t i, std::size_t j) const { return entry_[(i * size_) + j]; }
  void set(std::size_t i, std::size_t j, double value) { entry_[(i * size_) + j] = entry_[(j * size_) + i] = value; }

 private:
  std::size_t size_;
  std::vector<double> entry_;
};

struct SmallPair {
  double value = 0;
  std::vector<double> vector;  // of length one
};

// The `count` <= size largest, descending, their vectors orthogonal. Householder's tridiagonal form, bisection with
// Sturm counts, inverse iteration (Golub and Van Loan, 4th ed., sections 8.3.1, 8.4.1, 8.2.2). O(size^3).
[[nodiscard]] std::vector<SmallPair> leading_pairs(const SmallMatrix& matrix, std::size_t count);

}  // namespace chancery::opinion
