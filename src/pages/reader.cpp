#include "pages/reader.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include "staff/institution.hpp"

namespace chancery::pages {
namespace {

constexpr std::size_t kMostWanted = 4;

// Language and script in small letters, without a region: "zh-hant" of "zh-Hant-TW".
std::string language_and_script(std::string_view tag) {
  auto out = primary_subtag(tag);
  const auto dash = tag.find('-');
  if (dash == std::string_view::npos) return out;
  const auto second = primary_subtag(tag.substr(dash + 1));
  return second.size() == 4 ? out + '-' + second : out;
}

void want(std::vector<std::string>& wanted, std::string_view tag) {
  auto short_tag = language_and_script(tag);
  if (std::ranges::find(wanted, short_tag) == wanted.end()) wanted.push_back(std::move(short_tag));
}

// Which of these languages she gets; nothing when none is wanted.
std::optional<std::size_t> best(const Reader& reader, std::span<const std::string_view> languages) {
  for (const auto& wanted : reader.wanted) {
    std::optional<std::size_t> near;
    for (std::size_t i = 0; i < languages.size(); ++i) {
      if (language_and_script(languages[i]) == wanted) return i;
      if (!near && primary_subtag(languages[i]) == primary_subtag(wanted)) near = i;
    }
    if (near) return near;
  }
  return std::nullopt;
}

}  // namespace

std::string Reader::key() const {
  std::string key(labels->language);
  for (const auto& tag : wanted) key += ',' + tag;
  return key + '|' + chosen;
}

Url Reader::path(std::string_view path) const {
  return chosen.empty() ? *Url::of(path) : in_language(path, chosen);
}

Url in_language(std::string_view path, std::string_view language) {
  std::string address(path);
  address += path.find('?') == std::string_view::npos ? "?lang=" : "&lang=";
  return *Url::of(address.append(language));
}

Reader reader_of(const net::Request& request, std::string_view fallback) {
  Reader reader;
  const auto accepted = request.headers.find("Accept-Language").value_or("");
  if (const auto lang = request.query_param("lang"); lang && staff::is_language_tag(*lang)) {
    reader.chosen = language_and_script(*lang);
    reader.labels = labels_for(reader.chosen);
    want(reader.wanted, reader.chosen);
  }
  if (reader.labels == nullptr) reader.labels = &choose_labels(accepted, fallback);
  for (const auto tag : liked_languages(accepted)) {
    if (reader.wanted.size() == kMostWanted) break;
    if (staff::is_language_tag(tag)) want(reader.wanted, tag);
  }
  return reader;
}

std::vector<Text> texts_of(const activity::Note& note) {
  std::vector<Text> texts{{note.language, note.content, note.parts.summary}};
  for (const auto& [language, content] : note.parts.translations) {
    Text text{language, content, note.parts.summary};
    for (const auto& warning : note.parts.summary_translations) {
      if (warning.language == language) text.warning = warning.text;
    }
    texts.push_back(text);
  }
  return texts;
}

Text text_for(const Reader& reader, const activity::Note& note) {
  const auto texts = texts_of(note);
  std::vector<std::string_view> languages;
  for (const auto& text : texts) languages.push_back(text.language);
  return texts.at(best(reader, languages).value_or(0));
}

std::string_view alt_for(const Reader& reader, const activity::Attachment& picture) {
  if (picture.alt.empty()) return {};
  std::vector<std::string_view> languages;
  for (const auto& alt : picture.alt) languages.push_back(alt.language);
  return picture.alt.at(best(reader, languages).value_or(0)).text;
}

}  // namespace chancery::pages
