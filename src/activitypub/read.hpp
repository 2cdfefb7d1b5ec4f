// Reads what other servers send: ActivityStreams 2 as it is found in the wild, into typed values.
//
// Tolerant in form (a string, an object or an array where one value is meant; unknown types and members are
// passed over), strict in identifiers. JSON-LD contexts are never fetched or interpreted.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/actor.hpp"
#include "activity/note.hpp"
#include "activitypub/peers.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

namespace chancery::activitypub {

inline constexpr json::Limits kLimits{.bytes = 1024 * 1024, .depth = 32, .members = 10'000};

// Bytes of a stranger's content, raw and made safe: many times what people write, for we show many at a time.
inline constexpr std::size_t kMaxContent = 32 * 1024;

// A Note (or Article, Page, Question: read as one) as its author sent it. Nothing is sanitised yet.
struct ReceivedNote {
  std::string id;
  std::string attributed_to;
  std::string in_reply_to;
  std::string content;   // HTML, raw, cut at kMaxContent
  std::string language;  // the only key of contentMap, or "und"
  std::string url;
  std::optional<Timestamp> published;
  std::optional<Timestamp> updated;
  activity::Audience audience;
  std::vector<std::string> mentions;  // href of each Mention tag
  bool vote = false;                  // a poll vote: `name`, no `content`
};

enum class Verb { Follow, Undo, Create, Update, Delete, Other };

struct ReceivedActivity {
  std::string id;  // may be empty where a peer leaves it out
  Verb verb = Verb::Other;
  std::string actor;
  std::string object;                      // id of the object, embedded or not
  bool embedded = false;                   // more of it than its id
  Verb object_verb = Verb::Other;          // of an Undo: what is undone
  std::string object_actor;                // of an Undo: whose
  std::string object_object;               // of an Undo: e.g. the account that was followed
  std::optional<ReceivedNote> note;        // embedded
  std::optional<activity::Actor> profile;  // embedded, with its key
};

// Fails with Errc::Malformed, Invalid or TooLarge; the hint says what is wrong.
[[nodiscard]] Result<ReceivedActivity> read_activity(std::string_view body, const Peers& peers);
[[nodiscard]] Result<ReceivedNote> read_note(const json::Object& object, const Peers& peers);
// `fetched_at` is left at zero. Fails too when id, inbox, preferredUsername or a key of its own and of its own origin
// is missing.
[[nodiscard]] Result<activity::Actor> read_actor(const json::Object& object, const Peers& peers);
// What a keyId may name: an actor (then `owner` is itself) or a key document of its own.
struct ReceivedKey {
  std::string id;
  std::string owner;
  std::string pem;
};
[[nodiscard]] Result<ReceivedKey> read_key(const json::Object& object, const Peers& peers);

// The id of a string or of an object with `id`; of an array, the first that has one. Empty when there is none.
[[nodiscard]] std::string id_of(const json::Value& value);

}  // namespace chancery::activitypub
