// A note as the pages show it. For pages/ alone.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "activity/note.hpp"
#include "base/clock.hpp"
#include "pages/labels.hpp"
#include "pages/reader.hpp"
#include "pages/site.hpp"
#include "pages/view.hpp"
#include "store/store.hpp"

namespace chancery::pages {

// How much of notes is put on one page, as it weighs when compressed: keeps a page under 14,336 bytes with its CSS.
inline constexpr std::size_t kPageBudget = 7'600;
// An estimate of what HTML weighs compressed: by how many bytes the script takes for a letter.
[[nodiscard]] std::size_t compressed_estimate(std::string_view html);

// Who wrote a note.
struct Author {
  std::string name;
  std::string acct;         // "press@mfa.example"
  std::string schema_type;  // of schema.org
  std::optional<Url> url;
  bool ours = false;
  std::optional<Url> face;        // her picture, where it may be shown
  std::optional<SafeHtml> shown;  // the name with its custom emoji, where it has any
};

class NoteViews {
 public:
  enum class Place {
    Mixed,   // a list of several accounts' notes
    Own,     // a list of one account's, which need not say who
    Whole,   // the note a page is about
    Part,    // another part of the same thread
    Thread,  // what was before it or answers it
  };

  // `now` tells whether a poll is open.
  NoteViews(store::Snapshot& snapshot, const Site& site, const Reader& reader, Timestamp now)
      : snapshot_(snapshot), site_(site), reader_(reader), labels_(*reader.labels), now_(now) {}

  [[nodiscard]] View one(const activity::Note& note, Place place);
  // As many from the first on as fit a page, at least one. `shown` tells how many.
  struct Several {
    std::vector<View> views;
    std::size_t shown = 0;
  };
  [[nodiscard]] Several several(std::span<const activity::Note> notes, Place place);
  // What the note adds to the page, of what kPageBudget allows.
  [[nodiscard]] std::size_t weight(const activity::Note& note, Place place);
  [[nodiscard]] const Author& author_of(const activity::Note& note);
  // Of somebody whose note is shown and who is not in the store.
  void introduce(const std::string& actor, Author author) { authors_.insert_or_assign(actor, std::move(author)); }

 private:
  void set_author(View& view, const activity::Note& note, Place place);
  void set_words(View& view, const activity::Note& note, Place place) const;
  // False when it is no part of a thread.
  bool set_part(View& view, const activity::Note& note) const;
  void set_thread(View& view, const activity::Note& note) const;
  void set_context(View& view, const activity::Note& note, Place place);
  void set_pictures(View& view, const activity::Note& note) const;
  void set_card(View& view, const activity::Note& note, Place place) const;
  void set_poll(View& view, const activity::Note& note) const;
  void set_meta(View& view, const activity::Note& note, Place place);
  [[nodiscard]] std::string counts_of(const activity::Note& note) const;
  [[nodiscard]] SafeHtml with_emoji_of(const activity::Note& note, const SafeHtml& html) const;
  [[nodiscard]] Author read_author(const activity::Note& note) const;

  store::Snapshot& snapshot_;
  const Site& site_;
  const Reader& reader_;
  const Labels& labels_;
  const Timestamp now_;
  std::map<std::string, Author, std::less<>> authors_;  // by URI
};

}  // namespace chancery::pages
