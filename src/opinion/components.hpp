// The two principal components of a vote matrix, exactly, at the price of its votes.
//
// Unseen cells are imputed by the mean of their column and then centred, so they are zero: the centred matrix C is as
// sparse as the votes, and C'C w costs O(votes). Nothing of participants x statements is ever dense.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "opinion/votes.hpp"

namespace chancery::opinion {

using Component = std::vector<double>;  // one loading a column; of length one, or all zero

struct Components {
  std::vector<double> mean;  // of a column's seen votes; 0 for a column left out
  std::array<Component, 2> component;
  std::array<double, 2> eigenvalue{};  // of C'C
  std::array<double, 2> residual{};    // |C'C p - value p|
  std::size_t products = 0;            // with C'C, each of two vectors
};

struct ComponentOptions {
  std::uint64_t seed = 0;
  // Columns held at zero, one flag a column; empty: none.
  std::span<const std::uint8_t> left_out = {};
  // How often each row counts; empty: once.
  std::span<const std::uint32_t> weight = {};
  // Components of an earlier state, to start from and to keep the sign of; shorter ones are filled up. Null: none.
  const std::array<Component, 2>* previous = nullptr;
};

// The sign: the entry of largest magnitude is positive (the lowest column, where several are); with a previous
// component the one that points the same way. O(votes) a product, some 15 of them.
[[nodiscard]] Components principal_components(const VoteMatrix& votes, const ComponentOptions& options);

// What the components divide among them: the trace of C'C, the squares of all centred votes. O(votes).
[[nodiscard]] double total_variation(const VoteMatrix& votes, std::span<const double> mean,
                                     const ComponentOptions& options);

// The mean of each column over seen votes, 0 where nobody voted or the column is left out.
[[nodiscard]] std::vector<double> column_means(const VoteMatrix& votes, const ComponentOptions& options);

}  // namespace chancery::opinion
