// The two leading eigenvectors of a symmetric, positive semidefinite matrix that is known by its products alone.
//
// Block Lanczos with full reorthogonalisation and thick restarts (Golub and Van Loan, 4th ed., section 10.3; Wu and
// Simon 2000): a product with two vectors costs hardly more than with one, equal eigenvalues are no trouble, and far
// fewer products are needed than by the power iteration. Nothing but + - * / and square roots: the same bits
// everywhere.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <vector>

namespace chancery::opinion {

using Vector = std::vector<double>;

// out = A in, for two vectors at once.
using PairProduct = std::function<void(const std::array<Vector, 2>& in, std::array<Vector, 2>& out)>;

struct LeadingVectors {
  std::array<double, 2> value{};
  std::array<Vector, 2> vector;      // of length one, or zero where the matrix has no second direction
  std::array<double, 2> residual{};  // |A v - value v|, measured
  std::size_t products = 0;          // with two vectors each
};

// From two starts of the same length. Stops when both residuals are at most 1e-12 of their values (or what rounding
// leaves beside the larger value). `work` is about how many operations a product takes: it settles how often it looks.
[[nodiscard]] LeadingVectors leading_vectors(const PairProduct& product, std::array<Vector, 2> start, std::size_t work);

}  // namespace chancery::opinion
