// The pages that list notes: home, account, tag. For pages/ alone.
#pragma once

#include <string>

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
// `name` as in the address; tags that differ in case alone are one. 404 when nothing stands under it.
[[nodiscard]] net::Response tag_page(store::Snapshot& snapshot, Frame frame, Timestamp now, const std::string& name,
                                     const store::NoteRange& range);

}  // namespace chancery::pages
