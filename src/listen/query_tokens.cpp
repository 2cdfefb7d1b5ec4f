#include "listen/query_tokens.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "text/utf8.hpp"

namespace chancery::listen {
namespace {

struct Character {
  char32_t value = 0;
  std::string_view bytes;
};

// The character at `at` of valid UTF-8.
Character character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  std::size_t width = 1;
  char32_t value = byte(0);
  if (value >= 0xF0) {
    width = 4;
    value &= 0x07U;
  } else if (value >= 0xE0) {
    width = 3;
    value &= 0x0FU;
  } else if (value >= 0xC0) {
    width = 2;
    value &= 0x1FU;
  }
  for (std::size_t i = 1; i < width; ++i) value = (value << 6U) | (byte(i) & 0x3FU);
  return {value, text.substr(at, width)};
}

bool is_space(char32_t c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F ||
         c == 0x205F || c == 0x3000 || c == 0x200E || c == 0x200F || c == 0x061C;
}

bool is_quote(char32_t c) {
  constexpr auto kQuotes =
      std::to_array<char32_t>({'"', 0x201C, 0x201D, 0x201E, 0x201F, 0xAB, 0xBB, 0x300C, 0x300D, 0xFF02});
  return std::find(kQuotes.begin(), kQuotes.end(), c) != kQuotes.end();
}

bool is_open(char32_t c) {
  return c == '(' || c == 0xFF08;
}
bool is_close(char32_t c) {
  return c == ')' || c == 0xFF09;
}

// The plain form of what an input method writes wide.
std::string_view narrowed(const Character& c) {
  switch (c.value) {
    case 0xFF03:
      return "#";
    case 0xFF20:
      return "@";
    case 0xFF0A:
      return "*";
    case 0xFF1A:
      return ":";
    default:
      return c.bytes;
  }
}

tl::unexpected<QueryError> refuse_token(std::size_t position, std::size_t length, std::string message,
                                        std::string expected) {
  return tl::unexpected(QueryError{{position, length, std::move(message), std::move(expected)}});
}

// Why a character may not stand in a query, or nothing.
std::optional<std::string> objection(char32_t c) {
  if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F) return "a control character";
  if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) {
    return fmt::format("an invisible character that turns text around (U+{:04X})", static_cast<unsigned>(c));
  }
  return std::nullopt;
}

}  // namespace

tl::expected<std::vector<QueryToken>, QueryError> cut_query(std::string_view text) {
  if (!text::is_valid_utf8(text)) {
    std::size_t good = 0;
    while (good < text.size() && text::is_valid_utf8(text::cut_at_character(text, good + 1))) ++good;
    return refuse_token(text::count_characters(text.substr(0, good)), 1, "this is not valid UTF-8", "text in UTF-8");
  }
  std::vector<QueryToken> tokens;
  bool in_word = false;
  bool in_quotes = false;
  std::size_t position = 0;
  for (std::size_t at = 0; at < text.size(); ++position) {
    const Character c = character_at(text, at);
    at += c.bytes.size();
    if (const auto why = objection(c.value)) return refuse_token(position, 1, *why, "characters that can be seen");
    if (in_quotes) {
      QueryToken& open = tokens.back();
      ++open.length;
      in_quotes = !is_quote(c.value);
      if (in_quotes) open.text += is_space(c.value) ? std::string_view{" "} : narrowed(c);
    } else if (is_quote(c.value)) {
      tokens.push_back({QueryToken::Kind::Quoted, {}, position, 1});
      in_quotes = true;
      in_word = false;
    } else if (is_open(c.value) || is_close(c.value)) {
      tokens.push_back({is_open(c.value) ? QueryToken::Kind::Open : QueryToken::Kind::Close, {}, position, 1});
      in_word = false;
    } else if (is_space(c.value)) {
      in_word = false;
    } else {
      if (!in_word) tokens.push_back({QueryToken::Kind::Word, {}, position, 0});
      in_word = true;
      tokens.back().text += narrowed(c);
      ++tokens.back().length;
    }
  }
  if (in_quotes) return refuse_token(tokens.back().position, 1, "this quote is never closed", "a closing \"");
  tokens.push_back({QueryToken::Kind::End, {}, position, 0});
  return tokens;
}

}  // namespace chancery::listen
