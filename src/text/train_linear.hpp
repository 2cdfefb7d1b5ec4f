// Fits a linear classifier over hashed features: one L2-loss support vector machine for each class against the rest,
// by dual coordinate descent (Hsieh and others 2008, the method of liblinear), whose steps are exact and need no rate.
//
// Everything in memory, nothing random but an order from a fixed seed: the same rows give the same bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "text/hashed_features.hpp"
#include "text/linear_model.hpp"

namespace chancery::text {

// The features of many texts, one row each.
class FeatureRows {
 public:
  void add(std::span<const Feature> row);
  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  [[nodiscard]] std::span<const Feature> operator[](std::size_t row) const;

 private:
  std::vector<Feature> features_;
  std::vector<std::size_t> ends_;
};

struct LinearOptions {
  double c = 0.3;            // how dear an error is against a large weight
  int epochs = 12;           // passes over the rows
  double bayes = 0;          // share of the machine over features weighted by their log-count ratio (NB-SVM); 0 to 1
  std::uint32_t fewest = 1;  // rows a feature must stand in, to have a weight
  std::uint64_t seed = 1;
};

// Before it is brought to bytes.
struct LinearWeights {
  std::vector<float> idf;                   // of each slot; 0 never
  std::vector<std::vector<float>> weights;  // of each class
  std::vector<float> biases;

  void score(std::span<const Feature> features, std::span<float> margins) const;
};

// `chosen` are rows of `rows`; `positive[k][row]` says whether a row belongs to class k. Some seconds for 15,000
// texts and three classes.
[[nodiscard]] LinearWeights train_linear(const FeatureRows& rows, std::span<const std::size_t> chosen,
                                         const std::vector<std::vector<bool>>& positive, std::size_t slots,
                                         const LinearOptions& options);

// Weights and idf in bytes; fills scales, biases, idf_step and table of `parts`.
void quantise(const LinearWeights& weights, LinearModel::Parts& parts);

// Row numbers dealt into `folds` lists, each with nearly the same share of every group. `groups` has one number a row.
[[nodiscard]] std::vector<std::vector<std::size_t>> deal_folds(std::span<const std::size_t> groups, std::size_t folds,
                                                               std::uint64_t seed);

}  // namespace chancery::text
