// The pages about one note: the conversation around it, and what it said before. For pages/ alone.
#pragma once

#include "activity/note.hpp"
#include "base/clock.hpp"
#include "pages/page.hpp"
#include "store/store.hpp"

namespace chancery::pages {

inline constexpr std::size_t kRepliesPerPage = 50;

// Whether a note of ours is everyone's to read.
[[nodiscard]] bool is_public(const activity::Note& note);
// `after`: the reply the page begins after; none: from the first.
[[nodiscard]] net::Response conversation_page(store::Snapshot& snapshot, Frame frame, Timestamp now,
                                              const activity::Note& note, activity::NoteId after);
[[nodiscard]] net::Response history_page(store::Snapshot& snapshot, Frame frame, const activity::Note& note);

}  // namespace chancery::pages
