#include "text/linear_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "text/model_checksum.hpp"

namespace chancery::text {
namespace {

// The file: magic, version, checksum of all that follows, then the parts. Integers and floats little-endian; a text is
// its length (2 bytes) and its bytes; a list its length (4 bytes) and its members.
constexpr std::string_view kLinearMagic = "CHNCMODL";
constexpr std::size_t kMostText = 64;
constexpr std::size_t kMostNumbers = 1 << 20;
constexpr std::size_t kMostLists = 64;
constexpr std::size_t kMostEntries = 1 << 20;
constexpr std::size_t kLinearHead = 20;  // magic, version, checksum

static_assert(std::endian::native == std::endian::little, "model files are read and written in memory order");

class LinearModelWriter {
 public:
  template <class Number>
  void number(Number value) {
    const auto* begin = reinterpret_cast<const std::byte*>(&value);
    bytes_.insert(bytes_.end(), begin, begin + sizeof(value));
  }
  void text(std::string_view text) {
    number(static_cast<std::uint16_t>(text.size()));
    raw(text.data(), text.size());
  }
  void texts(std::span<const std::string> list) {
    number(static_cast<std::uint32_t>(list.size()));
    for (const std::string& each : list) text(each);
  }
  void floats(std::span<const float> list) {
    number(static_cast<std::uint32_t>(list.size()));
    raw(list.data(), list.size_bytes());
  }
  void raw(const void* data, std::size_t size) {
    const auto* begin = static_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), begin, begin + size);
  }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

// Reads what Writer wrote. After the first part that is not there, everything is empty and `broken()` says where.
class LinearModelReader {
 public:
  explicit LinearModelReader(std::span<const std::byte> bytes) : rest_(bytes) {}

  template <class Number>
  Number number() {
    Number value{};
    if (rest_.size() < sizeof(value)) {
      stop();
      return value;
    }
    std::memcpy(&value, rest_.data(), sizeof(value));
    rest_ = rest_.subspan(sizeof(value));
    return value;
  }
  std::span<const std::byte> raw(std::size_t size) {
    if (rest_.size() < size) {
      stop();
      return {};
    }
    const auto part = rest_.first(size);
    rest_ = rest_.subspan(size);
    return part;
  }
  std::string text() {
    const std::size_t size = number<std::uint16_t>();
    if (size > kMostText) stop();
    const auto part = raw(broken_ ? 0 : size);
    return {reinterpret_cast<const char*>(part.data()), part.size()};
  }
  std::vector<std::string> texts(std::size_t most) {
    std::vector<std::string> list;
    for (std::size_t left = length(most); left > 0 && !broken_; --left) list.push_back(text());
    return list;
  }
  std::vector<float> floats(std::size_t most) {
    const auto part = raw(length(most) * sizeof(float));
    std::vector<float> list(part.size() / sizeof(float));
    if (!part.empty()) std::memcpy(list.data(), part.data(), part.size());
    return list;
  }
  // A list's length; 0 when it is more than the file could hold.
  std::size_t length(std::size_t most) {
    const std::size_t length = number<std::uint32_t>();
    if (length > most || length > rest_.size()) stop();
    return broken_ ? 0 : length;
  }
  void stop() {
    broken_ = true;
    rest_ = {};
  }
  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] bool done() const { return rest_.empty(); }

 private:
  std::span<const std::byte> rest_;
  bool broken_ = false;
};

tl::unexpected<Error> damaged(std::string_view what) {
  return fail(Errc::Malformed, fmt::format("model file: {}", what),
              fmt::format("this model file is damaged ({}): take it from its source again, or train it again with "
                          "chancery train",
                          what));
}

