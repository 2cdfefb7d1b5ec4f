// Taking back what was said: the note is gone, that it was there is not.
#pragma once

#include <string_view>

#include "activity/note.hpp"
#include "base/result.hpp"
#include "speak/posts.hpp"
#include "speak/publisher.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::speak {

// Empties the note and all its versions for good and tells the network (NoteDeleted); the transparency log says when
// it was removed. Doing it twice succeeds and tells once. `by` needs Publish on its account.
// `reason` (1 to 1,000 characters) stays in the post's record and in the audit log. With the last note of a post, the
// post is `deleted`.
// Fails with Errc::NotFound when there is no such note of ours, and with Errc::Forbidden or Invalid.
[[nodiscard]] Status delete_note(store::Store& store, const Publisher& publisher, activity::NoteId id,
                                 const staff::User& by, std::string_view reason);
// The same for every note of a sent post: a thread as one, the last part first. Fails with Errc::Conflict when it was
// never sent.
[[nodiscard]] Status delete_post(store::Store& store, const Publisher& publisher, PostId id, const staff::User& by,
                                 std::string_view reason);

}  // namespace chancery::speak
