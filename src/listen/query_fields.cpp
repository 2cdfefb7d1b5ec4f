#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "listen/query_parser.hpp"
#include "text/fold.hpp"
#include "text/utf8.hpp"

namespace chancery::listen {
namespace {

constexpr auto kFieldNames =
    std::to_array<std::string_view>({"lang", "country", "topic", "from", "network", "has", "is"});

constexpr auto kHas = std::to_array<std::string_view>({"link", "media"});
constexpr auto kIs = std::to_array<std::string_view>({"reply", "repost", "quote"});

tl::unexpected<QueryRemark> refuse_field(std::string message, std::string expected) {
  return tl::unexpected(QueryRemark{0, 0, std::move(message), std::move(expected)});
}

std::string upper(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return out;
}

// "Human rights", "human_rights" and "human-rights" are written alike.
std::string plain(std::string_view text) {
  std::string out = text::fold(text);
  std::erase_if(out, [](char c) { return c == ' ' || c == '_' || c == '-'; });
  return out;
}

bool lists(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

tl::expected<std::string, QueryRemark> choose(std::string_view field, std::string_view value,
                                              const std::vector<std::string_view>& known) {
  const auto found =
      std::find_if(known.begin(), known.end(), [&](std::string_view each) { return plain(each) == plain(value); });
  if (found != known.end()) return std::string{*found};
  const std::string_view meant = nearest_word(text::fold(value), known);
  return refuse_field(
      fmt::format("{}: knows no \"{}\"", field, text::show_bidi_controls(text::cut_at_character(value, 40))),
      meant.empty() ? fmt::format("one of {}", fmt::join(known, ", ")) : fmt::format("did you mean {}?", meant));
}

// A primary subtag that is known, and perhaps a script: "hi-Latn".
tl::expected<std::string, QueryRemark> check_language(std::string_view value, const QueryVocabulary& vocabulary) {
  const std::string folded = text::fold(value);
  const std::string primary = folded.substr(0, folded.find('-'));
  std::string script = folded.substr(std::min(primary.size() + 1, folded.size()));
  const bool sound = script.empty() == (folded.size() == primary.size()) && (script.empty() || script.size() == 4) &&
                     std::all_of(script.begin(), script.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (sound && lists(vocabulary.languages, primary)) {
    if (!script.empty()) script = '-' + upper(script.substr(0, 1)) + script.substr(1);
    return primary + script;
  }
  const std::string_view meant = language_alias(folded);
  return refuse_field(
      fmt::format("\"{}\" is no language code", text::show_bidi_controls(text::cut_at_character(value, 40))),
      meant.empty() ? "a code of ISO 639-1 such as ar, en, pt, or hi-Latn"
                    : fmt::format("did you mean lang:{}?", meant));
}

tl::expected<std::string, QueryRemark> check_country(std::string_view value, const QueryVocabulary& vocabulary) {
  const std::string code = upper(value);
  if (lists(vocabulary.countries, code)) return code;
  const std::string_view meant = country_alias(text::fold(value));
  return refuse_field(
      fmt::format("\"{}\" is no country code", text::show_bidi_controls(text::cut_at_character(value, 40))),
      meant.empty() ? "a code of ISO 3166-1 such as NO, GB, XK" : fmt::format("did you mean country:{}?", meant));
}

}  // namespace

std::string_view to_string(QueryField field) {
  return kFieldNames.at(static_cast<std::size_t>(field));
}

std::optional<QueryField> parse_field_name(std::string_view name) {
  const auto* const found = std::find(kFieldNames.begin(), kFieldNames.end(), name);
  if (found == kFieldNames.end()) return std::nullopt;
  return static_cast<QueryField>(found - kFieldNames.begin());
}

tl::expected<std::string, QueryRemark> check_value(QueryField field, std::string_view value,
                                                   const QueryVocabulary& vocabulary) {
  const std::string_view name = to_string(field);
  const auto views = [](const auto& list) { return std::vector<std::string_view>(list.begin(), list.end()); };
  if (value.empty()) {
    constexpr auto kExamples = std::to_array<std::string_view>(
        {"lang:ar", "country:NO", "topic:climate", "from:@mfa.example", "network:bluesky", "has:link or has:media",
         "is:reply, is:repost or is:quote"});
    return refuse_field(fmt::format("{}: needs a value, without a space before it", name),
                        std::string{kExamples.at(static_cast<std::size_t>(field))});
  }
  switch (field) {
    case QueryField::Language:
      return check_language(value, vocabulary);
    case QueryField::Country:
      return check_country(value, vocabulary);
    case QueryField::Topic:
      return choose(name, value, views(vocabulary.topics));
    case QueryField::Network:
      return choose(name, value, views(vocabulary.networks));
    case QueryField::Has:
      return choose(name, value, views(kHas));
    case QueryField::Is:
      return choose(name, value, views(kIs));
    case QueryField::From:
      break;
  }
  return std::string{value};
}

}  // namespace chancery::listen
