// Reading bulk JSON with simdjson On-Demand: what the decoders of single lines share.
//
// Header only: a module that includes it links simdjson. Nothing here allocates.
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

namespace chancery::json {

// Why a line is refused: a literal for the hint, or null when there is nothing to refuse. A word in a register
// instead of an Error: this runs some millions of times a second.
using Refusal = const char*;
inline constexpr Refusal kFine = nullptr;
inline constexpr Refusal kBroken = "not whole JSON";
// What a member's reader gives when it has no use for the rest of the object, which is then skipped.
inline constexpr char kEnoughMark[] = "enough";
inline constexpr Refusal kEnough = kEnoughMark;

template <class Word>
[[nodiscard]] inline Word load(const char* bytes) {
  Word word;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}
// Whether `bytes` begins with `word`, in whole machine words: the library's memcmp costs more than the comparison.
template <std::size_t N>
[[nodiscard]] inline bool begins_with(const char* bytes, const char* word) {
  if constexpr (N >= 8) {
    return load<std::uint64_t>(bytes) == load<std::uint64_t>(word) && begins_with<N - 8>(bytes + 8, word + 8);
  } else if constexpr (N >= 4) {
    return load<std::uint32_t>(bytes) == load<std::uint32_t>(word) && begins_with<N - 4>(bytes + 4, word + 4);
  } else if constexpr (N >= 1) {
    return *bytes == *word && begins_with<N - 1>(bytes + 1, word + 1);
  } else {
    return true;
  }
}

// Keys are compared as they are spelled: one written with escapes is another key. (What lies behind the key may be
// read: the line is padded.)
template <std::size_t N>
[[nodiscard]] bool is(simdjson::ondemand::raw_json_string key, const char (&name)[N]) {
  return begins_with<N - 1>(key.raw(), name) && key.raw()[N - 1] == '"';
}
template <std::size_t N>
[[nodiscard]] bool is(std::string_view text, const char (&word)[N]) {
  return text.size() == N - 1 && begins_with<N - 1>(text.data(), word);
}

// An identifier or a keyword: the bytes between the quotes, in place. One with an escape keeps its backslash, and so
// is none. Null where the value is no text.
[[nodiscard]] inline std::string_view plain(simdjson::ondemand::value value) {
  auto token = value.raw_json_token();  // reaches to the next token, over white space
  while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') token.remove_suffix(1);
  if (token.size() < 2 || token.front() != '"' || token.back() != '"') return {};
  simdjson::ondemand::raw_json_string consumed;
  if (value.get_raw_json_string().get(consumed)) return {};
  return token.substr(1, token.size() - 2);
}

// Passes over a value nobody reads: of a list or an object the brackets are counted, not matched. What stands in the
// place of a value must begin like one, and a text must be consumed here: simdjson would take a stray comma for the
// end of a value, and a text that a colon follows for a key, and so read on past the value's end.
[[nodiscard]] inline Refusal skip(simdjson::ondemand::value value) {
  constexpr std::string_view kScalars = "-0123456789tfn";
  const char first = value.raw_json_token().front();
  if (first == '"') {
    simdjson::ondemand::raw_json_string consumed;
    return value.get_raw_json_string().get(consumed) ? kBroken : kFine;
  }
  return first == '{' || first == '[' || kScalars.find(first) != std::string_view::npos ? kFine : kBroken;
}

// A text for people, unescaped into the parser's memory: UTF-8 of at most `most` bytes, else null. (A lone surrogate,
// which JSON can write, is not UTF-8.)
[[nodiscard]] inline std::string_view text(simdjson::ondemand::value value, std::size_t most) {
  std::string_view read;
  if (value.get_string().get(read) || read.size() > most || !simdjson::validate_utf8(read)) return {};
  return read;
}

// Calls `member(key, value)` for each member until it refuses one or has enough. Reading on to the closing bracket
// is what finds a line that was cut off; whoever has enough leaves that to the object around.
template <class Member>
[[nodiscard]] Refusal each_member(simdjson::ondemand::object object, Member member) {
  for (auto entry : object) {
    simdjson::ondemand::field field;
    if (std::move(entry).get(field)) return kBroken;
    if (const auto refusal = member(field.key(), field.value())) return refusal == kEnough ? kFine : refusal;
  }
  return kFine;
}
template <class Item>
[[nodiscard]] Refusal each_item(simdjson::ondemand::array array, Item item) {
  for (auto entry : array) {
    simdjson::ondemand::value value;
    if (std::move(entry).get(value)) return kBroken;
    if (const auto refusal = item(value)) return refusal;
  }
  return kFine;
}

// Passes over a list or an object with care, seeing that its brackets match and at most `depth` are open at once;
// over a scalar as `skip` does.
[[nodiscard]] inline Refusal walk(simdjson::ondemand::value value, std::size_t depth) {
  const char first = value.raw_json_token().front();
  if (first != '{' && first != '[') return skip(value);
  if (depth == 0) return "nested too deep";
  if (first == '{') {
    simdjson::ondemand::object object;
    if (value.get_object().get(object)) return kBroken;
    return each_member(object, [depth](auto, auto member) { return walk(member, depth - 1); });
  }
  simdjson::ondemand::array array;
  if (value.get_array().get(array)) return kBroken;
  return each_item(array, [depth](auto item) { return walk(item, depth - 1); });
}

}  // namespace chancery::json
