#include "text/html_tokens.hpp"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "text/html_entities.hpp"

namespace chancery::text {
namespace {

constexpr std::size_t kMaxName = 32;
constexpr std::size_t kMaxAttributes = 32;

constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr char lower(char c) {
  return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

std::string lower_name(std::string_view name) {
  std::string out{name.substr(0, kMaxName)};
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

bool equal_without_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

// Elements whose content is never markup, or never for readers: skipped to their end tag.
bool has_skipped_content(std::string_view name) {
  static constexpr auto kNames = std::to_array<std::string_view>(
      {"audio", "canvas", "datalist", "iframe", "math", "noembed", "noframes", "noscript", "object", "plaintext",
       "script", "select", "style", "svg", "template", "textarea", "title", "video", "xmp"});
  return std::binary_search(kNames.begin(), kNames.end(), name);
}

void append_utf8(std::string& out, char32_t character) {
  const auto c = static_cast<UChar32>(character);
  std::array<std::uint8_t, U8_MAX_LENGTH> bytes{};
  std::size_t size = 0;
  U8_APPEND_UNSAFE(bytes.data(), size, c);
  out.append(reinterpret_cast<const char*>(bytes.data()), size);
}

// The character a numeric reference stands for (HTML standard section 13.2.5.84).
char32_t referenced(std::uint32_t number) {
  static constexpr std::array<char16_t, 32> kWindows1252 = {
      0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
  if (number >= 0x80 && number <= 0x9F) return kWindows1252.at(number - 0x80);
  if (number == 0 || number > 0x10FFFF || (number >= 0xD800 && number <= 0xDFFF)) return 0xFFFD;
  return number;
}

// Reads the reference that begins with the '&' at the front of `text`: its character and its length, or {0, 0}.
std::pair<char32_t, std::size_t> reference(std::string_view text) {
  constexpr std::size_t kLongest = 12;  // "&thetasym;", "&#x0010FFFF;"
  const auto end = text.substr(0, kLongest).find(';');
  if (end == std::string_view::npos || end < 2) return {0, 0};
  std::string_view name = text.substr(1, end - 1);
  if (name.front() != '#') return {named_entity(name), end + 1};
  name.remove_prefix(1);
  const bool hex = !name.empty() && lower(name.front()) == 'x';
  if (hex) name.remove_prefix(1);
  if (name.empty()) return {0, 0};
  std::uint32_t number = 0;
  for (const char c : name) {
    const char digit = lower(c);
    if (digit >= '0' && digit <= '9') {
      number = number * (hex ? 16 : 10) + static_cast<std::uint32_t>(digit - '0');
    } else if (hex && digit >= 'a' && digit <= 'f') {
      number = number * 16 + static_cast<std::uint32_t>(digit - 'a') + 10;
    } else {
      return {0, 0};
    }
    number = std::min(number, std::uint32_t{0x110000});  // stays past the last character
  }
  return {referenced(number), end + 1};
}

}  // namespace

std::string decode_entities(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto amp = std::min(text.find('&'), text.size());
    out += text.substr(0, amp);
    text.remove_prefix(amp);
    if (text.empty()) break;
    const auto [character, length] = reference(text);
    if (character != 0) {
      append_utf8(out, character);
      text.remove_prefix(length);
    } else {
      out += '&';
      text.remove_prefix(1);
    }
  }
  return out;
}

std::optional<std::string> HtmlToken::attribute(std::string_view attribute_name) const {
  for (const auto& [key, value] : attributes) {
    if (key == attribute_name) return decode_entities(value);
  }
  return std::nullopt;
}

std::optional<HtmlToken> HtmlTokens::next() {
  while (at_ < html_.size()) {
    if (html_[at_] == '<' && at_ + 1 < html_.size()) {
      const char after = html_[at_ + 1];
      const bool end_tag = after == '/' && at_ + 2 < html_.size() && is_letter(html_[at_ + 2]);
      if (is_letter(after) || end_tag) {
        auto token = tag();
        if (!token) return std::nullopt;
        if (token->kind == HtmlToken::Kind::Start && has_skipped_content(token->name)) {
          skip_content(token->name);
          continue;
        }
        return token;
      }
      if (after == '!' || after == '?' || after == '/') {
        skip_markup();
        continue;
      }
    }
    const auto end = std::min(html_.find('<', at_ + 1), html_.size());
    HtmlToken token;
    token.text = html_.substr(at_, end - at_);
    at_ = end;
    return token;
  }
  return std::nullopt;
}

std::optional<HtmlToken> HtmlTokens::tag() {
  HtmlToken token;
  ++at_;
  token.kind = HtmlToken::Kind::Start;
  if (html_[at_] == '/') {
    token.kind = HtmlToken::Kind::End;
    ++at_;
  }
  const auto name_end = std::min(html_.find_first_of(" \t\n\f\r/>", at_), html_.size());
  token.name = lower_name(html_.substr(at_, name_end - at_));
  at_ = name_end;
  while (at_ < html_.size()) {
    at_ = std::min(html_.find_first_not_of(" \t\n\f\r/", at_), html_.size());
    if (at_ == html_.size()) break;
    if (html_[at_] == '>') {
      ++at_;
      return token;
    }
    if (!read_attribute(token)) break;
  }
  at_ = html_.size();
  return std::nullopt;
}

// False when the input ends inside.
bool HtmlTokens::read_attribute(HtmlToken& token) {
  const std::size_t begin = at_;
  at_ = std::min(html_.find_first_of(" \t\n\f\r/>=", begin + 1), html_.size());  // a leading '=' belongs to the name
  std::string name = lower_name(html_.substr(begin, at_ - begin));
  skip_spaces();
  std::string_view value;
  if (at_ < html_.size() && html_[at_] == '=') {
    ++at_;
    skip_spaces();
    if (at_ == html_.size()) return false;
    const char quote = html_[at_];
    if (quote == '"' || quote == '\'') {
      const auto end = html_.find(quote, at_ + 1);
      if (end == std::string_view::npos) return false;
      value = html_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
    } else {
      const auto end = std::min(html_.find_first_of(" \t\n\f\r>", at_), html_.size());
      value = html_.substr(at_, end - at_);
      at_ = end;
    }
  }
  if (token.attributes.size() < kMaxAttributes) token.attributes.emplace_back(std::move(name), value);
  return at_ < html_.size();
}

// A comment, a declaration, or what a browser takes for one.
void HtmlTokens::skip_markup() {
  std::size_t end = std::string_view::npos;
  std::size_t width = 1;
  if (html_.substr(at_).starts_with("<!--")) {
    const std::string_view rest = html_.substr(at_ + 4);
    if (rest.starts_with(">") || rest.starts_with("->")) {
      end = html_.find('>', at_);
    } else {
      const auto dashes = html_.find("-->", at_ + 4);
      const auto bang = html_.substr(0, dashes).find("--!>", at_ + 4);
      end = std::min(dashes, bang);
      width = end == bang && bang != std::string_view::npos ? 4 : 3;
    }
  } else {
    end = html_.find('>', at_);
  }
  at_ = end == std::string_view::npos ? html_.size() : end + width;
}

// To after the end tag of `name`, or to the end of the input. Elements of the same name inside are counted, but for
// those a browser reads as raw text.
void HtmlTokens::skip_content(const std::string& name) {
  const bool nests = name == "svg" || name == "math" || name == "object" || name == "template";
  if (name == "plaintext") at_ = html_.size();
  for (int depth = 1; depth > 0 && at_ < html_.size();) {
    at_ = std::min(html_.find('<', at_), html_.size());
    std::string_view rest = html_.substr(at_);
    const bool closing = rest.starts_with("</");
    rest.remove_prefix(std::min<std::size_t>(rest.size(), closing ? 2 : 1));
    const bool ours = rest.size() > name.size() && equal_without_case(rest.substr(0, name.size()), name) &&
                      (rest[name.size()] == '>' || rest[name.size()] == '/' ||
                       kHtmlSpaces.find(rest[name.size()]) != std::string_view::npos);
    if (ours && closing) {
      --depth;
      at_ = std::min(html_.find('>', at_), html_.size());
    } else if (ours && nests) {
      ++depth;
    }
    at_ = std::min(at_ + 1, html_.size());
  }
}

void HtmlTokens::skip_spaces() {
  at_ = std::min(html_.find_first_not_of(kHtmlSpaces, at_), html_.size());
}

}  // namespace chancery::text
