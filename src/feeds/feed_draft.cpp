#include "feeds/feed_draft.hpp"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include "base/ascii.hpp"
#include "text/html.hpp"
#include "text/html_tokens.hpp"
#include "text/utf8.hpp"

namespace chancery::feeds {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Without control characters but tab and line feed (C0, DEL, C1), in valid UTF-8.
std::string without_controls(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == 0xC2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xA0) {
      ++at;
      continue;
    }
    if ((byte >= 0x20 && byte != 0x7F) || byte == '\n' || byte == '\t') out += text[at];
  }
  return text::repair_utf8(out);
}

// Runs of white space become one blank.
std::string one_line_of(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (!is_space(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

bool has_markup_or_entities(std::string_view text) {
  return text.find_first_of("<&") != std::string_view::npos;
}

// "</p", "<br", "<p " and the like: what nobody writes who means plain text.
bool has_tags(std::string_view text) {
  const auto last = text.rfind('>');
  if (last == std::string_view::npos) return false;
  for (auto at = text.find('<'); at < last; at = text.find('<', at + 1)) {
    const char next = text[at + 1];
    if (ascii::is_letter(next) || next == '/' || next == '!') return true;
  }
  return false;
}

std::string finish(std::string text, std::size_t most, bool one_line) {
  text = without_controls(text);
  text = one_line ? text::strip_bidi_controls(one_line_of(text)) : trimmed(text);
  if (text.size() > most) text = std::string(text::cut_at_character(text, most));
  return text;
}

// The xn-- form of a host beyond ASCII (UTS #46); empty when it has none.
std::string ascii_host(std::string_view host) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UIDNA, decltype(&uidna_close)> idna(
      uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, &status), &uidna_close);
  std::array<char, 512> out{};
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  const auto length = uidna_nameToASCII_UTF8(idna.get(), host.data(), static_cast<std::int32_t>(host.size()),
                                             out.data(), static_cast<std::int32_t>(out.size()), &info, &status);
  if (U_FAILURE(status) || info.errors != 0 || length <= 0) return {};
  return {out.data(), static_cast<std::size_t>(length)};
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += kHex[byte >> 4];
  out += kHex[byte & 15];
}

// What RFC 3986 does not let stand as it is, escaped.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool bare_percent = c == '%' && (at + 2 >= text.size() || !is_hex(text[at + 1]) || !is_hex(text[at + 2]));
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7F || bare_percent ||
        std::string_view("\"<>\\^`{|}[]").find(c) != std::string::npos) {
      append_escaped(out, c);
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string plain_line(std::string_view html, std::size_t most) {
  return finish(has_markup_or_entities(html) ? text::to_plain(html) : std::string(html), most, true);
}

std::string plain_text(std::string_view html, std::size_t most) {
  return finish(has_markup_or_entities(html) ? text::to_plain(html) : std::string(html), most, false);
}

std::string declared_plain(std::string_view text, std::size_t most, bool one_line) {
  return finish(has_tags(text) ? text::to_plain(text) : std::string(text), most, one_line);
}

std::string absolute_address(std::string_view reference, const net::Url& base) {
  std::string text = trimmed(reference);
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r' || c == '\t'; });
  if (text.empty() || text.size() > 2 * WebFeed::kMaxLine) return {};
  std::string_view rest = text;
  std::string head;
  const auto slashes = rest.find("//");
  const bool has_host = slashes != std::string_view::npos && rest.find_first_of("/?#") == slashes;
  if (has_host) {
    const auto end = std::min(rest.find_first_of("/?#", slashes + 2), rest.size());
    head = rest.substr(0, slashes + 2);
    auto host = std::string(rest.substr(slashes + 2, end - slashes - 2));
    if (std::any_of(host.begin(), host.end(), [](char c) { return c < 0; })) host = ascii_host(host);
    if (host.empty()) return {};
    head += host;
    rest.remove_prefix(end);
  }
  const auto url = base.resolve(head + escaped(rest));
  if (!url || (url->scheme() != "https" && url->scheme() != "http")) return {};
  auto out = url->text();
  if (!url->fragment().empty()) out += '#' + url->fragment();
  return out.size() > WebFeed::kMaxLine ? std::string() : out;
}

std::optional<std::size_t> find_feed_root(std::string_view text) {
  for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    if (text.substr(at, 4) == "<!--") {
      const auto end = text.find("-->", at + 4);
      if (end == std::string_view::npos) return std::nullopt;
      at = end;
      continue;
    }
    auto name = text.substr(at + 1, 64);
    name = name.substr(0, name.find_first_of(" \t\r\n/>"));
    if (const auto colon = name.find(':'); colon != std::string_view::npos) name.remove_prefix(colon + 1);
    if (name == "rss" || name == "feed" || name == "RDF" || name == "RSS" || name == "rdf" || name == "channel") {
      return at;
    }
    if (name == "html" || name == "HTML" || name == "body") return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace chancery::feeds
