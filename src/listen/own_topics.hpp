// The analyst's own topics: models of `chancery train topic`, told beside the agenda in counts, queries and tables.
//
// A label is shown as the analyst wrote it; stored and queried by its slug: "own-" and its words, folded, joined by
// hyphens ("Fish quotas" is topic:own-fish-quotas). So no label is mistaken for a topic of the agenda. Labels that
// differ in case alone are one topic, told when any of its models tells it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "text/topic_model.hpp"

namespace chancery::listen {

struct OwnTopic {
  std::string slug;
  std::string label;
};

// Filled once, then immutable. Thread safety: any thread may tell, each with its own Scratch.
class OwnTopics {
 public:
  using Scratch = text::TopicModel::Scratch;

  static constexpr std::size_t kMostModels = 8;   // each costs some tens of microseconds a post
  static constexpr std::size_t kMostTopics = 64;  // of all models together

  // Takes a model in. Fails as TopicModel::read does, and with Errc::Invalid when a label holds no word or topics
  // become too many; nothing of the model is then taken.
  [[nodiscard]] Status add(std::span<const std::byte> bytes);

  // In the order of their models.
  [[nodiscard]] std::span<const OwnTopic> topics() const { return topics_; }

  // Appends the slugs of what the text is about. `language`: its BCP 47 tag, or "".
  void tell(std::string_view text, std::string_view language, Scratch& scratch, std::vector<std::string>& slugs) const;

 private:
  struct Model {
    text::TopicModel model;
    std::vector<std::size_t> topics;  // of each class, into topics_
  };
  std::vector<Model> models_;
  std::vector<OwnTopic> topics_;
};

// "own-fish-quotas" for "Fish quotas"; empty when the label holds no word.
[[nodiscard]] std::string own_topic_slug(std::string_view label);

}  // namespace chancery::listen
