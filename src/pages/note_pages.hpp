// The pages about one note: the conversation around it, and what it said before. For pages/ alone.
#pragma once

#include <cstdint>

#include "activity/note.hpp"
#include "base/clock.hpp"
#include "pages/page.hpp"
#include "store/store.hpp"

namespace chancery::pages {

inline constexpr std::size_t kRepliesPerPage = 50;

// `after`: the reply the page begins after; none: from the first.
[[nodiscard]] net::Response conversation_page(store::Snapshot& snapshot, Frame frame, Timestamp now,
                                              const activity::Note& note, activity::NoteId after);
// Its versions, the newest first, as many as fit the page. `before`: the version the page begins below; 0: from the
// newest.
[[nodiscard]] net::Response history_page(store::Snapshot& snapshot, Frame frame, const activity::Note& note,
                                         std::int64_t before);

}  // namespace chancery::pages
