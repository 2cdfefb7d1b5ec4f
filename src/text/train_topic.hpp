// Makes a topic model from labelled texts, and proposes which texts to label next. Pure, in memory, deterministic.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "text/topic_model.hpp"
#include "text/train_linear.hpp"

namespace chancery::text {

struct TopicText {
  std::string text;
  std::vector<std::string> topics;  // none: about no topic
};

struct TopicOptions {
  FeatureShape shape{.bits = 18};
  LinearOptions linear;
  std::size_t folds = 5;
  std::size_t fewest = 5;  // texts a topic needs, with and without it
};

// How one topic was told on texts its machine had not seen; shares from 0 to 1.
struct TopicScore {
  std::string topic;
  std::size_t texts = 0;  // labelled with it
  double precision = 0;
  double recall = 0;
  double f1 = 0;
};

struct TrainedTopics {
  LinearModel model;
  std::vector<TopicScore> held_out;  // by cross-validation, in the order of the model's classes
  std::vector<std::string> too_few;  // topics left out
};

// Fails with Errc::Invalid when no topic has enough texts, or topics are more than LinearModel::kMostClasses.
[[nodiscard]] Result<TrainedTopics> train_topics(std::span<const TopicText> texts, const TopicOptions& options);

struct Proposal {
  std::size_t text = 0;   // into the unlabelled texts
  std::size_t topic = 0;  // the topic it is least certain of
  float p = 0;            // of that topic
};

// The `count` texts whose labels would teach most, best first: those some topic is least certain of (p nearest to its
// threshold), each unlike the ones before it (1 - cosine), so that not one question is asked many times.
[[nodiscard]] std::vector<Proposal> propose_labels(const TopicModel& model, std::span<const std::string> unlabelled,
                                                   std::size_t count);

}  // namespace chancery::text
