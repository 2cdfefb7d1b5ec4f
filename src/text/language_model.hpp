// Our own part in language identification: character n-grams hashed into tables of weights, one for each script
// several languages share, and a gate for romanised Hindi. The file holds numbers and language tags, never a text.
//
// A candidate's score is a bias, its n-grams' weights, and the words of the two general models weighed against each
// other (a multinomial logistic regression over all of these at once); the gate is a logistic regression of its own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "text/language_evidence.hpp"

namespace chancery::text {

// A slot of a table and how much stands there. The values of a text have length 1 together.
struct NgramValue {
  std::uint32_t slot = 0;
  float value = 0;
};

struct NgramShape {
  std::uint8_t bits = 13;       // of a slot; 8 to 18
  std::uint8_t from = 2;        // characters
  std::uint8_t to = 4;          // at most 6
  std::uint8_t word_value = 1;  // of a whole word; 0: none
  std::uint8_t pair_value = 0;  // of two words in a row

  [[nodiscard]] bool valid() const;
  [[nodiscard]] std::size_t slots() const { return std::size_t{1} << bits; }
  friend bool operator==(const NgramShape&, const NgramShape&) = default;
};

// The n-grams of `line` (Letters::line), each slot once, in the order of first appearance.
[[nodiscard]] std::vector<NgramValue> read_ngrams(std::string_view line, const NgramShape& shape);

// What the general models say of one candidate.
inline constexpr std::size_t kVoices = 8;
using Voices = std::array<float, kVoices>;
[[nodiscard]] Voices voices_for(std::string_view tag, const Evidence& evidence);
// What they say to the gate.
[[nodiscard]] Voices voices_at_gate(const Evidence& evidence);

// Immutable once made. Thread safety: any thread.
class LanguageModel {
 public:
  static constexpr std::uint32_t kVersion = 1;

  // Weights are bytes: weight = scale x byte.
  struct Table {
    NgramShape shape;
    std::vector<std::string> tags;
    std::vector<float> biases;  // of each tag
    float scale = 0;
    std::vector<std::int8_t> weights;  // slots x tags
  };
  struct Parts {
    std::array<Table, kScriptGroups> groups;  // that of ScriptGroup::Other has no tags
    Voices voices{};
    Table gate;  // one tag, "hi-Latn"
    Voices gate_voices{};
    float gate_threshold = 1;
  };

  // Fails with Errc::Malformed when the parts do not fit each other or a number is not finite.
  [[nodiscard]] static Result<LanguageModel> from(Parts parts);
  // Reads a file's bytes, any bytes. Fails with Errc::Malformed (no model, damaged) or Errc::Unsupported (another
  // version).
  [[nodiscard]] static Result<LanguageModel> read(std::span<const std::byte> bytes);
  // The same bytes for the same model, on every machine of the same byte order.
  [[nodiscard]] std::vector<std::byte> write() const;

  // The languages it was trained on in this script.
  [[nodiscard]] std::span<const std::string> tags(ScriptGroup group) const;
  // A logarithmic score for each of tags(group), without the general models.
  [[nodiscard]] std::vector<float> scores(std::string_view line, ScriptGroup group) const;
  // What the general models add to it.
  [[nodiscard]] float weigh(const Voices& voices) const;
  // The probability that a text in Latin letters is romanised Hindi; from gate_threshold() on it is taken for
  // it, unless both general models are certain of English.
  [[nodiscard]] float gate(std::string_view line, const Evidence& evidence) const;
  [[nodiscard]] float gate_threshold() const { return parts_.gate_threshold; }

 private:
  explicit LanguageModel(Parts parts) : parts_(std::move(parts)) {}

  Parts parts_;
};

}  // namespace chancery::text
