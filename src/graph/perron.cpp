#include "graph/perron.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

namespace chancery::graph {
namespace {

constexpr std::size_t kSpace = 10;  // dimensions of the space of a cycle
using Vector = std::vector<double>;
using Small = std::array<double, kSpace>;
using SmallMatrix = std::array<Small, kSpace>;

double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

void scale(Vector& vector, double factor) {
  for (double& value : vector) value *= factor;
}

void subtract(Vector& from, double factor, const Vector& what) {
  for (std::size_t i = 0; i < from.size(); ++i) from[i] -= factor * what[i];
}

SmallMatrix squared(const SmallMatrix& matrix, std::size_t size) {
  SmallMatrix square{};
  double largest = 0;
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      for (std::size_t k = 0; k < size; ++k) square[i][j] += matrix[i][k] * matrix[k][j];
      largest = std::max(largest, std::abs(square[i][j]));
    }
  }
  if (largest == 0) return square;
  for (Small& row : square) {
    for (double& value : row) value /= largest;
  }
  return square;
}

// The eigenvector of the rightmost eigenvalue: moved far to the right that one is the largest of all, and remains when
// the matrix is squared again and again.
Small rightmost(SmallMatrix matrix, std::size_t size) {
  double norm = 0;
  for (const Small& row : matrix) {
    for (const double value : row) norm += value * value;
  }
  norm = std::sqrt(norm);
  for (std::size_t i = 0; i < size; ++i) matrix[i][i] += norm;
  const SmallMatrix moved = matrix;
  for (int i = 0; i < 40; ++i) matrix = squared(matrix, size);
  Small vector{};
  double longest = -1;
  for (std::size_t j = 0; j < size; ++j) {
    double length = 0;
    for (std::size_t i = 0; i < size; ++i) length += matrix[i][j] * matrix[i][j];
    if (length <= longest) continue;
    longest = length;
    for (std::size_t i = 0; i < size; ++i) vector[i] = matrix[i][j];
  }
  // What rounding left over from the squares goes in a few plain steps.
  for (int round = 0; round < 4; ++round) {
    Small next{};
    double length = 0;
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 0; j < size; ++j) next[i] += moved[i][j] * vector[j];
      length += next[i] * next[i];
    }
    length = std::sqrt(length);
    for (std::size_t i = 0; i < size; ++i) vector[i] = length > 0 ? next[i] / length : 0;
  }
  return vector;
}

// The sign by which the entries sum to more than zero; traces below zero, as rounding leaves them, are cut.
void make_positive(Vector& vector) {
  double sum = 0;
  for (const double value : vector) sum += value;
  for (double& value : vector) value = std::max(0.0, sum < 0 ? -value : value);
  const double length = std::sqrt(dot(vector, vector));
  if (length > 0) scale(vector, 1 / length);
}

class Iteration {
 public:
  Iteration(std::size_t size, const Product& product, double tolerance, int most)
      : product_(product), tolerance_(tolerance), most_(most) {
    leading_.vector.assign(size, 1 / std::sqrt(static_cast<double>(size)));
    basis_.assign(kSpace + 1, {});
  }

  Leading run() {
    Vector image(leading_.vector.size());
    while (true) {
      multiply(leading_.vector, image);
      leading_.value = dot(leading_.vector, image);
      if (!judge(image)) return std::move(leading_);
      cycle(image);
    }
  }

 private:
  void multiply(const Vector& from, Vector& to) {
    to.resize(from.size());
    product_(from, to);
    ++leading_.products;
  }

  // Whether to go on, with the product of the present vector at hand.
  bool judge(const Vector& image) {
    const double length = std::sqrt(dot(image, image));
    if (length == 0 || leading_.value <= 0) {
      std::ranges::fill(leading_.vector, 0.0);
      leading_.value = 0;
      leading_.residual = 0;
      leading_.converged = length == 0;
      return false;
    }
    double squares = 0;
    for (std::size_t i = 0; i < image.size(); ++i) {
      const double difference = image[i] - leading_.value * leading_.vector[i];
      squares += difference * difference;
    }
    leading_.residual = std::sqrt(squares) / leading_.value;
    leading_.converged = leading_.residual <= tolerance_;
    return !leading_.converged && leading_.products < most_;
  }

  // Arnoldi with Gram-Schmidt; the first product is there already.
  void cycle(Vector& image) {
    SmallMatrix h{};
    basis_[0] = leading_.vector;
    basis_[1].swap(image);
    std::size_t size = 0;
    while (true) {
      Vector& next = basis_[size + 1];
      if (size > 0) multiply(basis_[size], next);
      const double before = std::sqrt(dot(next, next));
      for (std::size_t i = 0; i <= size; ++i) {
        h[i][size] = dot(basis_[i], next);
        subtract(next, h[i][size], basis_[i]);
      }
      const double rest = std::sqrt(dot(next, next));
      ++size;
      if (size == kSpace || rest <= 1e-14 * before) break;
      h[size][size - 1] = rest;
      scale(next, 1 / rest);
    }
    const Small weights = rightmost(h, size);
    std::ranges::fill(leading_.vector, 0.0);
    for (std::size_t i = 0; i < size; ++i) subtract(leading_.vector, -weights[i], basis_[i]);
    make_positive(leading_.vector);
    image.resize(leading_.vector.size());
  }

  const Product& product_;
  double tolerance_;
  int most_;
  Leading leading_;
  std::vector<Vector> basis_;
};

}  // namespace

Leading leading_eigenvector(std::size_t size, const Product& product, double tolerance, int most_products) {
  if (size == 0) return {{}, 0, 0, 0, true};
  return Iteration(size, product, tolerance, most_products).run();
}

}  // namespace chancery::graph
