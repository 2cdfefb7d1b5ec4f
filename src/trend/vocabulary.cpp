#include "trend/vocabulary.hpp"

#include <algorithm>
#include <cmath>
#include <span>

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

}  // namespace chancery::trend
