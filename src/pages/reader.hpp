// Who reads: in which language we speak to her, and which of a post's texts she sees.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "activity/note.hpp"
#include "net/http.hpp"
#include "pages/labels.hpp"
#include "pages/view.hpp"

namespace chancery::pages {

struct Reader {
  const Labels* labels = nullptr;   // never null
  std::vector<std::string> wanted;  // "fr", "zh-hant": the best liked first, a few
  std::string chosen;               // by a link (?lang=); every link on the page keeps it

  // All of her that a page depends on.
  [[nodiscard]] std::string key() const;
  // A path of ours as she reads it.
  [[nodiscard]] Url path(std::string_view path) const;
};

// ?lang= first, then Accept-Language, then the institution's own, then English.
[[nodiscard]] Reader reader_of(const net::Request& request, std::string_view fallback);
// The path with ?lang= or &lang=.
[[nodiscard]] Url in_language(std::string_view path, std::string_view language);

// A text of a note: its own, or a translation. Views into the note.
struct Text {
  std::string_view language;  // BCP 47; "und" when unknown
  std::string_view content;   // HTML
  std::string_view warning;   // plain; of the same language where there is one, else the note's own
};
// Every text there is, the note's own first.
[[nodiscard]] std::vector<Text> texts_of(const activity::Note& note);
// The one for the reader: the first language she wants that is there, else the note's own.
[[nodiscard]] Text text_for(const Reader& reader, const activity::Note& note);
// The words a picture is described with, likewise.
[[nodiscard]] std::string_view alt_for(const Reader& reader, const activity::Attachment& picture);

}  // namespace chancery::pages
