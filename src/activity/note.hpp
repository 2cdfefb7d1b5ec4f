// What is published: a Note of ours or of a stranger who wrote to us (ActivityStreams 2).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "activity/actor.hpp"
#include "activity/note_parts.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace chancery::activity {

using NoteId = Id<struct NoteTag>;

// Read from `to` and `cc` (Mastodon's usage).
enum class Visibility { Public, Unlisted, Followers, Direct };
[[nodiscard]] std::string_view to_string(Visibility visibility);  // "public"
// Fails with Errc::Invalid; the hint lists them.
[[nodiscard]] Result<Visibility> parse_visibility(std::string_view text);

// Whether a stranger's note stands on public pages. Staff see it in any case.
enum class Screening {
  Shown,
  Quarantined,  // a rule for its author or server keeps it back until somebody looks (activitypub/moderation.hpp)
  Hidden,       // somebody looked and hid it
  Released,     // somebody looked and showed it although a rule stands
};
[[nodiscard]] std::string_view to_string(Screening screening);  // "shown"
// Fails with Errc::Invalid; the hint lists them.
[[nodiscard]] Result<Screening> parse_screening(std::string_view text);

struct Note {
  NoteId id;
  std::string uri;            // ours: BASE/notes/ID
  AccountId account;          // set when it is ours
  ActorId actor;              // set when it is a remote actor's
  std::string attributed_to;  // the author's actor URI
  std::string in_reply_to;    // URI, or empty
  NoteId in_reply_to_note;    // ours, when the URI names one of our notes
  std::string content;        // HTML, sanitised before it is stored
  std::string language;       // BCP 47; "und" when unknown
  std::string url;            // its page, for people
  Visibility visibility = Visibility::Public;
  Timestamp published;   // as its author says
  Timestamp updated;     // likewise, of this text; earlier than `published` when it was never changed
  Timestamp received;    // when we stored it
  bool deleted = false;  // a Tombstone: content is empty, and so are its parts
  bool fetched = false;  // nobody sent it: found at its own server, in a conversation we are part of
  Screening screening = Screening::Shown;
  NoteParts parts;
};

// Whether everybody may read it: it was said to everybody, and nothing keeps it back.
[[nodiscard]] bool is_public(const Note& note);

inline constexpr std::string_view kPublic = "https://www.w3.org/ns/activitystreams#Public";

// The audience an activity names; "as:Public" and "Public" are read as kPublic.
struct Audience {
  std::vector<std::string> to;
  std::vector<std::string> cc;
  // `followers` is the author's followers collection.
  [[nodiscard]] Visibility visibility(std::string_view followers) const;
};

}  // namespace chancery::activity
