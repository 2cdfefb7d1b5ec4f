#include "opinion/block_lanczos.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "opinion/small_eigen.hpp"

namespace chancery::opinion {
namespace {

constexpr double kTolerance = 1e-12;
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr double kNothing = 64 * kEpsilon;  // what is left of a vector that lay in the basis
constexpr std::size_t kMostVectors = 120;   // of a basis; then the best of it begin the next
constexpr std::size_t kKept = 16;
constexpr std::size_t kMostProducts = 3000;  // two values closer than rounding tells apart

double dot(std::span<const double> a, std::span<const double> b) {
  double sum[4] = {};
  const std::size_t whole = a.size() - (a.size() % 4);
  for (std::size_t i = 0; i < whole; i += 4) {
    for (std::size_t lane = 0; lane < 4; ++lane) sum[lane] += a[i + lane] * b[i + lane];
  }
  for (std::size_t i = whole; i < a.size(); ++i) sum[0] += a[i] * b[i];
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

double length(std::span<const double> v) {
  return std::sqrt(dot(v, v));
}

void add(std::span<double> to, double factor, std::span<const double> v) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * v[i];
}

class BlockLanczos {
 public:
  BlockLanczos(const PairProduct& product, std::size_t work) : product_(product), work_(work) {}

  LeadingVectors from(std::array<Vector, 2> start) {
    best_.vector.fill(Vector(start[0].size()));
    for (Vector& v : start) {
      const double before = length(v);
      extend(std::move(v), before);
    }
    std::size_t since = 0;  // work since the last look
    while (seen_ < basis_.size()) {
      step();
      const std::size_t n = seen_;
      since += work_;
      const bool exhausted = seen_ == basis_.size();
      const bool full = basis_.size() + 2 > kMostVectors;
      if (!exhausted && !full && since < n * n * n) continue;
      since = 0;
      if (settled(exhausted) || best_.products >= kMostProducts) break;
      if (full) restart();
    }
    return std::move(best_);
  }

 private:
  // One more vector of the basis, where something new is left of it. `before`: its length, or that of what it came
  // from.
  void extend(Vector v, double before) {
    for (int round = 0; round < 2; ++round) {  // twice is enough (Giraud, Langou and Rozloznik 2005)
      for (const Vector& q : basis_) add(v, -dot(v, q), q);
    }
    const double left = length(v);
    if (!(left > kNothing * std::max(before, scale_)) || basis_.size() == v.size()) return;
    for (double& x : v) x /= left;
    basis_.push_back(std::move(v));
  }

  // A times the newest one or two vectors: their columns of Q'AQ, and what is new in them.
  void step() {
    const std::size_t first = seen_;
    const std::size_t last = std::min(first + 2, basis_.size());
    std::array<Vector, 2> in;
    for (std::size_t c = 0; c < 2; ++c) in[c] = basis_[std::min(first + c, last - 1)];
    auto out = multiply(in);
    seen_ = last;
    for (std::size_t c = 0; c < last - first; ++c) {
      auto& column = columns_.emplace_back();
      for (std::size_t i = 0; i <= first + c; ++i) column.push_back(dot(basis_[i], out[c]));
    }
    block_ = last - first;
    images_ = {};
    for (std::size_t c = 0; c < block_; ++c) {
      const double before = length(out[c]);
      scale_ = std::max(scale_, std::fabs(columns_[first + c].back()));
      images_[c] = out[c];
      extend(std::move(out[c]), before);
    }
  }

  std::array<Vector, 2> multiply(const std::array<Vector, 2>& in) {
    std::array<Vector, 2> out;
    out.fill(Vector(in[0].size()));
    product_(in, out);
    ++best_.products;
    return out;
  }

  [[nodiscard]] SmallMatrix projected() const {
    SmallMatrix h(seen_);
    for (std::size_t j = 0; j < seen_; ++j) {
      for (std::size_t i = 0; i <= j; ++i) h.set(i, j, columns_[j][i]);
    }
    return h;
  }

  [[nodiscard]] Vector combine(std::span<const double> coordinates) const {
    Vector v(basis_[0].size());
    for (std::size_t k = 0; k < coordinates.size(); ++k) add(v, coordinates[k], basis_[k]);
    return v;
  }

  // What of A v lies outside the basis seen so far: only the newest vectors lead there.
  [[nodiscard]] double outside(std::span<const double> coordinates) const {
    double square = 0;
    for (std::size_t q = seen_; q < basis_.size(); ++q) {
      double along = 0;
      for (std::size_t c = 0; c < block_; ++c) along += coordinates[seen_ - block_ + c] * dot(images_[c], basis_[q]);
      square += along * along;
    }
    return std::sqrt(square);
  }

  [[nodiscard]] double tolerance(double value) const { return std::max(kTolerance * value, 16 * kEpsilon * scale_); }

  // Whether both vectors are good enough: by the estimate, then by a product.
  bool settled(bool exhausted) {
    const auto pairs = leading_pairs(projected(), std::min<std::size_t>(2, seen_));
    for (const SmallPair& pair : pairs) {
      if (!exhausted && best_.products < kMostProducts && outside(pair.vector) > tolerance(pair.value)) return false;
    }
    std::array<Vector, 2> v;
    v.fill(Vector(basis_[0].size()));
    for (std::size_t c = 0; c < pairs.size(); ++c) v[c] = combine(pairs[c].vector);
    const auto image = multiply(v);
    bool good = true;
    for (std::size_t c = 0; c < pairs.size(); ++c) {
      best_.value[c] = std::max(0.0, dot(image[c], v[c]));
      Vector rest = image[c];
      add(rest, -best_.value[c], v[c]);
      best_.residual[c] = length(rest);
      good = good && best_.residual[c] <= tolerance(best_.value[c]);
    }
    best_.vector = std::move(v);
    return good || exhausted;
  }

  // The basis shrinks to its best vectors and the newest ones, which are still to be multiplied.
  void restart() {
    const auto h = projected();
    const auto pairs = leading_pairs(h, kKept);
    std::vector<Vector> kept;
    for (const SmallPair& pair : pairs) kept.push_back(combine(pair.vector));
    columns_.assign(kKept, {});
    for (std::size_t j = 0; j < kKept; ++j) {
      columns_[j].assign(j + 1, 0.0);
      columns_[j].back() = pairs[j].value;
    }
    kept.insert(kept.end(), basis_.begin() + static_cast<std::ptrdiff_t>(seen_), basis_.end());
    basis_ = std::move(kept);
    seen_ = kKept;
  }

  const PairProduct& product_;
  std::size_t work_;
  std::vector<Vector> basis_;                 // orthonormal
  std::vector<std::vector<double>> columns_;  // of Q'AQ down to the diagonal, for the first seen_
  std::size_t seen_ = 0;                      // vectors of the basis already multiplied
  std::size_t block_ = 0;                     // how many of them in the last step
  std::array<Vector, 2> images_;              // of those
  double scale_ = 0;                          // the largest value met
  LeadingVectors best_;
};

}  // namespace

LeadingVectors leading_vectors(const PairProduct& product, std::array<Vector, 2> start, std::size_t work) {
  return BlockLanczos(product, work).from(std::move(start));
}

}  // namespace chancery::opinion
