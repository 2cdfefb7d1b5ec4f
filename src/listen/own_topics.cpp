#include "listen/own_topics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "text/fold.hpp"

namespace chancery::listen {

std::string own_topic_slug(std::string_view label) {
  std::string slug = text::fold_words(label);  // " fish quotas "
  if (slug.empty()) return {};
  slug.pop_back();
  std::ranges::replace(slug, ' ', '-');
  return "own" + slug;
}

Status OwnTopics::add(std::span<const std::byte> bytes) {
  auto model = text::TopicModel::read(bytes);
  if (!model) return fail(model.error());
  if (models_.size() == kMostModels) {
    return fail(Errc::Invalid, "too many topic models", fmt::format("at most {} models are told", kMostModels));
  }
  auto topics = topics_;
  Model added{std::move(*model), {}};
  for (const std::string& label : added.model.topics()) {
    std::string slug = own_topic_slug(label);
    if (slug.empty()) {
      return fail(Errc::Invalid, "a label without a word",
                  "a topic's label holds no word: train the model again with labels of letters or digits");
    }
    const auto known = std::ranges::find(topics, slug, &OwnTopic::slug);
    added.topics.push_back(static_cast<std::size_t>(known - topics.begin()));
    if (known == topics.end()) topics.push_back({std::move(slug), label});
  }
  if (topics.size() > kMostTopics) {
    return fail(Errc::Invalid, "too many topics",
                fmt::format("with its {} topics there would be {}, and at most {} are told", added.topics.size(),
                            topics.size(), kMostTopics));
  }
  topics_ = std::move(topics);
  models_.push_back(std::move(added));
  return {};
}

void OwnTopics::tell(std::string_view text, std::string_view language, Scratch& scratch,
                     std::vector<std::string>& slugs) const {
  for (const Model& each : models_) {
    for (const text::TopicGuess& guess : each.model.classify(text, language, scratch)) {
      const std::string& slug = topics_[each.topics[guess.topic]].slug;
      if (std::ranges::find(slugs, slug) == slugs.end()) slugs.push_back(slug);
    }
  }
}

}  // namespace chancery::listen
