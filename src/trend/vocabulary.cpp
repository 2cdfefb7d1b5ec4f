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
constexpr double kMostSeen = 1e18;

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
    at->second.posts += weight;
  } else if (languages_.size() < kLanguages) {
    languages_.emplace(language, Language{static_cast<std::uint16_t>(languages_.size()), weight});
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

std::optional<std::uint32_t> Vocabulary::count_word(std::string_view word, WordKind kind, std::string_view language,
                                                    double weight) {
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
    words_[*number] = {.text = &at->first, .count = 0, .kind = kind, .by_language = {}};
  }
  words_[at->second].count += weight;
  if (const auto in = languages_.find(language); kind == WordKind::Word && in != languages_.end()) {
    auto& counts = words_[at->second].by_language;
    const auto found = std::ranges::find(counts, in->second.number, &std::pair<std::uint16_t, double>::first);
    if (found == counts.end()) {
      counts.emplace_back(in->second.number, weight);
    } else {
      found->second += weight;
    }
  }
  if (kind == WordKind::Word) total_ += weight;
  return at->second;
}

double Vocabulary::tells(std::uint32_t word, std::string_view language, double weight_of_one) const {
  const double seen = words_[word].count + kSeenMore * weight_of_one;
  if (words_[word].kind == WordKind::Link) return kLinkTells * std::log1p(posts_ / seen);
  const auto at = languages_.find(language);
  return std::log1p((at == languages_.end() ? posts_ : at->second.posts) / seen);
}

double Vocabulary::posts_in(std::string_view language) const {
  const auto at = languages_.find(language);
  return at == languages_.end() ? 0 : at->second.posts;
}

double Vocabulary::count_in(std::uint32_t word, std::string_view language) const {
  const auto at = languages_.find(language);
  if (at == languages_.end()) return 0;
  for (const auto& [number, count] : words_[word].by_language) {
    if (number == at->second.number) return count;
  }
  return 0;
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
  for (Word& word : words_) {
    word.count *= by;
    for (auto& [language, count] : word.by_language) count *= by;
  }
  for (auto& [name, language] : languages_) language.posts *= by;
  posts_ *= by;
  total_ *= by;
}

}  // namespace chancery::trend