Result<Lexicon> read_lexicon(LinearModelReader& reader) {
  auto languages = reader.texts(Lexicon::kMostColumns);
  const auto prefix_lengths = reader.number<std::uint32_t>();
  std::vector<Lexicon::Entry> entries(reader.length(kMostEntries));
  for (Lexicon::Entry& entry : entries) {
    entry.hash = reader.number<std::uint32_t>();
    const auto scores = reader.raw(languages.size() + 1);
    if (reader.broken()) return damaged("its lexicon is cut off");
    entry.scores.resize(scores.size());
    std::memcpy(entry.scores.data(), scores.data(), scores.size());
  }
  return Lexicon::from(std::move(languages), entries, prefix_lengths);
}

bool all_finite(std::span<const float> numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](float x) { return std::isfinite(x); });
}

Result<std::span<const std::byte>> checked_body(std::span<const std::byte> bytes) {
  if (bytes.size() > LinearModel::kMostBytes) {
    return fail(Errc::TooLarge, "model file too large",
                fmt::format("a model file has at most {} MiB", LinearModel::kMostBytes / (1024 * 1024)));
  }
  if (bytes.size() < kLinearHead || std::memcmp(bytes.data(), kLinearMagic.data(), kLinearMagic.size()) != 0) {
    return fail(Errc::Malformed, "no model file", "this is no model file; chancery train writes one");
  }
  LinearModelReader head(bytes.subspan(kLinearMagic.size()));
  const auto version = head.number<std::uint32_t>();
  if (version != LinearModel::kVersion) {
    return fail(Errc::Unsupported, fmt::format("model version {}", version),
                fmt::format("this model file has format {}, and this program reads format {}: train it again with "
                            "chancery train",
                            version, LinearModel::kVersion));
  }
  const auto body = bytes.subspan(kLinearHead);
  if (head.number<std::uint64_t>() != model_checksum(body)) return damaged("its checksum does not fit");
  return body;
}

}  // namespace

std::uint64_t model_checksum(std::span<const std::byte> bytes) {
  std::uint64_t hash = 0xCBF29CE484222325 ^ bytes.size();
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, &bytes[at], sizeof(word));
    hash = (hash ^ word) * 0x9E3779B97F4A7C15;
    hash ^= hash >> 32;
  }
  for (; at < bytes.size(); ++at) hash = (hash ^ std::to_integer<std::uint64_t>(bytes[at])) * 0x00000100000001B3;
  return hash;
}

LinearModel::LinearModel(Parts parts) : parts_(std::move(parts)) {
  for (std::size_t i = 0; i < idf_.size(); ++i) idf_.at(i) = parts_.idf_step * static_cast<float>(i);
}

Result<LinearModel> LinearModel::from(Parts parts) {
  const std::size_t classes = parts.classes.size();
  if (!parts.shape.valid()) return damaged("its features are none this program has");
  if (classes == 0 || classes > kMostClasses) return damaged("its classes are none or too many");
  if (parts.scales.size() != classes || parts.biases.size() != classes) return damaged("a class has no weights");
  if (parts.table.size() != parts.shape.slots() * (classes + 1)) return damaged("its table has another size");
  bool finite = all_finite(parts.scales) && all_finite(parts.biases) && std::isfinite(parts.idf_step);
  for (const NamedNumbers& named : parts.numbers) finite = finite && all_finite(named.numbers);
  if (!finite) return damaged("a number is none");
  return LinearModel(std::move(parts));
}

Result<LinearModel> LinearModel::read(std::span<const std::byte> bytes) {
  const auto body = checked_body(bytes);
  if (!body) return fail(body.error());
  LinearModelReader reader(*body);
  Parts parts;
  parts.kind = reader.text();
  parts.shape.bits = reader.number<std::uint8_t>();
  parts.shape.word_grams = reader.number<std::uint8_t>();
  parts.shape.char_from = reader.number<std::uint8_t>();
  parts.shape.char_to = reader.number<std::uint8_t>();
  parts.shape.copies = static_cast<FeatureShape::Copies>(reader.number<std::uint8_t>());
  parts.classes = reader.texts(kMostClasses);
  parts.languages = reader.texts(kMostLists);
  parts.scales = reader.floats(kMostClasses);
  parts.biases = reader.floats(kMostClasses);
  parts.idf_step = reader.number<float>();
  if (reader.broken() || !parts.shape.valid()) return damaged("its head is cut off or senseless");
  const auto table = reader.raw(parts.shape.slots() * (parts.classes.size() + 1));
  parts.table.resize(table.size());
  if (!table.empty()) std::memcpy(parts.table.data(), table.data(), table.size());
  auto lexicon = read_lexicon(reader);
  if (!lexicon) return fail(lexicon.error());
  parts.lexicon = std::move(*lexicon);
  for (std::size_t left = reader.length(kMostLists); left > 0; --left) {
    std::string name = reader.text();
    parts.numbers.push_back({std::move(name), reader.floats(kMostNumbers)});
  }
  if (reader.broken()) return damaged("it is cut off");
  if (!reader.done()) return damaged("it goes on past its end");
  return from(std::move(parts));
}

