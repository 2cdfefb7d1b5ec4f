// A linear classifier over hashed features, as a file: what `chancery train` writes and the classifiers read.
//
// For each slot one weight for each class and the slot's idf stand side by side, a byte each, so that one look at
// memory serves all classes. A text's margin for a class is the sum of weight x value over its features plus a bias;
// a value is (1 + ln count) x idf, and the values of a text have length 1 together.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "text/hashed_features.hpp"
#include "text/lexicon.hpp"

namespace chancery::text {

// Numbers a kind of model keeps beside its weights, by name: a calibration, a confusion matrix.
struct NamedNumbers {
  std::string name;
  std::vector<float> numbers;
};

// Immutable once made. Thread safety: any thread reads.
class LinearModel {
 public:
  static constexpr std::uint32_t kVersion = 1;
  static constexpr std::size_t kMostClasses = 64;
  static constexpr std::size_t kMostBytes = 64UL * 1024 * 1024;

  struct Parts {
    std::string kind;  // "sentiment", "topic"
    FeatureShape shape;
    std::vector<std::string> classes;
    std::vector<std::string> languages;  // those it was trained on, BCP 47
    std::vector<float> scales;           // of each class: weight = scale x byte
    std::vector<float> biases;
    float idf_step = 0;               // idf = step x byte
    std::vector<std::uint8_t> table;  // slots x (classes + 1): weights as int8, then idf
    Lexicon lexicon;
    std::vector<NamedNumbers> numbers;
  };

  // Fails with Errc::Malformed when the parts do not fit each other or a number is not finite.
  [[nodiscard]] static Result<LinearModel> from(Parts parts);

  // Reads a file's bytes; any bytes. Fails with Errc::Malformed (no model, damaged), Errc::Unsupported (another
  // version) or Errc::TooLarge; the hint says what to do. Costs a pass over the bytes.
  [[nodiscard]] static Result<LinearModel> read(std::span<const std::byte> bytes);
  // The same bytes for the same model, on every machine.
  [[nodiscard]] std::vector<std::byte> write() const;

  // Margins, one for each class, into `margins` (as long as classes()).
  void score(std::span<const Feature> features, std::span<float> margins) const;

  [[nodiscard]] const std::string& kind() const { return parts_.kind; }
  [[nodiscard]] const FeatureShape& shape() const { return parts_.shape; }
  [[nodiscard]] const std::vector<std::string>& classes() const { return parts_.classes; }
  [[nodiscard]] const std::vector<std::string>& languages() const { return parts_.languages; }
  [[nodiscard]] const Lexicon& lexicon() const { return parts_.lexicon; }
  // Empty when the model has none of that name.
  [[nodiscard]] std::span<const float> numbers(std::string_view name) const;

 private:
  explicit LinearModel(Parts parts);
  template <std::size_t Stride>
  void score_strided(std::span<const Feature> features, std::span<float> margins) const;

  Parts parts_;
  std::array<float, 256> idf_{};
};

}  // namespace chancery::text
