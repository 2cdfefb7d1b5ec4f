#include "answer/conversation.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace chancery::answer {
namespace {

constexpr auto kFlags = std::to_array<std::pair<Flag, std::string_view>>({{Flag::Quarantined, "quarantined"},
                                                                          {Flag::Withdrawn, "withdrawn"},
                                                                          {Flag::Imported, "imported"},
                                                                          {Flag::Unsorted, "unsorted"},
                                                                          {Flag::Official, "official"},
                                                                          {Flag::Flood, "flood"},
                                                                          {Flag::Gone, "gone"}});
constexpr auto kHows = std::to_array<std::pair<How, std::string_view>>(
    {{How::Reply, "reply"}, {How::Mention, "mention"}, {How::Quote, "quote"}, {How::Direct, "direct"}});
constexpr auto kMessageStates =
    std::to_array<std::pair<MessageState, std::string_view>>({{MessageState::Shown, "shown"},
                                                              {MessageState::Rewritten, "rewritten"},
                                                              {MessageState::Withdrawn, "withdrawn"},
                                                              {MessageState::Erased, "erased"}});

template <class List, class Value>
std::string_view word(const List& list, Value value) {
  for (const auto& [known, name] : list) {
    if (known == value) return name;
  }
  return {};
}

template <class List>
auto value_of(const List& list, std::string_view text) {
  for (const auto& [known, name] : list) {
    if (name == text) return known;
  }
  return list.front().first;
}

}  // namespace

std::string_view to_string(Flag flag) {
  return word(kFlags, flag);
}

std::vector<Flag> flags_of(std::int64_t flags) {
  std::vector<Flag> set;
  for (const auto& [flag, name] : kFlags) {
    if (has(flags, flag)) set.push_back(flag);
  }
  return set;
}

Result<Flag> parse_flag(std::string_view text) {
  const auto found = std::ranges::find(kFlags, text, &std::pair<Flag, std::string_view>::second);
  if (found != kFlags.end()) return found->first;
  return fail(Errc::Invalid, "no such flag",
              "a flag is one of quarantined, withdrawn, imported, unsorted, official, "
              "flood, gone");
}

std::string_view to_string(Direction direction) {
  return direction == Direction::In ? "in" : "out";
}
std::string_view to_string(How how) {
  return word(kHows, how);
}
std::string_view to_string(MessageState state) {
  return word(kMessageStates, state);
}

Direction read_direction(std::string_view text) {
  return text == "out" ? Direction::Out : Direction::In;
}
How read_how(std::string_view text) {
  return value_of(kHows, text);
}
MessageState read_message_state(std::string_view text) {
  return value_of(kMessageStates, text);
}

}  // namespace chancery::answer
