// Forgetting words for good: for what may not be kept, once it was taken back.
#pragma once

#include <string_view>

#include "activity/note.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "speak/posts.hpp"
#include "speak/publisher.hpp"
#include "store/store.hpp"

namespace chancery::speak {

// Empties every version of the post behind a deleted note of ours (texts, descriptions, options, pictures, mentions,
// cautions, and the digests, from which a short text could be guessed), and what the transparency log keeps of the
// note beside its leaves; a leaf says so. Who did what when, and why, stays. Twice does nothing more.
// `by` as the audit log writes it; `reason` (1 to 1,000 characters) stays in the audit log.
// Fails with Errc::NotFound (no such note of ours), Conflict (it stands, or another part of its thread does: delete it
// first) or Invalid (reason).
[[nodiscard]] Status erase_words(store::Transaction& tx, const Publisher& publisher, activity::NoteId note,
                                 std::string_view reason, std::string_view by, Timestamp now);

// Retention: empties every version of a post that was sent or withdrawn, what its notes said before they were changed,
// and the reasons in its record. Its notes themselves are the caller's. Who did what when stays. Twice does nothing
// more. Fails with Errc::NotFound, or Conflict while it is under way.
[[nodiscard]] Status erase_post_texts(store::Transaction& tx, PostId id);
// The same of a post that may be under way: one that never left is withdrawn first, by the program.
[[nodiscard]] Status give_up_post(store::Transaction& tx, PostId id, Timestamp now);

}  // namespace chancery::speak
