#include "text/topic_model.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace chancery::text {
namespace {

constexpr std::string_view kTopicKind = "topic";
constexpr std::string_view kPlatt = "platt";  // slope and offset of each topic
constexpr std::string_view kThresholds = "thresholds";

}  // namespace

Result<TopicModel> TopicModel::read(std::span<const std::byte> bytes) {
  auto model = LinearModel::read(bytes);
  if (!model) return fail(model.error());
  return from(std::move(*model));
}

Result<TopicModel> TopicModel::from(LinearModel model) {
  if (model.kind() != kTopicKind) {
    return fail(
        Errc::Malformed, "not a topic model",
        "this model is not of topics but of " + model.kind() + "; take a model that chancery train topic wrote");
  }
  if (model.numbers(kPlatt).size() != 2 * model.classes().size() ||
      model.numbers(kThresholds).size() != model.classes().size()) {
    return fail(Errc::Malformed, "incomplete topic model",
                "this topic model has no thresholds; take a model that chancery train topic wrote");
  }
  return TopicModel(std::move(model));
}

std::span<const float> TopicModel::thresholds() const {
  return model_.numbers(kThresholds);
}

std::span<const float> TopicModel::probabilities(std::string_view text, std::string_view language,
                                                 Scratch& scratch) const {
  scratch.p_.assign(topics().size(), 0);
  scratch.post_.read(text);
  if (scratch.post_.words().empty()) return scratch.p_;
  const auto features = scratch.features_.read(scratch.post_, model_.shape(), language_seed(language));
  model_.score(features, scratch.p_);
  const auto platt = model_.numbers(kPlatt);
  for (std::size_t k = 0; k < scratch.p_.size(); ++k) {
    scratch.p_[k] = 1 / (1 + std::exp(-(platt[2 * k] * scratch.p_[k] + platt[2 * k + 1])));
  }
  return scratch.p_;
}

std::span<const TopicGuess> TopicModel::classify(std::string_view text, std::string_view language,
                                                 Scratch& scratch) const {
  const auto p = probabilities(text, language, scratch);
  const auto least = thresholds();
  scratch.guesses_.clear();
  for (std::size_t k = 0; k < p.size(); ++k) {
    if (p[k] >= least[k] && p[k] > 0) scratch.guesses_.push_back({k, p[k]});
  }
  std::stable_sort(scratch.guesses_.begin(), scratch.guesses_.end(),
                   [](const TopicGuess& a, const TopicGuess& b) { return a.p > b.p; });
  return scratch.guesses_;
}

}  // namespace chancery::text
