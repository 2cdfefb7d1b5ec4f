#include "opinion/small_eigen.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

namespace chancery::opinion {
namespace {

constexpr double kRounding = std::numeric_limits<double>::epsilon();
constexpr int kInverseSteps = 3;

// A symmetric tridiagonal matrix, and the reflections that lead to it.
struct Tridiagonal {
  std::vector<double> diagonal;
  std::vector<double> beside;                   // one shorter
  std::vector<std::vector<double>> reflection;  // k: of length one, zero up to k; empty: none was needed
  double norm = 0;                              // the largest sum of magnitudes of a row

  [[nodiscard]] std::size_t size() const { return diagonal.size(); }
};

// I - 2 v v' with a v that turns what stands below (k + 1, k) to zero.
std::vector<double> reflection_for(const std::vector<std::vector<double>>& a, std::size_t k) {
  const std::size_t n = a.size();
  double square = 0;
  double below = 0;
  for (std::size_t i = k + 1; i < n; ++i) square += a[i][k] * a[i][k];
  for (std::size_t i = k + 2; i < n; ++i) below += a[i][k] * a[i][k];
  if (below == 0) return {};
  std::vector<double> v(n);
  for (std::size_t i = k + 1; i < n; ++i) v[i] = a[i][k];
  v[k + 1] += v[k + 1] < 0 ? -std::sqrt(square) : std::sqrt(square);
  const double length = std::sqrt(below + (v[k + 1] * v[k + 1]));
  for (double& x : v) x /= length;
  return v;
}

// a becomes H a H, H the reflection by v, zero up to k.
void reflect(std::vector<std::vector<double>>& a, const std::vector<double>& v, std::size_t k) {
  const std::size_t n = a.size();
  std::vector<double> p(n);
  double along = 0;
  for (std::size_t i = k; i < n; ++i) {
    for (std::size_t j = k + 1; j < n; ++j) p[i] += a[i][j] * v[j];
    along += v[i] * p[i];
  }
  for (std::size_t i = k; i < n; ++i) p[i] -= along * v[i];
  for (std::size_t i = k; i < n; ++i) {
    for (std::size_t j = k; j < n; ++j) a[i][j] -= 2 * ((v[i] * p[j]) + (p[i] * v[j]));
  }
}

Tridiagonal tridiagonal(const SmallMatrix& matrix) {
  const std::size_t n = matrix.size();
  std::vector<std::vector<double>> a(n, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) a[i][j] = matrix.at(i, j);
  }
  Tridiagonal t;
  for (std::size_t k = 0; k + 1 < n; ++k) {
    t.reflection.push_back(reflection_for(a, k));
    if (!t.reflection.back().empty()) reflect(a, t.reflection.back(), k);
    t.beside.push_back(a[k + 1][k]);
  }
  for (std::size_t i = 0; i < n; ++i) {
    t.diagonal.push_back(a[i][i]);
    const double row =
        std::fabs(a[i][i]) + (i > 0 ? std::fabs(t.beside[i - 1]) : 0.0) + (i + 1 < n ? std::fabs(t.beside[i]) : 0.0);
    t.norm = std::max(t.norm, row);
  }
  return t;
}

// Whether more than `rank` eigenvalues lie above x: so many of the LDL' factors of x - T are negative.
bool more_above(const Tridiagonal& t, double x, std::size_t rank) {
  const double least = kRounding * kRounding * t.norm;
  double pivot = 1;
  std::size_t above = 0;
  for (std::size_t i = 0; i < t.size(); ++i) {
    const double off = i == 0 ? 0.0 : t.beside[i - 1] * t.beside[i - 1] / pivot;
    pivot = x - t.diagonal[i] - off;
    if (pivot < 0 && ++above > rank) return true;
    if (std::fabs(pivot) < least) pivot = pivot < 0 ? -least : least;
  }
  return false;
}

double eigenvalue(const Tridiagonal& t, std::size_t rank) {
  double low = -t.norm;
  double high = t.norm;
  while (high - low > 2 * kRounding * t.norm) {
    const double middle = low + ((high - low) / 2);
    if (middle <= low || middle >= high) break;
    (more_above(t, middle, rank) ? low : high) = middle;
  }
  return low + ((high - low) / 2);
}

// Solves (T - shift) z = b in place by elimination with row exchanges.
void solve_shifted(const Tridiagonal& t, double shift, std::vector<double>& b) {
  const std::size_t n = t.size();
  const double least = kRounding * t.norm;
  std::vector<double> d(n);
  std::vector<double> up(n);
  std::vector<double> up2(n);
  for (std::size_t i = 0; i < n; ++i) {
    d[i] = t.diagonal[i] - shift;
    up[i] = i + 1 < n ? t.beside[i] : 0.0;
  }
  for (std::size_t i = 0; i + 1 < n; ++i) {
    double low = t.beside[i];
    if (std::fabs(d[i]) < std::fabs(low)) {
      std::swap(d[i], low);
      std::swap(up[i], d[i + 1]);
      std::swap(up2[i], up[i + 1]);
      std::swap(b[i], b[i + 1]);
    }
    if (std::fabs(d[i]) < least) d[i] = least;
    const double factor = low / d[i];
    d[i + 1] -= factor * up[i];
    up[i + 1] -= factor * up2[i];
    b[i + 1] -= factor * b[i];
  }
  if (std::fabs(d[n - 1]) < least) d[n - 1] = least;
  for (std::size_t i = n; i-- > 0;) {
    double sum = b[i];
    if (i + 1 < n) sum -= up[i] * b[i + 1];
    if (i + 2 < n) sum -= up2[i] * b[i + 2];
    b[i] = sum / d[i];
  }
}

double dot_in_order(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// Orthogonal to those before, of length one.
void orthonormalise(std::vector<double>& v, std::span<const std::vector<double>> before) {
  double largest = 0;
  for (const double x : v) largest = std::max(largest, std::fabs(x));
  for (double& x : v) x /= largest;
  for (int round = 0; round < 2; ++round) {
    for (const auto& q : before) {
      const double along = dot_in_order(v, q);
      for (std::size_t i = 0; i < v.size(); ++i) v[i] -= along * q[i];
    }
  }
  const double length = std::sqrt(dot_in_order(v, v));
  for (double& x : v) x /= length;
}

// From the coordinates of the tridiagonal matrix to those of the whole one.
std::vector<double> reflected_back(const Tridiagonal& t, std::vector<double> z) {
  for (std::size_t k = t.reflection.size(); k-- > 0;) {
    const auto& v = t.reflection[k];
    if (v.empty()) continue;
    const double along = 2 * dot_in_order(v, z);
    for (std::size_t i = 0; i < z.size(); ++i) z[i] -= along * v[i];
  }
  return z;
}

}  // namespace

std::vector<SmallPair> leading_pairs(const SmallMatrix& matrix, std::size_t count) {
  const auto t = tridiagonal(matrix);
  std::vector<SmallPair> pairs;
  std::vector<std::vector<double>> found;
  for (std::size_t rank = 0; rank < count; ++rank) {
    // No two starts alike, or those of one and the same value would be one after the first solution.
    std::vector<double> z(t.size(), 1.0);
    z[rank] += 1;
    const double value = eigenvalue(t, rank);
    if (t.norm == 0) {
      z.assign(t.size(), 0.0);
      z[rank] = 1;
    } else {
      for (int step = 0; step < kInverseSteps; ++step) {
        solve_shifted(t, value, z);
        orthonormalise(z, found);
      }
    }
    found.push_back(z);
    pairs.push_back({.value = value, .vector = reflected_back(t, std::move(z))});
  }
  return pairs;
}

}  // namespace chancery::opinion
