// Conversations as people read them: lists, one of them whole, how many there are. Whose eyes it is for decides what
// there is at all: a conversation that may not be read is none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answer/conversation.hpp"
#include "store/store.hpp"

namespace chancery::answer {

// Read at its desk, and `read_private` there where it was said to few; or she was named in it.
[[nodiscard]] bool may_read(store::Snapshot& snapshot, const Conversation& conversation, const Reader& reader);
[[nodiscard]] std::optional<Conversation> conversation(store::Snapshot& snapshot, ConversationId id,
                                                       const Reader& reader);
// Without eyes: for the program, and to check what somebody may do.
[[nodiscard]] std::optional<Conversation> conversation(store::Snapshot& snapshot, ConversationId id);
[[nodiscard]] std::optional<Conversation> conversation(store::Transaction& tx, ConversationId id);
// For who does something there: fails with Errc::NotFound where she may not read it, Forbidden without `action`.
[[nodiscard]] Result<Conversation> conversation_for(store::Transaction& tx, ConversationId id, const staff::User& user,
                                                    staff::DeskAction action);
[[nodiscard]] Reader reader_of(store::Snapshot& snapshot, const staff::User& user);

[[nodiscard]] std::vector<Message> messages_of(store::Snapshot& snapshot, ConversationId id);  // oldest first
[[nodiscard]] std::vector<Message> messages_of(store::Transaction& tx, ConversationId id);
[[nodiscard]] std::vector<Happened> happened(store::Snapshot& snapshot, ConversationId id);  // oldest first
[[nodiscard]] std::optional<Person> person_of(store::Snapshot& snapshot, const Conversation& conversation);
[[nodiscard]] std::optional<Person> person_by_actor(store::Snapshot& snapshot, std::string_view actor);
// What she last said and did not take back.
[[nodiscard]] std::optional<Message> last_message_in(store::Snapshot& snapshot, ConversationId id);
// Which conversation a note belongs to; none: to none.
[[nodiscard]] ConversationId conversation_of_note(store::Snapshot& snapshot, activity::NoteId note);
// Whether it was said to few, whoever asks; false where there is none.
[[nodiscard]] bool is_among_few(store::Snapshot& snapshot, ConversationId id);
[[nodiscard]] ConversationId conversation_of_note(store::Transaction& tx, activity::NoteId note);
// Her other conversations with us that were said to everybody and that this reader may read, newest first.
[[nodiscard]] std::vector<Conversation> others_of(store::Snapshot& snapshot, const Conversation& conversation,
                                                  const Reader& reader, std::size_t limit = 20);

// Which conversations, in which order.
struct InboxQuery {
  enum class View {
    Queue,   // gravest first, then soonest due
    Mine,    // soonest due first
    Newest,  // all that are open, by time
    Held,    // on people's lists
    Closed,  // by time
    Person,  // all of one person, newest first
  };
  View view = View::Queue;
  std::vector<DeskId> desks;  // empty: every one she may read
  activity::AccountId account;
  PersonId person;
  staff::UserId holder;
  std::string language;
  std::optional<desk::Matter> matter;
  int urgency = 0;  // at least
  std::string topic;
  std::string country;
  std::optional<Flag> flag;
  std::optional<bool> has_draft;
  std::optional<bool> is_private;
  bool breached = false;
};

// Looked at for one page; then `next` goes on from there, with fewer rows than asked for.
inline constexpr std::size_t kLookedAt = 10'000;

struct Page {
  std::vector<Conversation> rows;
  std::string next;  // opaque; empty: that was all
};
// Some queries a desk, merged: nothing is sorted, whatever the number of conversations. Fails with Errc::Invalid where
// `after` is not what a page gave.
[[nodiscard]] Result<Page> inbox(store::Snapshot& snapshot, const Reader& reader, const InboxQuery& query,
                                 std::string_view after, std::size_t limit = 50);

struct Tally {
  std::int64_t queue = 0;
  std::int64_t held = 0;
  std::int64_t breached = 0;
};
struct Counts {
  Tally dialogue;
  Tally qa;  // of Q&A sessions; never in the other
  std::int64_t unsorted = 0;
};
// By desk, of those she may read there. One pass over what is open.
[[nodiscard]] std::map<DeskId, Counts> counts(store::Snapshot& snapshot, const Reader& reader);
// Whether anything that is not closed lies there.
[[nodiscard]] bool any_open_at(store::Transaction& tx, DeskId desk);
struct Held {
  std::int64_t dialogue = 0;
  std::int64_t qa = 0;
};
[[nodiscard]] Held count_mine(store::Snapshot& snapshot, staff::UserId user);

}  // namespace chancery::answer
