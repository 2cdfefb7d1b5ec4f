// Keys under which something was published, so that sending a form twice publishes once. For speak/ alone.
#pragma once

#include <optional>
#include <string_view>

#include "activity/note.hpp"
#include "base/clock.hpp"
#include "store/store.hpp"

namespace chancery::speak {

// What `author` published under `key`, or nothing.
[[nodiscard]] std::optional<activity::NoteId> published_under(store::Transaction& tx, std::string_view author,
                                                              std::string_view key);
// Keeps the key, and forgets those from before `oldest`.
void keep_publish_key(store::Transaction& tx, std::string_view author, std::string_view key, activity::NoteId note,
                      Timestamp now, Timestamp oldest);

}  // namespace chancery::speak
