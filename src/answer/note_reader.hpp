// What a stranger's note says, for whoever sorts, searches and counts: read once, outside the writer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "activity/note.hpp"
#include "answer/urgency.hpp"
#include "text/annotator.hpp"
#include "text/language.hpp"
#include "text/segment.hpp"

namespace chancery::answer {

struct Said {
  std::string plain;
  std::string words;     // text::Segmenter::search_words
  std::string language;  // BCP 47; "und": unknown
  std::vector<std::string> topics;
  std::vector<std::string> countries;
  std::int64_t classes = 0;  // answer/urgency.hpp
  UrgencyFound found;
};

// Thread safety: one thread at a time; make one for each.
class NoteReader {
 public:
  // Borrows the models for its lifetime.
  NoteReader(const text::LanguageIdentifier& languages, const text::Annotator& agenda, const Urgency& urgency)
      : languages_(languages), agenda_(agenda), urgency_(urgency) {}

  // Its warning and its text, in its own language. Some 100 µs.
  [[nodiscard]] Said read(const activity::Note& note);

 private:
  const text::LanguageIdentifier& languages_;
  const text::Annotator& agenda_;
  const Urgency& urgency_;
  text::Annotator::Scratch scratch_;
  Urgency::Scratch urgency_scratch_;
  text::Segmenter segmenter_;
};

// The text people read in it: its warning, then what it says.
[[nodiscard]] std::string plain_of(const activity::Note& note);
// The beginning of it on one line, at most `characters` of it.
[[nodiscard]] std::string excerpt_of(const activity::Note& note, std::size_t characters = 140);

}  // namespace chancery::answer
