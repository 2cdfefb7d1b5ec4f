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

// Of what may stand in a note a thousand times, so many are kept.
inline constexpr std::size_t kMaxMentions = 100;  // of accounts of ours; others' are passed over
inline constexpr std::size_t kMaxHashtags = 50;
inline constexpr std::size_t kMaxEmojis = 16;  // of those that stand in its texts, or in a name
inline constexpr std::size_t kMaxAttachments = 16;
inline constexpr std::size_t kMaxTranslations = 8;
inline constexpr std::size_t kMaxOptions = 20;
inline constexpr std::size_t kMaxVotes = 20;              // of one activity
inline constexpr std::size_t kMaxDescription = 4 * 1024;  // bytes of a picture's description, or of a warning

// A `Mention` that may be of an account of ours. A peer may leave one of the two out.
struct ReceivedMention {
  std::string href;  // actor URI, ours
  std::string name;  // "@press@mfa.example"
};

// A Note (or Article, Page, Question, ChatMessage, Video, Event, Audio, Image: read as one, a title said first) as its
// author sent it. Its HTML is not sanitised yet.
struct ReceivedNote {
  std::string id;
  std::string attributed_to;
  std::string in_reply_to;
  std::string content;                          // HTML, raw, cut at kMaxContent; of plain text, made of it
  std::string language;                         // the key of contentMap that holds the content, or "und"
  std::vector<activity::Wording> translations;  // what else contentMap holds, raw likewise
  std::string summary;                          // plain text
  bool sensitive = false;
  std::string url;
  std::optional<Timestamp> published;
  std::optional<Timestamp> updated;
  activity::Audience audience;
  std::vector<ReceivedMention> mentions;
  std::vector<std::string> hashtags;  // without '#'
  std::vector<activity::Emoji> emojis;
  std::vector<activity::Attachment> attachments;
  std::optional<activity::Question> question;
  std::string quote;   // URI of the note it quotes
  bool vote = false;   // a poll vote: `name`, no `content`
  std::string choice;  // of a vote
};

enum class Verb {
  Follow,
  Undo,
  Create,
  Update,
  Delete,
  Accept,
  Reject,
  Announce,
  Like,
  Block,
  Flag,
  Move,
  QuoteRequest,
  ReplyRequest,
  Other
};

struct ReceivedActivity {
  std::string id;  // may be empty where a peer leaves it out
  Verb verb = Verb::Other;
  std::string actor;
  std::string object;                      // id of the object, embedded or not; of several, the first
  bool embedded = false;                   // more of it than its id
  Verb object_verb = Verb::Other;          // of an Undo, Accept or Reject: of what
  std::string object_actor;                // likewise: whose
  std::string object_object;               // likewise: e.g. the account that was followed
  std::optional<ReceivedNote> note;        // embedded; of a request, its instrument
  std::vector<ReceivedNote> votes;         // embedded, all of them
  std::optional<activity::Actor> profile;  // embedded, with its key
  std::vector<std::string> objects;        // of a Flag, all
  std::string content;                     // of a Flag: plain text
  std::string target;                      // of a Move
  std::vector<std::string> aliases;        // of a Move: what its target says it is known as; fetched from there
  std::string instrument;                  // of a request: what quotes or replies
  activity::Audience audience;             // of an Announce
  std::string result;                      // of an Accept: the consent
  bool signed_itself = false;              // brings a Linked Data Signature or a proof, which nobody checked
  Timestamp signed_at;                     // by its sender's clock; not of the document
};

// Fails with Errc::Malformed, Invalid or TooLarge; the hint says what is wrong.
[[nodiscard]] Result<ReceivedActivity> read_activity(std::string_view body, const Peers& peers);
[[nodiscard]] Result<ReceivedNote> read_note(const json::Object& object, const Peers& peers);
// `fetched_at` is left at zero. Fails too when id, inbox or a key of its own and of its own origin is missing. Who has
// no preferredUsername is named as its host. Of several keys `key_id` is taken, or the first in PEM.
[[nodiscard]] Result<activity::Actor> read_actor(const json::Object& object, const Peers& peers,
                                                 std::string_view key_id = {});
// What a keyId may name: an actor (then `owner` is itself) or a key document of its own.
struct ReceivedKey {
  std::string id;
  std::string owner;
  std::string pem;
};
[[nodiscard]] Result<ReceivedKey> read_key(const json::Object& object, const Peers& peers,
                                           std::string_view key_id = {});

// `alsoKnownAs` of an actor: who it says it is too.
[[nodiscard]] std::vector<std::string> read_aliases(const json::Object& object);

// The author's followers collection, as far as the note's addresses tell it; empty when none does.
[[nodiscard]] std::string followers_in(const ReceivedNote& note);

// The id of a string or of an object with `id`; of an array, the first that has one. Empty when there is none.
[[nodiscard]] std::string id_of(const json::Value& value);

}  // namespace chancery::activitypub
