#include "text/lexicon.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "text/hashed_features.hpp"

namespace chancery::text {
namespace {

constexpr std::uint64_t kPrefix = 0x5851F42D4C957F2D;
constexpr std::uint64_t kLexiconStep = 0x14057B7EF767814F;
constexpr std::size_t kShortestPrefix = 2;
constexpr std::size_t kLongestPrefix = 24;

// The table's key: never 0.
constexpr std::uint32_t key_of(std::uint64_t hash) {
  return static_cast<std::uint32_t>(hash >> 32) | 1U;
}
constexpr std::uint64_t prefix_hash(std::uint64_t hash) {
  return (hash ^ kPrefix) * kLexiconStep;
}
std::uint64_t phrase_hash(std::uint64_t first, std::uint64_t second) {
  return (first * kLexiconStep) ^ second;
}

std::optional<std::int8_t> read_score(std::string_view text) {
  if (text == "not") return Lexicon::kNegator;
  if (text == "very") return Lexicon::kIntensifier;
  int score = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), score);
  if (error != std::errc{} || end != text.data() + text.size() || score < -5 || score > 5) return std::nullopt;
  return static_cast<std::int8_t>(score);
}

bool is_score(int value) {
  return value >= -5 && value <= 5;
}

// "sooo" with every run of a letter at most `most` long.
std::span<const char32_t> squeezed(std::span<const char32_t> word, std::size_t most, std::span<char32_t> out) {
  std::size_t length = 0;
  std::size_t run = 0;
  for (const char32_t c : word) {
    run = length > 0 && out[length - 1] == c ? run + 1 : 1;
    if (run <= most && length < out.size()) out[length++] = c;
  }
  return out.first(length);
}

// What counts for a text in the language of `column`.
float score_of(std::span<const std::int8_t> row, int column) {
  if (row.back() != 0) return row.back();
  if (column >= 0) return row[static_cast<std::size_t>(column)];
  float sum = 0;
  int known = 0;
  for (const int score : row) {
    if (score == 0) continue;
    if (!is_score(score)) return static_cast<float>(score);
    sum += static_cast<float>(score);
    ++known;
  }
  return known > 0 ? sum / static_cast<float>(known) : 0;
}

// The reading of one column, word by word.
class Tally {
 public:
  explicit Tally(int column) : column_(column) {}

  void pass() { intensified_ = false; }
  void add(std::span<const std::int8_t> row, std::size_t at, PostWordKind kind) {
    constexpr std::size_t kReach = 3;
    float score = score_of(row, column_);
    if (score == Lexicon::kIntensifier) {
      intensified_ = true;
      return;
    }
    const bool intensified = std::exchange(intensified_, false);
    if (score == Lexicon::kNegator) {
      negated_until_ = at + kReach + 1;
      ++reading_.negators;
      return;
    }
    if (score == 0) return;
    if (intensified) score *= 1.5F;
    if (at < negated_until_) score *= -0.5F;
    ++reading_.hits;
    (score > 0 ? reading_.positive : reading_.negative) += std::abs(score);
    if (std::abs(score) > std::abs(reading_.strongest)) reading_.strongest = score;
    reading_.last = score;
    if (kind == PostWordKind::Emoji || kind == PostWordKind::Emoticon) {
      (score > 0 ? reading_.pictures_positive : reading_.pictures_negative) += std::abs(score);
    }
  }
  [[nodiscard]] const LexiconReading& reading() const { return reading_; }

 private:
  int column_;
  LexiconReading reading_;
  std::size_t negated_until_ = 0;
  bool intensified_ = false;
};

}  // namespace

Lexicon::Lexicon(std::vector<std::string> languages) : languages_(std::move(languages)) {}

int Lexicon::column(std::string_view language) const {
  const auto found = std::find(languages_.begin(), languages_.end(), language);
  return found == languages_.end() ? -1 : static_cast<int>(found - languages_.begin());
}

const std::int8_t* Lexicon::find(std::uint64_t hash) const {
  if (keys_.empty()) return nullptr;
  const std::uint32_t key = key_of(hash);
  const std::size_t mask = keys_.size() - 1;
  for (std::size_t at = (key >> 1) & mask; keys_[at] != 0; at = (at + 1) & mask) {
    if (keys_[at] == key) return &scores_[at * columns()];
  }
  return nullptr;
}

std::int8_t* Lexicon::insert(std::uint32_t key) {
  if ((used_ + 1) * 2 > keys_.size()) grow();
  const std::size_t mask = keys_.size() - 1;
  std::size_t at = (key >> 1) & mask;
  while (keys_[at] != 0 && keys_[at] != key) at = (at + 1) & mask;
  if (keys_[at] == 0) ++used_;
  keys_[at] = key;
  return &scores_[at * columns()];
}

void Lexicon::grow() {
  const auto keys = std::move(keys_);
  const auto scores = std::move(scores_);
  keys_.assign(std::max<std::size_t>(64, keys.size() * 2), 0);
  scores_.assign(keys_.size() * columns(), 0);
  used_ = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == 0) continue;
    std::copy_n(&scores[i * columns()], columns(), insert(keys[i]));
  }
}

