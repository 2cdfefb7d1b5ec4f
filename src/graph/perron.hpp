// The leading eigenvector of a matrix without negative entries, from products with it alone.
//
// Restarted Arnoldi iteration (Saad 2011, chapter 6): each cycle spans a small space by repeated products, takes from
// it the vector whose Ritz value lies furthest to the right, and begins again from that. Where eigenvalues lie close
// together it needs a fraction of the products of a power iteration, and a matrix that only goes round in circles,
// as that of a two-sided graph, does not keep it from an answer.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace chancery::graph {

struct Leading {
  std::vector<double> vector;  // of unit length, without negative entries; all zero where the eigenvalue is 0
  double value = 0;
  double residual = 0;  // || A x - value x || / value
  int products = 0;
  bool converged = false;
};

// to = A from; `to` comes with any content.
using Product = std::function<void(std::span<const double> from, std::span<double> to)>;

// Begins from the even vector. Memory: eleven vectors.
[[nodiscard]] Leading leading_eigenvector(std::size_t size, const Product& product, double tolerance,
                                          int most_products);

}  // namespace chancery::graph
