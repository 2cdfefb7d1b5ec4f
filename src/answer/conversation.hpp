// A conversation: all that one person and one account of ours said to each other in one thread.
//
// What is here is read from one row, which answer/append.hpp alone writes: where it lies and who has it is the fold of
// its events (desk/fold.hpp), its clocks are computed from them (desk/clocks.hpp). The words of a message are its
// note's and stand nowhere else; a message whose note is gone counts as taken back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/note.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "desk/event.hpp"
#include "desk/ids.hpp"
#include "staff/desk_rights.hpp"
#include "staff/users.hpp"

namespace chancery::answer {

using desk::ConversationId;
using desk::DeskId;
using PersonId = Id<struct PersonTag>;  // our row for who wrote to us

// What is to be seen of a conversation at a glance.
enum class Flag : std::int64_t {
  Quarantined = 1,  // a rule keeps what she wrote back from public pages
  Withdrawn = 2,    // she took all of it back
  Imported = 4,     // it was there before the desk was
  Unsorted = 8,     // nothing told where it belongs
  Official = 16,    // a registered public actor
  Flood = 32,       // one of many that say the same
  Gone = 64,        // her account is no more
};
[[nodiscard]] std::string_view to_string(Flag flag);           // "quarantined"
[[nodiscard]] std::vector<Flag> flags_of(std::int64_t flags);  // those that are set
[[nodiscard]] Result<Flag> parse_flag(std::string_view text);  // fails with Errc::Invalid
[[nodiscard]] constexpr bool has(std::int64_t flags, Flag flag) {
  return (flags & static_cast<std::int64_t>(flag)) != 0;
}

struct Person {
  PersonId id;
  std::string actor;  // URI
  std::string name;
  std::string acct;  // "ana@social.example"
  std::string url;
  std::int64_t public_actor = 0;  // of the register; 0: none
};

struct Conversation {
  ConversationId id;
  activity::AccountId account;
  PersonId person;  // none: she is gone, or nobody may know any more
  std::string root;
  bool is_private = false;
  DeskId desk;
  desk::Place place = desk::Place::Queue;
  staff::UserId holder;
  std::int64_t token = 0;
  bool assigned = false;
  desk::Matter matter = desk::Matter::Dialogue;
  staff::UserId matter_by;  // who said so; none: the rules
  int urgency = 0;
  staff::UserId urgency_by;  // likewise
  std::string language;
  std::vector<std::string> topics;
  std::vector<std::string> countries;
  std::int64_t qa = 0;  // 0: the always-on dialogue
  std::optional<desk::Outcome> outcome;
  std::string outcome_detail;
  ConversationId merged_into;
  Timestamp opened_at;
  Timestamp last_at;
  std::optional<Timestamp> closed_at;
  Timestamp last_in;
  std::optional<Timestamp> last_out;
  std::int64_t messages = 0;
  std::optional<Timestamp> first_due;
  std::optional<Timestamp> next_due;
  std::optional<Timestamp> resolve_due;
  Timestamp due_at = desk::kNever;
  std::optional<Timestamp> warn_at;
  std::optional<Timestamp> breached_at;
  std::int64_t drafting = 0;  // speak::PostId of the reply under way; 0: none
  std::int64_t flags = 0;
  std::optional<Timestamp> deidentified_at;
  std::int64_t revision = 1;
};

enum class Direction { In, Out };                                 // "in", "out"
enum class How { Reply, Mention, Quote, Direct };                 // how a note speaks to us
enum class MessageState { Shown, Rewritten, Withdrawn, Erased };  // "shown", …
[[nodiscard]] std::string_view to_string(Direction direction);
[[nodiscard]] std::string_view to_string(How how);
[[nodiscard]] std::string_view to_string(MessageState state);
// What the tables hold; anything else is read as the first.
[[nodiscard]] Direction read_direction(std::string_view text);
[[nodiscard]] How read_how(std::string_view text);
[[nodiscard]] MessageState read_message_state(std::string_view text);

struct Message {
  activity::NoteId note;  // its row may be gone
  ConversationId conversation;
  Direction direction = Direction::In;
  How how = How::Reply;
  Timestamp at;
  std::string uri;
  std::string language;
  std::vector<std::string> topics;
  std::vector<std::string> countries;
  int urgency = 0;
  std::int64_t words = 0;  // classes of answer/urgency.hpp: bits
  MessageState state = MessageState::Shown;
  [[nodiscard]] bool stands() const { return state == MessageState::Shown || state == MessageState::Rewritten; }
};

// An event as people read it: what desk::Event has, and who did it and why.
struct Happened {
  desk::Event event;
  Timestamp recorded_at;
  staff::UserId by;  // none: the program
  std::int64_t post = 0;
  std::int64_t other = 0;
  std::string value;  // a code
  std::string words;  // a reason people wrote
};

struct InternalNote {
  std::int64_t id = 0;
  staff::UserId author;
  Timestamp at;
  std::string words;
  std::vector<staff::UserId> mentions;
};

// Whose eyes.
struct Reader {
  staff::User user;
  staff::DeskRights rights;
};

// Who acts, when. Without a person it is the program.
struct Acting {
  const staff::User* by = nullptr;
  Timestamp now;
};

}  // namespace chancery::answer
