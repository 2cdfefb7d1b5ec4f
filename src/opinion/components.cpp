#include "opinion/components.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/split_mix.hpp"
#include "opinion/block_lanczos.hpp"

namespace chancery::opinion {
namespace {

// A warm start keeps a little of every direction, or a component that was overtaken would never be left.
constexpr double kNoise = 1e-8;
constexpr double kNoEigenvalue = 1e-14;      // of the first eigenvalue
constexpr std::size_t kOperationsAVote = 8;  // of a product

bool is_left_out(const ComponentOptions& options, std::size_t column) {
  return !options.left_out.empty() && options.left_out[column] != 0;
}

// w -> C'C w, for two w at once. A centred cell is one of three values a column, so a row's product is a sum of table
// entries, and what a row adds to the columns is gathered by (column, vote) and multiplied once at the end.
class CentredProduct {
 public:
  CentredProduct(const VoteMatrix& votes, std::span<const double> mean, const ComponentOptions& options)
      : votes_(votes),
        options_(options),
        centred_(votes.columns() * kVoteKinds),
        table_(centred_.size()),
        sums_(centred_.size()) {
    for (std::uint32_t j = 0; j < votes.columns(); ++j) {
      if (is_left_out(options, j)) continue;
      for (const Vote vote : {Vote::Disagree, Vote::Pass, Vote::Agree}) {
        centred_[cell_of(j, vote)] = static_cast<double>(vote) - mean[j];
      }
    }
  }

  void operator()(const std::array<Vector, 2>& in, std::array<Vector, 2>& out) {
    for (std::size_t cell = 0; cell < centred_.size(); ++cell) {
      const std::size_t j = cell / kVoteKinds;
      table_[cell] = {.first = centred_[cell] * in[0][j], .second = centred_[cell] * in[1][j]};
    }
    std::ranges::fill(sums_, Two{});
    for (std::size_t i = 0; i < votes_.rows(); ++i) {
      const auto row = votes_.row(i);
      Two y = sum_of(row);
      if (!options_.weight.empty()) {
        y.first *= options_.weight[i];
        y.second *= options_.weight[i];
      }
      for (const Cell cell : row) {
        sums_[cell].first += y.first;
        sums_[cell].second += y.second;
      }
    }
    for (std::size_t j = 0; j < votes_.columns(); ++j) {
      const std::size_t at = j * kVoteKinds;
      Two sum;
      for (std::size_t kind = 0; kind < kVoteKinds; ++kind) {
        sum.first += centred_[at + kind] * sums_[at + kind].first;
        sum.second += centred_[at + kind] * sums_[at + kind].second;
      }
      out[0][j] = sum.first;
      out[1][j] = sum.second;
    }
  }

 private:
  struct Two {
    double first = 0;
    double second = 0;
  };

  // Two sums a row: additions wait for each other, and these need not.
  [[nodiscard]] Two sum_of(std::span<const Cell> row) const {
    Two even;
    Two odd;
    std::size_t k = 0;
    for (; k + 1 < row.size(); k += 2) {
      even.first += table_[row[k]].first;
      even.second += table_[row[k]].second;
      odd.first += table_[row[k + 1]].first;
      odd.second += table_[row[k + 1]].second;
    }
    if (k < row.size()) {
      even.first += table_[row[k]].first;
      even.second += table_[row[k]].second;
    }
    return {.first = even.first + odd.first, .second = even.second + odd.second};
  }

