// The pages that list notes: home, account, tag. For pages/ alone.
#pragma once

#include <string>
#include <vector>

#include "activity/actor.hpp"
#include "base/clock.hpp"
#include "pages/page.hpp"
#include "store/public_notes.hpp"
#include "store/store.hpp"

namespace chancery::pages {

inline constexpr std::size_t kNotesPerPage = 30;

[[nodiscard]] net::Response home_page(store::Snapshot& snapshot, Frame frame, Timestamp now,
                                      const store::NoteRange& range);
[[nodiscard]] net::Response account_page(store::Snapshot& snapshot, Frame frame, Timestamp now,
                                         const activity::Account& account, const store::NoteRange& range);
// `written`: the spellings of the tag (tag_names.hpp), which are one; one at least. 404 when nothing stands under them.
[[nodiscard]] net::Response tag_page(store::Snapshot& snapshot, Frame frame, Timestamp now,
                                     const std::vector<std::string>& written, const store::NoteRange& range);

}  // namespace chancery::pages
