// The sentiment of a short public text: a linear model over hashed features, its margins weighed together with what a
// polarity lexicon finds, as probabilities.
//
// Right for about 58 of 100 posts (models/sentiment.md): good enough to count many posts and to say how sure the count
// is (text/tone.hpp), never to judge one post or one person.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "text/hashed_features.hpp"
#include "text/linear_model.hpp"
#include "text/post_words.hpp"

namespace chancery::text {

enum class Sentiment : std::uint8_t { Positive, Neutral, Negative };

// "positive", "neutral", "negative".
[[nodiscard]] std::string_view name_of(Sentiment sentiment);

struct SentimentScore {
  Sentiment sentiment = Sentiment::Neutral;  // the most probable
  std::array<float, 3> p{0, 1, 0};           // negative, neutral, positive; calibrated; sums to 1
};

// How often the model said what, of texts whose sentiment people had judged; from cross-validation.
struct Confusion {
  // Rows: what people said; columns: what the model said; both negative, neutral, positive.
  std::array<std::array<double, 3>, 3> counts{};

  [[nodiscard]] double n() const;
  // The share of row `truth` that the model called `said`; with no row, 1/3.
  [[nodiscard]] double rate(std::size_t truth, std::size_t said) const;
  // In per cent; the mean of the classes' F1.
  [[nodiscard]] double macro_f1() const;
  void add(const Confusion& other);
};

// Immutable. Thread safety: any thread, each with a Scratch of its own.
class SentimentModel {
 public:
  // Memory kept from text to text; one a thread.
  class Scratch {
    friend class SentimentModel;
    PostWords post_;
    HashedFeatures features_;
  };

  // The model that is part of the program. Fails only when the build is broken. Some 10 ms: make one, and share it.
  [[nodiscard]] static Result<SentimentModel> shipped();
  // A file of `chancery train sentiment`. Fails with Errc::Malformed, Unsupported or TooLarge, and a hint for the
  // reader.
  [[nodiscard]] static Result<SentimentModel> read(std::span<const std::byte> bytes);
  [[nodiscard]] static Result<SentimentModel> from(LinearModel model);

  // `language` is the text's BCP 47 tag as text::LanguageIdentifier gives it ("und" too). A language the model was not
  // trained on is judged by what languages share, which is little: see `covers`. Never fails; a text without a word
  // is neutral. At most the first 4 KiB are read. Some 10 µs for a post; allocates nothing once Scratch has grown.
  [[nodiscard]] SentimentScore classify(std::string_view text, std::string_view language, Scratch& scratch) const;

  // Whether the model was trained on this language, and its error there is known.
  [[nodiscard]] bool covers(std::string_view language) const;
  [[nodiscard]] std::span<const std::string> languages() const { return model_.languages(); }
  // Of one language; of all together for "" or a language that is not covered.
  [[nodiscard]] Confusion confusion(std::string_view language = {}) const;

  [[nodiscard]] const LinearModel& linear() const { return model_; }

 private:
  explicit SentimentModel(LinearModel model) : model_(std::move(model)) {}
  [[nodiscard]] int index_of(std::string_view language) const;

  LinearModel model_;
};

}  // namespace chancery::text