  const VoteMatrix& votes_;
  const ComponentOptions& options_;
  std::vector<double> centred_;
  std::vector<Two> table_;
  std::vector<Two> sums_;
};

// By the seed, or near what it was before (all zero: nothing is known).
Vector start_vector(std::size_t columns, std::size_t component, const ComponentOptions& options) {
  SplitMix64 random(options.seed + component);
  Vector start(columns);
  for (double& x : start) x = random.uniform();
  const auto* previous = options.previous == nullptr ? nullptr : &(*options.previous)[component];
  if (previous != nullptr && std::ranges::any_of(*previous, [](double x) { return x != 0; })) {
    const double noise = kNoise / std::sqrt(static_cast<double>(columns));
    for (double& x : start) x = noise * (x - 0.5);
    for (std::size_t j = 0; j < std::min(columns, previous->size()); ++j) start[j] += (*previous)[j];
  }
  for (std::size_t j = 0; j < columns; ++j) {
    if (is_left_out(options, j)) start[j] = 0;
  }
  return start;
}

void settle_sign(Component& p, const Component* previous) {
  double along = 0;
  for (std::size_t j = 0; previous != nullptr && j < std::min(p.size(), previous->size()); ++j) {
    along += p[j] * (*previous)[j];
  }
  if (along == 0) {
    const auto largest = std::ranges::max_element(p, [](double a, double b) { return std::fabs(a) < std::fabs(b); });
    along = largest == p.end() ? 0.0 : *largest;
  }
  if (along < 0) {
    for (double& x : p) x = -x;
  }
}

// Votes of each kind on each column.
std::vector<std::uint64_t> votes_by_cell(const VoteMatrix& votes, const ComponentOptions& options) {
  std::vector<std::uint64_t> counts(votes.columns() * kVoteKinds);
  for (std::size_t i = 0; i < votes.rows(); ++i) {
    const std::uint32_t weight = options.weight.empty() ? 1 : options.weight[i];
    for (const Cell cell : votes.row(i)) counts[cell] += weight;
  }
  return counts;
}

}  // namespace

double total_variation(const VoteMatrix& votes, std::span<const double> mean, const ComponentOptions& options) {
  const auto counts = votes_by_cell(votes, options);
  double total = 0;
  for (std::uint32_t j = 0; j < votes.columns(); ++j) {
    if (is_left_out(options, j)) continue;
    for (const Vote vote : {Vote::Disagree, Vote::Pass, Vote::Agree}) {
      const double centred = static_cast<double>(vote) - mean[j];
      total += static_cast<double>(counts[cell_of(j, vote)]) * centred * centred;
    }
  }
  return total;
}

std::vector<double> column_means(const VoteMatrix& votes, const ComponentOptions& options) {
  const auto counts = votes_by_cell(votes, options);
  std::vector<double> mean(votes.columns());
  for (std::size_t j = 0; j < mean.size(); ++j) {
    const auto* const of = &counts[j * kVoteKinds];
    const std::uint64_t seen = of[0] + of[1] + of[2];
    if (seen == 0 || is_left_out(options, j)) continue;
    mean[j] = (static_cast<double>(of[2]) - static_cast<double>(of[0])) / static_cast<double>(seen);
  }
  return mean;
}

Components principal_components(const VoteMatrix& votes, const ComponentOptions& options) {
  Components result{.mean = column_means(votes, options)};
  CentredProduct centred(votes, result.mean, options);
  std::array<Vector, 2> start;
  for (std::size_t c = 0; c < 2; ++c) start[c] = start_vector(votes.columns(), c, options);
  auto found = leading_vectors([&](const std::array<Vector, 2>& in, std::array<Vector, 2>& out) { centred(in, out); },
                               std::move(start), kOperationsAVote * votes.votes());
  result.component = std::move(found.vector);
  result.eigenvalue = found.value;
  result.residual = found.residual;
  result.products = found.products;
  for (std::size_t c = 0; c < 2; ++c) {
    // Where the votes vary in one direction only, or in none, there is no other to name.
    if (result.eigenvalue[c] <= kNoEigenvalue * result.eigenvalue[0]) result.component[c].assign(votes.columns(), 0.0);
    settle_sign(result.component[c], options.previous == nullptr ? nullptr : &(*options.previous)[c]);
  }
  return result;
}

}  // namespace chancery::opinion
