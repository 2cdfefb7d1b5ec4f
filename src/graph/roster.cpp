#include "graph/roster.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "graph/whole_number.hpp"

namespace chancery::graph {
namespace {

constexpr std::size_t kMostIds = std::size_t{1} << 30;

std::uint64_t mixed(std::uint64_t word) {
  word ^= word >> 32;
  word *= 0x9e3779b97f4a7c15;
  return word ^ (word >> 29);
}

std::uint64_t word_at(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// Half filled at most, so a search soon meets an empty place.
std::size_t table_size(std::size_t entries) {
  return std::bit_ceil(2 * entries + 1);
}

// The first place, from where the hash points, that is empty or holds what `is` looks for.
template <class Slots, class Is>
std::size_t place(const Slots& slots, std::uint64_t of, Is is) {
  const std::size_t mask = slots.size() - 1;
  const auto mark = static_cast<std::uint32_t>(of);
  std::size_t at = (of >> 32) & mask;
  while (slots[at].node != kNoNode && !(slots[at].mark == mark && is(slots[at].node))) at = (at + 1) & mask;
  return at;
}

struct Named {
  std::string_view id;
  std::uint32_t row = 0;
};
struct NumberedRow {
  std::uint64_t number = 0;
  std::uint32_t row = 0;

  friend auto operator<=>(const NumberedRow&, const NumberedRow&) = default;
};

}  // namespace

std::optional<std::uint64_t> id_number(std::string_view id) {
  if (id.empty() || id.size() > kMostDigits || id[0] < '0' || id[0] > '9') return std::nullopt;
  char room[kMostDigits + 1 + kNumberSlack] = {};
  std::ranges::copy(id, room);
  const char* at = room;
  const auto number = take_whole_number(at);
  return at == room + id.size() ? number : std::nullopt;
}

Result<Roster> Roster::of(std::span<const std::string_view> ids) {
  if (ids.size() > kMostIds) return fail(Errc::TooLarge, "more than 2^30 accounts");
  Roster roster;
  std::vector<NumberedRow> numbers;
  std::vector<Named> texts;
  std::size_t bytes = 0;
  for (std::uint32_t row = 0; row < ids.size(); ++row) {
    bytes += ids[row].size();
    if (const auto number = id_number(ids[row])) {
      numbers.push_back({*number, row});
    } else {
      texts.push_back({ids[row], row});
    }
  }
  if (bytes > 0xffffffff) return fail(Errc::TooLarge, "the ids of all accounts have more than 4 GiB");
  std::ranges::sort(numbers);
  std::ranges::sort(texts, [](const Named& a, const Named& b) {
    const int order = a.id.compare(b.id);
    return order != 0 ? order < 0 : a.row < b.row;
  });
  roster.bytes_.reserve(bytes);
  roster.rows_.reserve(ids.size());
  roster.begins_.reserve(ids.size() + 1);
  const auto add = [&](std::uint32_t row, bool again) {
    if (again) {
      roster.repeated_.push_back(row);
      return;
    }
    roster.bytes_ += ids[row];
    roster.begins_.push_back(static_cast<std::uint32_t>(roster.bytes_.size()));
    roster.rows_.push_back(row);
  };
  roster.numbers_.reserve(numbers.size());
  for (const NumberedRow& numbered : numbers) {
    const bool again = !roster.numbers_.empty() && roster.numbers_.back() == numbered.number;
    add(numbered.row, again);
    if (!again) roster.numbers_.push_back(numbered.number);
  }
  for (std::size_t i = 0; i < texts.size(); ++i) add(texts[i].row, i > 0 && texts[i].id == texts[i - 1].id);
  std::ranges::sort(roster.repeated_);
  roster.index_numbers();
  roster.index_texts();
  return roster;
}

void Roster::index_numbers() {
  if (numbers_.empty()) return;
  if (numbers_.back() / 64 < numbers_.size() + 1024) {
    ranked_.resize(numbers_.back() / 64 + 1);
    for (const std::uint64_t number : numbers_) ranked_[number / 64].bits |= std::uint64_t{1} << (number % 64);
    Node before = 0;
    for (Ranked& word : ranked_) {
      word.before = before;
      before += static_cast<Node>(std::popcount(word.bits));
    }
    return;
  }
  scattered_.resize(table_size(numbers_.size()));
  for (Node node = 0; node < numbers_.size(); ++node) {
    const std::uint64_t of = mixed(numbers_[node]);
    scattered_[place(scattered_, of, [](Node) { return false; })] = {static_cast<std::uint32_t>(of), node};
  }
}

void Roster::index_texts() {
  const auto first = static_cast<Node>(numbers_.size());
  if (first == size()) return;
  texts_.resize(table_size(size() - first));
  for (Node node = first; node < size(); ++node) {
    const std::uint64_t of = hash(id(node));
    texts_[place(texts_, of, [](Node) { return false; })] = {static_cast<std::uint32_t>(of), node};
  }
}

std::uint64_t Roster::hash(std::string_view text) {
  std::uint64_t state = text.size();
  const auto add = [&](std::uint64_t word) { state = mixed(state ^ word) * 0xbf58476d1ce4e5b9; };
  if (text.size() < 8) {
    std::uint64_t word = 0;
    for (const char c : text) word = word << 8 | static_cast<unsigned char>(c);
    add(word);
    return state;
  }
  const char* const last = text.data() + text.size() - 8;
  for (const char* at = text.data(); at < last; at += 8) add(word_at(at));
  add(word_at(last));
  return state;
}

void Roster::ask_for_slot(std::uint64_t of) const {
  if (!texts_.empty()) __builtin_prefetch(&texts_[(of >> 32) & (texts_.size() - 1)]);
}

void Roster::ask_for_id(std::uint64_t of) const {
  if (texts_.empty()) return;
  const Node node = texts_[(of >> 32) & (texts_.size() - 1)].node;
  if (node == kNoNode) return;
  __builtin_prefetch(bytes_.data() + begins_[node]);
  __builtin_prefetch(bytes_.data() + begins_[node + 1] - 1);
}

Node Roster::find(std::string_view text) const {
  if (const auto number = id_number(text)) return find(*number);
  return find(text, hash(text));
}

Node Roster::find(std::string_view text, std::uint64_t of) const {
  if (texts_.empty()) return kNoNode;
  return texts_[place(texts_, of, [&](Node node) { return id(node) == text; })].node;
}

Node Roster::find_scattered(std::uint64_t number) const {
  if (scattered_.empty()) return kNoNode;
  return scattered_[place(scattered_, mixed(number), [&](Node node) { return numbers_[node] == number; })].node;
}

}  // namespace chancery::graph
