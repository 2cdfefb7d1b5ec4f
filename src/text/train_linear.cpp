#include "text/train_linear.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace chancery::text {
namespace {

// SplitMix64 (Steele and others 2014): the standard library's shuffles differ from one to the next.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  template <class T>
  void shuffle(std::span<T> list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[next() % i]);
  }

 private:
  std::uint64_t state_;
};

// Rows of values of length 1, ready to be learnt from.
struct Rows {
  std::vector<std::uint32_t> slots;
  std::vector<float> values;
  std::vector<std::size_t> ends;

  [[nodiscard]] std::size_t begin(std::size_t row) const { return row == 0 ? 0 : ends[row - 1]; }
};

std::vector<std::uint32_t> count_rows(const FeatureRows& rows, std::span<const std::size_t> chosen, std::size_t slots) {
  std::vector<std::uint32_t> counts(slots);
  for (const std::size_t row : chosen) {
    for (const Feature& feature : rows[row]) ++counts[feature.slot];
  }
  return counts;
}

float value_of(const Feature& feature, std::span<const float> idf) {
  return idf[feature.slot] * (feature.count > 1 ? 1 + std::log(static_cast<float>(feature.count)) : 1);
}

Rows make_rows(const FeatureRows& rows, std::span<const std::size_t> chosen, std::span<const float> idf,
               std::span<const std::uint32_t> counts, std::uint32_t fewest) {
  Rows made;
  for (const std::size_t row : chosen) {
    float square = 0;
    for (const Feature& feature : rows[row]) {
      const float value = value_of(feature, idf);
      square += value * value;
    }
    const float length = square > 0 ? 1 / std::sqrt(square) : 0;
    for (const Feature& feature : rows[row]) {
      if (counts[feature.slot] < fewest) continue;
      made.slots.push_back(feature.slot);
      made.values.push_back(value_of(feature, idf) * length);
    }
    made.ends.push_back(made.slots.size());
  }
  return made;
}

// How much more often a slot stands in the class than outside, as a logarithm (Wang and Manning 2012, equation 1),
// over presence and smoothed by 1.
std::vector<float> log_count_ratios(const Rows& rows, const std::vector<bool>& positive, std::size_t slots) {
  std::vector<std::array<float, 2>> counts(slots, {1, 1});
  std::array<double, 2> sums{};
  for (std::size_t row = 0; row < rows.ends.size(); ++row) {
    const std::size_t side = positive[row] ? 0 : 1;
    for (std::size_t i = rows.begin(row); i < rows.ends[row]; ++i) ++counts[rows.slots[i]].at(side);
  }
  for (const auto& count : counts) {
    sums[0] += count[0];
    sums[1] += count[1];
  }
  std::vector<float> ratios(slots);
  const auto prior = static_cast<float>(std::log(sums[1] / sums[0]));
  for (std::size_t slot = 0; slot < slots; ++slot) ratios[slot] = std::log(counts[slot][0] / counts[slot][1]) + prior;
  return ratios;
}

// One machine: the weight of each slot, then the bias (a feature of 1 that every row has).
std::vector<float> train_machine(const Rows& rows, const std::vector<bool>& positive, std::size_t slots,
                                 const LinearOptions& options) {
  std::vector<float> weights(slots);
  double bias = 0;
  const std::size_t count = rows.ends.size();
  const double diagonal = 1 / (2 * options.c);
  std::vector<double> alphas(count);
  std::vector<double> steps(count, 1 + diagonal);
  for (std::size_t row = 0; row < count; ++row) {
    for (std::size_t i = rows.begin(row); i < rows.ends[row]; ++i) {
      steps[row] += static_cast<double>(rows.values[i]) * rows.values[i];
    }
  }
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random random(options.seed);
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    random.shuffle(std::span{order});
    for (const std::size_t row : order) {
      const double sign = positive[row] ? 1 : -1;
      double margin = bias;
      for (std::size_t i = rows.begin(row); i < rows.ends[row]; ++i) margin += weights[rows.slots[i]] * rows.values[i];
      const double gradient = sign * margin - 1 + diagonal * alphas[row];
      const double alpha = std::max(alphas[row] - gradient / steps[row], 0.0);
      const double change = (alpha - alphas[row]) * sign;
      if (change == 0) continue;
      alphas[row] = alpha;
      bias += change;
      const auto step = static_cast<float>(change);
      for (std::size_t i = rows.begin(row); i < rows.ends[row]; ++i) weights[rows.slots[i]] += step * rows.values[i];
    }
  }
  weights.push_back(static_cast<float>(bias));
  return weights;
}

