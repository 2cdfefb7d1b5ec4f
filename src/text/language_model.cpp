#include "text/language_model.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "text/language.hpp"

// The file: magic, version, checksum of all that follows; then the tables and the weights of the general models.
// Integers and floats are little-endian; a text is its length in a byte and its bytes.

namespace chancery::text {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view kLanguageMagic = "CHYLANG1";
constexpr std::size_t kLanguageHead = 8 + 4 + 8;
constexpr std::size_t kMostTags = 128;

auto damaged_language_model(std::string_view why) {
  return fail(Errc::Malformed, std::string{why},
              "This is no language model, or a damaged one: train it again with `chancery train language`.");
}

// FNV-1a: against accidents, not against an attacker.
std::uint64_t checksum_of(std::span<const std::byte> bytes) {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (const std::byte byte : bytes) h = (h ^ static_cast<std::uint64_t>(byte)) * 0x100000001b3ULL;
  return h;
}

class LanguageModelWriter {
 public:
  template <class T>
  void number(T value) {
    const auto bytes = std::bit_cast<std::array<std::byte, sizeof(T)>>(value);
    out_.insert(out_.end(), bytes.begin(), bytes.end());
  }
  void bytes(std::span<const std::byte> bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
  void text(std::string_view text) {
    number(static_cast<std::uint8_t>(text.size()));
    bytes(std::as_bytes(std::span{text}));
  }
  [[nodiscard]] std::vector<std::byte> take() { return std::move(out_); }

 private:
  std::vector<std::byte> out_;
};

// Reads on from where it stands; past the end every number is 0 and ok() is false.
class LanguageModelReader {
 public:
  explicit LanguageModelReader(std::span<const std::byte> bytes) : left_(bytes) {}

  template <class T>
  T number() {
    std::array<std::byte, sizeof(T)> bytes{};
    const auto read = take(sizeof(T));
    std::ranges::copy(read, bytes.begin());
    return std::bit_cast<T>(bytes);
  }
  std::span<const std::byte> take(std::size_t n) {
    if (n > left_.size()) {
      ok_ = false;
      left_ = {};
      return {};
    }
    const auto read = left_.first(n);
    left_ = left_.subspan(n);
    return read;
  }
  std::string text() {
    const auto read = take(number<std::uint8_t>());
    return {reinterpret_cast<const char*>(read.data()), read.size()};
  }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool done() const { return ok_ && left_.empty(); }

