// The analyst's own topics: a linear model of labelled texts that tells which topics a text is about.
//
// One machine for each topic, its margin made a probability (Platt 1999) and held against the topic's own threshold,
// the one with the best F1 on texts the machine had not seen.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "text/hashed_features.hpp"
#include "text/linear_model.hpp"
#include "text/post_words.hpp"

namespace chancery::text {

struct TopicGuess {
  std::size_t topic = 0;  // into TopicModel::topics()
  float p = 0;            // calibrated
};

// Immutable. Thread safety: any thread, each with a Scratch of its own.
class TopicModel {
 public:
  // Memory kept from text to text; one a thread.
  class Scratch {
    friend class TopicModel;
    PostWords post_;
    HashedFeatures features_;
    std::vector<float> p_;
    std::vector<TopicGuess> guesses_;
  };

  // A file of `chancery train topic`. Fails with Errc::Malformed, Unsupported or TooLarge, and a hint for the reader.
  [[nodiscard]] static Result<TopicModel> read(std::span<const std::byte> bytes);
  [[nodiscard]] static Result<TopicModel> from(LinearModel model);

  [[nodiscard]] const std::vector<std::string>& topics() const { return model_.classes(); }

  // The topics at or over their thresholds, the most probable first; often none. Views live until the next call.
  // `language` is the text's BCP 47 tag, or "". Never fails.
  [[nodiscard]] std::span<const TopicGuess> classify(std::string_view text, std::string_view language,
                                                     Scratch& scratch) const;
  // Of every topic, in the order of topics().
  [[nodiscard]] std::span<const float> probabilities(std::string_view text, std::string_view language,
                                                     Scratch& scratch) const;
  // Of each topic, the probability from which it is told.
  [[nodiscard]] std::span<const float> thresholds() const;

  [[nodiscard]] const LinearModel& linear() const { return model_; }

 private:
  explicit TopicModel(LinearModel model) : model_(std::move(model)) {}

  LinearModel model_;
};

}  // namespace chancery::text