Status Lexicon::add(std::string_view language, std::string_view tsv) {
  const int found = column(language);
  if (found < 0 && !language.empty()) {
    return fail(Errc::Invalid, fmt::format("the lexicon has no language \"{}\"", language));
  }
  const auto at_column = found < 0 ? languages_.size() : static_cast<std::size_t>(found);
  PostWords post;
  std::size_t number = 0;
  while (!tsv.empty()) {
    const std::string_view line = tsv.substr(0, tsv.find('\n'));
    tsv.remove_prefix(std::min(line.size() + 1, tsv.size()));
    ++number;
    if (line.empty() || line.starts_with("# ")) continue;
    const auto tab = line.find('\t');
    const auto score = tab == std::string_view::npos ? std::nullopt : read_score(line.substr(tab + 1));
    std::string_view word = line.substr(0, tab);
    const bool prefix = word.ends_with('*') && word.size() > 1;
    if (prefix) word.remove_suffix(1);
    post.read(word);
    const auto words = post.words();
    if (!score || words.empty() || words.size() > 2 || (prefix && words.size() > 1)) {
      return fail(Errc::Malformed, fmt::format("lexicon {}, line {}", language, number),
                  fmt::format("lexicon {}, line {}: write a word, \"begin*\" or two words, a tab, and a score from -5 "
                              "to 5, \"not\" or \"very\"",
                              language.empty() ? "emoji" : language, number));
    }
    const auto characters = post.characters(words.front());
    std::uint64_t hash = hash_characters(characters);
    if (prefix) {
      if (characters.size() < kShortestPrefix || characters.size() > kLongestPrefix) continue;
      hash = prefix_hash(hash);
      prefix_lengths_ |= 1U << characters.size();
    } else if (words.size() == 2) {
      hash = phrase_hash(hash, hash_characters(post.characters(words[1])));
    }
    insert(key_of(hash))[at_column] = *score;
  }
  return {};
}

void Lexicon::inherit(std::string_view language, std::string_view other) {
  const int to = column(language);
  const int from = column(other);
  if (to < 0 || from < 0) return;
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    auto* row = &scores_[i * columns()];
    if (row[to] == 0) row[to] = row[from];
  }
}

// The whole word, else the longest beginning.
const std::int8_t* Lexicon::find_word(std::span<const char32_t> word) const {
  std::array<std::uint64_t, kLongestPrefix + 1> beginnings{};
  CharacterHash hash;
  for (std::size_t i = 0; i < word.size(); ++i) {
    hash.add(word[i]);
    if (i < kLongestPrefix) beginnings.at(i + 1) = hash.value();
  }
  if (const auto* row = find(hash.value())) return row;
  for (std::size_t length = std::min(word.size(), kLongestPrefix); length >= kShortestPrefix; --length) {
    if ((prefix_lengths_ >> length & 1U) == 0) continue;
    if (const auto* row = find(prefix_hash(beginnings.at(length)))) return row;
  }
  return nullptr;
}

// A word with a letter three times: twice or once may be how it is written.
const std::int8_t* Lexicon::find_stretched(std::span<const char32_t> word) const {
  std::array<char32_t, 48> room{};
  if (const auto* row = find_word(squeezed(word, 2, room))) return row;
  return find_word(squeezed(word, 1, room));
}

LexiconReading Lexicon::read(const PostWords& post, int column) const {
  return read_both(post, column)[0];
}

std::array<LexiconReading, 2> Lexicon::read_both(const PostWords& post, int column) const {
  if (used_ == 0) return {};
  std::array<Tally, 2> tallies{Tally(column), Tally(-1)};
  const auto words = post.words();
  std::uint64_t next = words.empty() ? 0 : hash_characters(post.characters(words[0]));
  for (std::size_t i = 0; i < words.size(); ++i) {
    const PostWord& word = words[i];
    const std::uint64_t hash = next;
    if (i + 1 < words.size()) next = hash_characters(post.characters(words[i + 1]));
    if (word.kind == PostWordKind::Mention || word.kind == PostWordKind::Address) continue;
    const std::int8_t* row = i + 1 < words.size() ? find(phrase_hash(hash, next)) : nullptr;
    const bool phrase = row != nullptr;
    if (!phrase) row = find_word(post.characters(word));
    if (row == nullptr && word.elongated) row = find_stretched(post.characters(word));
    for (Tally& tally : tallies) {
      if (row == nullptr) {
        tally.pass();
      } else {
        tally.add({row, columns()}, i, word.kind);
      }
    }
    if (!phrase) continue;
    ++i;  // a phrase is two words
    if (i + 1 < words.size()) next = hash_characters(post.characters(words[i + 1]));
  }
  return {tallies[0].reading(), tallies[1].reading()};
}

std::vector<Lexicon::Entry> Lexicon::entries() const {
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (keys_[i] == 0) continue;
    const auto row = std::span{scores_}.subspan(i * columns(), columns());
    entries.push_back({keys_[i], {row.begin(), row.end()}});
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.hash < b.hash; });
  return entries;
}

Result<Lexicon> Lexicon::from(std::vector<std::string> languages, std::span<const Entry> entries,
                              std::uint32_t prefix_lengths) {
  Lexicon lexicon(std::move(languages));
  lexicon.prefix_lengths_ = prefix_lengths & ((1U << (kLongestPrefix + 1)) - 1U);
  for (const Entry& entry : entries) {
    if (entry.hash == 0 || entry.scores.size() != lexicon.columns()) {
      return fail(Errc::Malformed, "the model's lexicon is damaged", "the model's lexicon is damaged: train it again");
    }
    std::copy(entry.scores.begin(), entry.scores.end(), lexicon.insert(entry.hash));
  }
  return lexicon;
}

}  // namespace chancery::text
