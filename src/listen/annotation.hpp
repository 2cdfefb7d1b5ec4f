// What the program makes of one post: its language, the topics and countries it speaks of, and its tone.
//
// Never shown post by post where it may err: topics and countries say what a post was counted under, tone is shown
// for many posts together alone.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "listen/own_topics.hpp"
#include "text/annotator.hpp"
#include "text/language.hpp"
#include "text/sentiment.hpp"

namespace chancery::listen {

struct Annotation {
  std::string language = "und";        // BCP 47
  std::vector<std::string> topics;     // slugs of the agenda, then of the analyst's own
  std::vector<std::string> countries;  // ISO 3166-1 alpha-2, named in the text
  std::string sentiment;  // "positive", "neutral", "negative"; empty in a language whose error is not known
};

// Reads posts. Thread safety: immutable; any thread may annotate, each with its own Scratch.
class PostAnnotator {
 public:
  class Scratch {
    friend class PostAnnotator;
    text::Annotator::Scratch agenda_;
    text::SentimentModel::Scratch sentiment_;
    OwnTopics::Scratch own_topics_;
  };

  // Borrows the models for its lifetime: they are large, and one of each does for the whole program.
  PostAnnotator(const text::LanguageIdentifier& languages, const text::Annotator& agenda,
                const text::SentimentModel& sentiment, OwnTopics own_topics = {})
      : languages_(languages), agenda_(agenda), sentiment_(sentiment), own_topics_(std::move(own_topics)) {}

  // `declared`: the language its author declares, or empty; it is believed against romanised Hindi alone, and only
  // where the models are unsure: short English with unknown names looks like it. 20 to 50 µs for a post.
  [[nodiscard]] Annotation annotate(std::string_view text, std::string_view declared, Scratch& scratch) const;
  // Without the tone, which of the sample nobody asks for: half the cost.
  [[nodiscard]] Annotation annotate_briefly(std::string_view text, std::string_view declared, Scratch& scratch) const;

  [[nodiscard]] const text::SentimentModel& sentiment() const { return sentiment_; }
  [[nodiscard]] const OwnTopics& own_topics() const { return own_topics_; }

 private:
  const text::LanguageIdentifier& languages_;
  const text::Annotator& agenda_;
  const text::SentimentModel& sentiment_;
  OwnTopics own_topics_;
};

}  // namespace chancery::listen