 private:
  std::span<const std::byte> left_;
  bool ok_ = true;
};

void write_table(const LanguageModel::Table& table, LanguageModelWriter& file) {
  const auto& shape = table.shape;
  for (const auto byte : {shape.bits, shape.from, shape.to, shape.word_value, shape.pair_value}) file.number(byte);
  file.number(static_cast<std::uint8_t>(table.tags.size()));
  for (const auto& tag : table.tags) file.text(tag);
  for (const float bias : table.biases) file.number(bias);
  file.number(table.scale);
  file.bytes(std::as_bytes(std::span{table.weights}));
}

LanguageModel::Table read_table(LanguageModelReader& file) {
  LanguageModel::Table table;
  auto& shape = table.shape;
  for (auto* byte : {&shape.bits, &shape.from, &shape.to, &shape.word_value, &shape.pair_value}) {
    *byte = file.number<std::uint8_t>();
  }
  const std::size_t tags = file.number<std::uint8_t>();
  if (!file.ok() || !shape.valid() || tags > kMostTags) return {};
  for (std::size_t i = 0; i < tags; ++i) table.tags.push_back(file.text());
  for (std::size_t i = 0; i < tags; ++i) table.biases.push_back(file.number<float>());
  table.scale = file.number<float>();
  const auto weights = file.take(shape.slots() * tags);
  table.weights.resize(weights.size());
  if (!weights.empty()) std::memcpy(table.weights.data(), weights.data(), weights.size());
  return table;
}

bool all_bounded(std::span<const float> numbers) {
  return std::ranges::all_of(numbers, [](float n) { return std::isfinite(n) && std::abs(n) < 1e6F; });
}

bool sound(const LanguageModel::Table& table) {
  return table.shape.valid() && table.tags.size() <= kMostTags && table.biases.size() == table.tags.size() &&
         table.weights.size() == table.shape.slots() * table.tags.size() && all_bounded(table.biases) &&
         all_bounded({&table.scale, 1}) && std::ranges::all_of(table.tags, [](const auto& tag) {
           return canonical_language(tag) == tag && tag != "und";
         });
}

// The sums of the n-grams' rows. Most tables are wide: the loop over a row is what a compiler should vectorise.
std::vector<float> add_up(const LanguageModel::Table& table, std::string_view line) {
  const std::size_t tags = table.tags.size();
  std::vector<float> sums(tags, 0.0F);
  if (tags == 0) return sums;
  float* __restrict to = sums.data();
  for (const auto& [slot, value] : read_ngrams(line, table.shape)) {
    const std::int8_t* __restrict row = &table.weights[slot * tags];
    for (std::size_t i = 0; i < tags; ++i) to[i] += value * static_cast<float>(row[i]);
  }
  for (std::size_t i = 0; i < tags; ++i) sums[i] = sums[i] * table.scale + table.biases[i];
  return sums;
}

float dot(const Voices& a, const Voices& b) {
  float sum = 0;
  for (std::size_t i = 0; i < kVoices; ++i) sum += a.at(i) * b.at(i);
  return sum;
}

}  // namespace

Result<LanguageModel> LanguageModel::from(Parts parts) {
  for (const auto& table : parts.groups) {
    if (!sound(table)) return damaged_language_model("a table does not fit its shape");
  }
  if (!sound(parts.gate) || parts.gate.tags.size() != 1)
    return damaged_language_model("the gate does not fit its shape");
  if (!parts.groups.at(static_cast<std::size_t>(ScriptGroup::Other)).tags.empty()) {
    return damaged_language_model("a table for no script");
  }
  if (!all_bounded(parts.voices) || !all_bounded(parts.gate_voices) || !all_bounded({&parts.gate_threshold, 1})) {
    return damaged_language_model("a number is not finite");
  }
  return LanguageModel{std::move(parts)};
}

Result<LanguageModel> LanguageModel::read(std::span<const std::byte> bytes) {
  LanguageModelReader head{bytes.first(std::min(bytes.size(), kLanguageHead))};
  const auto magic = head.take(kLanguageMagic.size());
  if (!std::ranges::equal(magic, std::as_bytes(std::span{kLanguageMagic})))
    return damaged_language_model("not a language model");
  const auto version = head.number<std::uint32_t>();
  const auto checksum = head.number<std::uint64_t>();
  if (!head.ok()) return damaged_language_model("cut off in its head");
  if (version != kVersion) {
    return fail(Errc::Unsupported, "language model of version " + std::to_string(version),
                "This language model is of version " + std::to_string(version) + "; this program reads version " +
                    std::to_string(kVersion) + ": train it again with `chancery train language`.");
  }
  const auto body = bytes.subspan(kLanguageHead);
  if (checksum != checksum_of(body)) return damaged_language_model("its checksum does not fit");
  LanguageModelReader file{body};
  Parts parts;
  for (auto& table : parts.groups) table = read_table(file);
  for (auto& weight : parts.voices) weight = file.number<float>();
  parts.gate = read_table(file);
  for (auto& weight : parts.gate_voices) weight = file.number<float>();
  parts.gate_threshold = file.number<float>();
  if (!file.done()) return damaged_language_model("its length does not fit");
  return from(std::move(parts));
}

std::vector<std::byte> LanguageModel::write() const {
  LanguageModelWriter body;
  for (const auto& table : parts_.groups) write_table(table, body);
  for (const float weight : parts_.voices) body.number(weight);
  write_table(parts_.gate, body);
  for (const float weight : parts_.gate_voices) body.number(weight);
  body.number(parts_.gate_threshold);
  const auto bytes = body.take();
  LanguageModelWriter file;
  file.bytes(std::as_bytes(std::span{kLanguageMagic}));
  file.number(kVersion);
  file.number(checksum_of(bytes));
  file.bytes(bytes);
  return file.take();
}

std::span<const std::string> LanguageModel::tags(ScriptGroup group) const {
  return parts_.groups.at(static_cast<std::size_t>(group)).tags;
}

std::vector<float> LanguageModel::scores(std::string_view line, ScriptGroup group) const {
  return add_up(parts_.groups.at(static_cast<std::size_t>(group)), line);
}

float LanguageModel::weigh(const Voices& voices) const {
  return dot(parts_.voices, voices);
}

float LanguageModel::gate(std::string_view line, const Evidence& evidence) const {
  const float z = add_up(parts_.gate, line).front() + dot(parts_.gate_voices, voices_at_gate(evidence));
  return 1.0F / (1.0F + std::exp(-z));
}

}  // namespace chancery::text