// The machine over `rows` and the one over the same rows weighted by log-count ratios, mixed.
std::vector<float> train_mixed(const Rows& rows, const std::vector<bool>& positive, std::size_t slots,
                               const LinearOptions& options) {
  std::vector<float> mixed(slots + 1);
  if (options.bayes < 1) {
    const auto plain = train_machine(rows, positive, slots, options);
    for (std::size_t i = 0; i < mixed.size(); ++i) mixed[i] += static_cast<float>(1 - options.bayes) * plain[i];
  }
  if (options.bayes > 0) {
    auto ratios = log_count_ratios(rows, positive, slots);
    Rows weighted = rows;
    for (std::size_t i = 0; i < weighted.slots.size(); ++i) weighted.values[i] *= ratios[weighted.slots[i]];
    const auto machine = train_machine(weighted, positive, slots, options);
    ratios.push_back(1);
    for (std::size_t i = 0; i < mixed.size(); ++i) {
      mixed[i] += static_cast<float>(options.bayes) * machine[i] * ratios[i];
    }
  }
  return mixed;
}

}  // namespace

void FeatureRows::add(std::span<const Feature> row) {
  features_.insert(features_.end(), row.begin(), row.end());
  ends_.push_back(features_.size());
}

std::span<const Feature> FeatureRows::operator[](std::size_t row) const {
  const std::size_t begin = row == 0 ? 0 : ends_[row - 1];
  return std::span{features_}.subspan(begin, ends_[row] - begin);
}

void LinearWeights::score(std::span<const Feature> features, std::span<float> margins) const {
  std::fill(margins.begin(), margins.end(), 0.0F);
  float square = 0;
  for (const Feature& feature : features) {
    const float value = value_of(feature, idf);
    square += value * value;
    for (std::size_t k = 0; k < margins.size(); ++k) margins[k] += value * weights[k][feature.slot];
  }
  const float length = square > 0 ? 1 / std::sqrt(square) : 0;
  for (std::size_t k = 0; k < margins.size(); ++k) margins[k] = biases[k] + margins[k] * length;
}

LinearWeights train_linear(const FeatureRows& rows, std::span<const std::size_t> chosen,
                           const std::vector<std::vector<bool>>& positive, std::size_t slots,
                           const LinearOptions& options) {
  LinearWeights trained;
  const auto counts = count_rows(rows, chosen, slots);
  trained.idf.resize(slots);
  const double all = 1 + static_cast<double>(chosen.size());
  for (std::size_t slot = 0; slot < slots; ++slot) {
    trained.idf[slot] = static_cast<float>(std::log(all / (1.0 + counts[slot])) + 1);
  }
  const Rows made = make_rows(rows, chosen, trained.idf, counts, options.fewest);
  for (const std::vector<bool>& of_class : positive) {
    std::vector<bool> signs(chosen.size());
    for (std::size_t i = 0; i < chosen.size(); ++i) signs[i] = of_class[chosen[i]];
    auto weights = train_mixed(made, signs, slots, options);
    trained.biases.push_back(weights.back());
    weights.pop_back();
    trained.weights.push_back(std::move(weights));
  }
  return trained;
}

void quantise(const LinearWeights& weights, LinearModel::Parts& parts) {
  constexpr float kMostIdf = 255;
  constexpr float kMostWeight = 127;
  const std::size_t classes = weights.weights.size();
  const std::size_t slots = weights.idf.size();
  parts.idf_step = *std::max_element(weights.idf.begin(), weights.idf.end()) / kMostIdf;
  parts.biases = weights.biases;
  parts.scales.assign(classes, 1);
  parts.table.assign(slots * (classes + 1), 0);
  for (std::size_t slot = 0; slot < slots; ++slot) {
    parts.table[slot * (classes + 1) + classes] =
        static_cast<std::uint8_t>(std::lround(weights.idf[slot] / parts.idf_step));
  }
  for (std::size_t k = 0; k < classes; ++k) {
    float most = 0;
    for (const float weight : weights.weights[k]) most = std::max(most, std::abs(weight));
    const float scale = most > 0 ? most / kMostWeight : 1;
    parts.scales[k] = scale;
    for (std::size_t slot = 0; slot < slots; ++slot) {
      const auto byte = static_cast<std::int8_t>(std::lround(weights.weights[k][slot] / scale));
      parts.table[slot * (classes + 1) + k] = static_cast<std::uint8_t>(byte);
    }
  }
}

std::vector<std::vector<std::size_t>> deal_folds(std::span<const std::size_t> groups, std::size_t folds,
                                                 std::uint64_t seed) {
  std::vector<std::size_t> order(groups.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random random(seed);
  random.shuffle(std::span{order});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return groups[a] < groups[b]; });
  std::vector<std::vector<std::size_t>> dealt(folds);
  for (std::size_t i = 0; i < order.size(); ++i) dealt[i % folds].push_back(order[i]);
  for (auto& fold : dealt) std::sort(fold.begin(), fold.end());
  return dealt;
}

}  // namespace chancery::text