std::vector<std::byte> LinearModel::write() const {
  LinearModelWriter body;
  body.text(parts_.kind);
  body.number(parts_.shape.bits);
  body.number(parts_.shape.word_grams);
  body.number(parts_.shape.char_from);
  body.number(parts_.shape.char_to);
  body.number(static_cast<std::uint8_t>(parts_.shape.copies));
  body.texts(parts_.classes);
  body.texts(parts_.languages);
  body.floats(parts_.scales);
  body.floats(parts_.biases);
  body.number(parts_.idf_step);
  body.raw(parts_.table.data(), parts_.table.size());
  body.texts(parts_.lexicon.languages());
  body.number(parts_.lexicon.prefix_lengths());
  const auto entries = parts_.lexicon.entries();
  body.number(static_cast<std::uint32_t>(entries.size()));
  for (const Lexicon::Entry& entry : entries) {
    body.number(entry.hash);
    body.raw(entry.scores.data(), entry.scores.size());
  }
  body.number(static_cast<std::uint32_t>(parts_.numbers.size()));
  for (const NamedNumbers& named : parts_.numbers) {
    body.text(named.name);
    body.floats(named.numbers);
  }
  const auto bytes = body.take();
  LinearModelWriter file;
  file.raw(kLinearMagic.data(), kLinearMagic.size());
  file.number(kVersion);
  file.number(model_checksum(bytes));
  file.raw(bytes.data(), bytes.size());
  return file.take();
}

std::span<const float> LinearModel::numbers(std::string_view name) const {
  for (const NamedNumbers& named : parts_.numbers) {
    if (named.name == name) return named.numbers;
  }
  return {};
}

// With the number of classes known, the sums stay in registers.
template <std::size_t Stride>
void LinearModel::score_strided(std::span<const Feature> features, std::span<float> margins) const {
  constexpr std::size_t kAhead = 12;
  const std::size_t stride = Stride > 0 ? Stride : parts_.classes.size() + 1;
  std::array<float, (Stride > 0 ? Stride : kMostClasses + 1)> sums{};
  float square = 0;
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (i + kAhead < features.size()) __builtin_prefetch(&parts_.table[features[i + kAhead].slot * stride]);
    const std::uint8_t* row = &parts_.table[features[i].slot * stride];
    const auto count = static_cast<float>(features[i].count);
    const float value = idf_[row[stride - 1]] * (count > 1 ? 1 + std::log(count) : 1);
    square += value * value;
    for (std::size_t k = 0; k + 1 < stride; ++k)
      sums[k] += value * static_cast<float>(static_cast<std::int8_t>(row[k]));
  }
  const float length = square > 0 ? 1 / std::sqrt(square) : 0;
  for (std::size_t k = 0; k < margins.size(); ++k) margins[k] = parts_.biases[k] + parts_.scales[k] * sums[k] * length;
}

void LinearModel::score(std::span<const Feature> features, std::span<float> margins) const {
  margins = margins.first(std::min(margins.size(), parts_.classes.size()));
  if (parts_.classes.size() == 3) {
    score_strided<4>(features, margins);
  } else {
    score_strided<0>(features, margins);
  }
}

}  // namespace chancery::text
