// Makes a sentiment model from labelled texts: the machines over hashed features, the blend of their margins with the
// lexicon's findings (a multinomial logistic regression, which makes them probabilities), and the confusion.
//
// Blend and confusion come from texts the machines had not seen (cross-validation). Pure, in memory, deterministic.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "text/sentiment.hpp"
#include "text/train_linear.hpp"

namespace chancery::text {

struct LabelledText {
  std::string text;
  Sentiment sentiment = Sentiment::Neutral;
  std::string language;    // it is written in: trained as such, and scores are told by it
  std::string identified;  // what the model will be told of it when it is used, and is judged with; empty: the same

  [[nodiscard]] const std::string& as_used() const { return identified.empty() ? language : identified; }
};

struct SentimentOptions {
  FeatureShape shape{.bits = 20, .copies = FeatureShape::Copies::Words};
  LinearOptions linear{.bayes = 0.75};
  std::vector<std::string> languages;  // with weights of their own; empty: all with 200 texts or more
  std::size_t folds = 5;
  double shared_ridge = 20;  // how dear a weight of the blend is
  double own_ridge = 60;     // and one of a single language
};

struct SentimentScores {
  std::map<std::string, Confusion> by_language;

  [[nodiscard]] Confusion all() const;
  // The unweighted mean over languages, in per cent.
  [[nodiscard]] double mean_macro_f1() const;
};

struct TrainedSentiment {
  LinearModel model;
  SentimentScores held_out;  // by cross-validation, before weights become bytes
};

// Fails with Errc::Invalid when texts are too few (30) or a class is missing. Some 30 s for 17,000 texts.
[[nodiscard]] Result<TrainedSentiment> train_sentiment(std::span<const LabelledText> texts, const Lexicon& lexicon,
                                                       const SentimentOptions& options);

// What `model` says of texts it has not seen.
[[nodiscard]] SentimentScores evaluate_sentiment(const SentimentModel& model, std::span<const LabelledText> texts);

}  // namespace chancery::text
