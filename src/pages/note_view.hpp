// A note as the pages show it. For pages/ alone.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "activity/addresses.hpp"
#include "activity/note.hpp"
#include "pages/labels.hpp"
#include "pages/view.hpp"
#include "store/store.hpp"

namespace chancery::pages {

// Content of one page in bytes before compression: keeps a page under 14,336 bytes compressed.
inline constexpr std::size_t kPageBudget = 16'000;

class NoteViews {
 public:
  NoteViews(store::Snapshot& snapshot, const activity::Addresses& addresses, const Labels& labels)
      : snapshot_(snapshot), addresses_(addresses), labels_(labels) {}

  // `css_class` is the article's: "note", "note whole", "note reply".
  [[nodiscard]] View one(const activity::Note& note, std::string_view css_class) const;
  // As many from the first on as fit a page, at least one. `shown` tells how many.
  struct Several {
    std::vector<View> views;
    std::size_t shown = 0;
  };
  [[nodiscard]] Several several(std::span<const activity::Note> notes, std::string_view css_class) const;

 private:
  void set_author(View& view, const activity::Note& note) const;
  store::Snapshot& snapshot_;
  const activity::Addresses& addresses_;
  const Labels& labels_;
};

}  // namespace chancery::pages
