// Model files, whatever their bytes: an error with a hint, or a model that classifies and writes the same bytes again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <vector>

#include "text/linear_model.hpp"
#include "text/model_checksum.hpp"
#include "text/sentiment.hpp"
#include "text/topic_model.hpp"

namespace {

using chancery::text::LinearModel;
using chancery::text::SentimentModel;
using chancery::text::TopicModel;

// Ends the process, which the fuzzer reports.
void require(bool condition) {
  if (!condition) std::abort();
}

constexpr const char* kText = "Not a bad day, is it? \xF0\x9F\x98\x80 #peace";

void check(std::span<const std::byte> bytes) {
  const auto model = LinearModel::read(bytes);
  if (!model) {
    require(!model.error().hint.empty());
    return;
  }
  const auto written = model->write();
  const auto again = LinearModel::read(written);
  require(again.has_value());
  require(again->write() == written);
  if (const auto sentiment = SentimentModel::from(*model)) {
    SentimentModel::Scratch scratch;
    for (const auto* language : {"en", "und", "hi-Latn"}) {
      require(sentiment->classify(kText, language, scratch).sentiment <= chancery::text::Sentiment::Negative);
      require(sentiment->confusion(language).n() >= 0);
    }
  }
  if (const auto topics = TopicModel::from(*model)) {
    TopicModel::Scratch scratch;
    for (const auto& guess : topics->classify(kText, "en", scratch)) require(guess.topic < topics->topics().size());
  }
}

}  // namespace

// As they come, and with the checksum put right, so that mutations reach what lies behind it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::byte> bytes(size);
  if (size > 0) std::memcpy(bytes.data(), data, size);
  check(bytes);
  constexpr std::size_t kChecksumAt = 12;
  constexpr std::size_t kHead = 20;
  if (size < kHead) return 0;
  const std::uint64_t sum = chancery::text::model_checksum(std::span{bytes}.subspan(kHead));
  std::memcpy(&bytes[kChecksumAt], &sum, sizeof(sum));
  check(bytes);
  return 0;
}
