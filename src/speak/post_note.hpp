// What a post becomes when it leaves: a note, its Markdown as HTML.
#pragma once

#include <string>

#include "activity/addresses.hpp"
#include "activity/note.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "speak/post_body.hpp"
#include "store/store.hpp"

namespace chancery::speak {

// The note a version of a post becomes, of a thread its first part (part_of gives the others): Markdown as HTML, marks
// found, pictures at their addresses. Pure but for the rows it reads: the note it answers. Fails with Errc::NotFound
// when that is gone. `before` is the note as it stands, where it is changed: what it answers and who sees it stay,
// whatever became of the note it answers; and a consent to what it quotes stays with the quote.
[[nodiscard]] Result<activity::Note> note_of(store::Transaction& tx, const activity::Addresses& addresses,
                                             const PostBody& body, activity::NoteId id, Timestamp now,
                                             const activity::Note* before = nullptr);

// One of its texts alone, as others will see it.
[[nodiscard]] std::string html_of(const PostText& text, const PostBody& body, const activity::Addresses& addresses);

}  // namespace chancery::speak
