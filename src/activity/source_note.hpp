// A post to share or to quote, as its own server shows it now: what a pillar asks of a network.
#pragma once

#include <string>
#include <string_view>

#include "activity/actor.hpp"
#include "activity/note.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace chancery::activity {

// Whether the post's own policy lets us do something with it.
enum class Consent {
  Given,
  Asked,   // its author decides about each
  Unsaid,  // it says nothing
  Refused,
};

struct SourceNote {
  std::string uri;
  Actor author;  // of a note of ours, the account
  bool ours = false;
  std::string content;   // HTML, sanitised
  std::string summary;   // the content warning, plain text
  std::string language;  // BCP 47; "und" when unknown
  std::string url;       // its page, for people
  Visibility visibility = Visibility::Public;
  Timestamp published;
  Consent share = Consent::Unsaid;
  Consent quote = Consent::Unsaid;
  std::string digest;  // SHA-256, in hex, of all it says: another means that it was edited
};

// Thread safety: any thread; a call waits for other servers, for a deadline of its own at most.
class NoteSource {
 public:
  NoteSource() = default;
  NoteSource(const NoteSource&) = delete;
  NoteSource& operator=(const NoteSource&) = delete;
  virtual ~NoteSource() = default;

  // Asks anew each time. `account` is who would share or quote it. Fails with Errc::NotFound or Gone (there is no such
  // post, or none we may read), Refused (a server we do not talk to), Malformed, Invalid (no post); with Timeout,
  // Unavailable or TooMany when the same may be found later.
  [[nodiscard]] virtual Result<SourceNote> look(std::string_view uri, AccountId account) = 0;
};

}  // namespace chancery::activity
