#include "trend/vocabulary.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "trend/state.hpp"

namespace chancery::trend {
namespace {

constexpr char kLinkMark = '\x1f';
constexpr double kLinkTells = 1.5;
// A word is taken for seen in so many posts more: what stood once tells less than it seems.
constexpr double kSeenMore = 3;
constexpr double kMost = 1e18;

std::string_view cut(std::string_view word) {
  if (word.size() <= Vocabulary::kMostBytes) return word;
  std::size_t end = Vocabulary::kMostBytes;
  while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80) --end;
  return word.substr(0, end);
}

}  // namespace

Vocabulary::Vocabulary(std::size_t capacity) : capacity_(std::max<std::size_t>(capacity, 512)) {}

void Vocabulary::count_post(std::string_view language, double weight) {
  posts_ += weight;
  if (const auto at = languages_.find(language); at != languages_.end()) {
    at->second += weight;
  } else if (languages_.size() < kLanguages) {
    languages_.emplace(language, weight);
  }
}

std::optional<std::uint32_t> Vocabulary::take_number() {
  if (!free_.empty()) {
    const std::uint32_t number = free_.top();
    free_.pop();
    return number;
  }
  if (words_.size() >= capacity_) return std::nullopt;
  words_.emplace_back();
  return static_cast<std::uint32_t>(words_.size() - 1);
}

std::optional<std::uint32_t> Vocabulary::count_word(std::string_view word, WordKind kind, double weight) {
  word = cut(word);
  if (word.empty()) return std::nullopt;
  key_.clear();
  if (kind == WordKind::Link) key_ += kLinkMark;
  key_ += word;
  auto at = numbers_.find(key_);
  if (at == numbers_.end()) {
    const auto number = take_number();
    if (!number) return std::nullopt;
    at = numbers_.emplace(key_, *number).first;
    words_[*number] = {.text = &at->first, .count = 0, .kind = kind};
  }
  words_[at->second].count += weight;
  if (kind == WordKind::Word) total_ += weight;
  return at->second;
}

double Vocabulary::tells(std::uint32_t word, std::string_view language, double weight_of_one) const {
  const double seen = words_[word].count + kSeenMore * weight_of_one;
  if (words_[word].kind == WordKind::Link) return kLinkTells * std::log1p(posts_ / seen);
  const auto at = languages_.find(language);
  return std::log1p((at == languages_.end() ? posts_ : at->second) / seen);
}

void Vocabulary::forget_rarest() {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < words_.size(); ++i) {
    if (knows(i)) order.push_back(i);
  }
  const auto keep = order.size() * 3 / 4;
  std::ranges::sort(order, [this](auto a, auto b) {
    return words_[a].count != words_[b].count ? words_[a].count > words_[b].count : a < b;
  });
  for (const std::uint32_t word : std::span(order).subspan(keep)) {
    if (words_[word].kind == WordKind::Word) total_ -= words_[word].count;
    numbers_.erase(std::string(*words_[word].text));
    words_[word] = {};
    free_.push(word);
  }
  total_ = std::max(total_, 0.0);
}

void Vocabulary::scale(double by) {
  for (Word& word : words_) word.count *= by;
  for (auto& [language, posts] : languages_) posts *= by;
  posts_ *= by;
  total_ *= by;
}

void Vocabulary::write(StateWriter& out) const {
  out.varint(words_.size());
  for (const Word& word : words_) {
    out.text(word.text == nullptr ? std::string_view{} : *word.text);
    if (word.text != nullptr) out.f64(word.count);
  }
  out.varint(languages_.size());
  for (const auto& [language, posts] : languages_) {
    out.text(language);
    out.f64(posts);
  }
  out.f64(posts_);
  out.f64(total_);
}

void Vocabulary::read(StateReader& in) {
  *this = Vocabulary(capacity_);
  const std::size_t words = in.count(capacity_, 1);
  words_.resize(words);
  for (std::uint32_t i = 0; i < words && in.ok(); ++i) {
    const std::string_view key = in.text(kMostBytes + 1);
    if (key.empty()) {
      free_.push(i);
      continue;
    }
    const double count = in.f64(0, kMost);
    const WordKind kind = key.front() == kLinkMark ? WordKind::Link : WordKind::Word;
    const auto [at, fresh] = numbers_.emplace(key, i);
    in.require(fresh && (kind == WordKind::Word || key.size() > 1));
    words_[i] = {.text = &at->first, .count = count, .kind = kind};
  }
  const std::size_t languages = in.count(kLanguages, 9);
  for (std::size_t i = 0; i < languages; ++i) {
    const std::string_view language = in.text(kMostBytes);
    languages_.emplace(language, in.f64(0, kMost));
  }
  posts_ = in.f64(0, kMost);
  total_ = in.f64(0, kMost);
}

}  // namespace chancery::trend
