#include "answer/note_reader.hpp"

#include <algorithm>

#include "text/agenda.hpp"
#include "text/countries.hpp"
#include "text/fold.hpp"
#include "text/html.hpp"
#include "text/utf8.hpp"

namespace chancery::answer {
namespace {

// The text decides where it says enough; else what its author declares.
std::string language_of(const text::Language& identified, std::string_view declared) {
  const auto said = text::canonical_language(declared);
  if (identified.tag == "und") return said;
  if (identified.reliable || said == "und") return identified.tag;
  return said;
}

// The first so many characters, cut at a character, with an ellipsis where something follows.
std::string cut(const std::string& line, std::size_t characters) {
  if (text::count_characters(line) <= characters) return line;
  std::size_t bytes = 0;
  for (std::size_t counted = 0; bytes < line.size() && counted < characters; ++bytes) {
    const bool begins = bytes + 1 == line.size() || (static_cast<unsigned char>(line[bytes + 1]) & 0xC0U) != 0x80U;
    counted += begins ? 1 : 0;
  }
  return line.substr(0, bytes) + "…";
}

}  // namespace

std::string plain_of(const activity::Note& note) {
  auto plain = text::to_plain(note.content);
  return note.parts.summary.empty() ? plain : note.parts.summary + "\n\n" + plain;
}

std::string excerpt_of(const activity::Note& note, std::size_t characters) {
  std::string line;
  for (const char c : text::strip_bidi_controls(plain_of(note))) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space) line += c;
    if (space && !line.empty() && line.back() != ' ') line += ' ';
  }
  while (line.ends_with(' ')) line.pop_back();
  return cut(line, characters);
}

Said NoteReader::read(const activity::Note& note) {
  Said said;
  said.plain = plain_of(note);
  const auto folded = text::fold_words(said.plain);
  said.words = segmenter_.search_words(said.plain);
  said.language = language_of(languages_.identify(said.plain), note.language);
  const auto found = agenda_.find_in_words(folded, said.plain, said.language, scratch_);
  for (const auto& topic : found.topics) said.topics.emplace_back(text::slug(topic.topic));
  for (const auto& country : found.countries) said.countries.emplace_back(country.alpha2());
  const bool consular = found.tells(text::Topic::Consular);
  said.classes = urgency_.classes(said.plain, urgency_scratch_);
  said.found = judge(said.classes, consular, said.plain);
  return said;
}

}  // namespace chancery::answer
