// The rows behind conversations. For answer/ alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "answer/conversation.hpp"
#include "answer/replies.hpp"
#include "desk/event.hpp"
#include "store/store.hpp"

namespace chancery::store {
class Connection;
class Query;
}  // namespace chancery::store

namespace chancery::answer::rows {

[[nodiscard]] std::optional<Conversation> conversation(store::Transaction& tx, ConversationId id);
[[nodiscard]] std::optional<Conversation> conversation(store::Snapshot& snapshot, ConversationId id);
// In the queue of its desk, as nobody has answered it yet.
void insert_conversation(store::Transaction& tx, const Conversation& conversation);
// Everything but what never changes: its account and when it was opened.
void put_conversation(store::Transaction& tx, const Conversation& conversation);
// The one of this thread, or the one it was merged into in the end.
struct Key {
  activity::AccountId account;
  PersonId person;
  std::string_view root;
  bool is_private = false;
};
[[nodiscard]] ConversationId find(store::Transaction& tx, const Key& key);
// Of her, whatever thread.
[[nodiscard]] std::vector<ConversationId> conversations_of(store::Transaction& tx, PersonId person);
[[nodiscard]] std::vector<ConversationId> conversations_of_actor(store::Transaction& tx, std::int64_t actor);
// Those somebody has now: who holds which by which token.
struct Held {
  ConversationId conversation;
  DeskId desk;
  staff::UserId holder;
  std::int64_t token = 0;
  bool assigned = false;
};
[[nodiscard]] std::vector<Held> held(store::Snapshot& snapshot);
[[nodiscard]] std::vector<Held> held_by(store::Transaction& tx, staff::UserId holder);

// The row of this actor; made when there is none. What is known of her is brought up to date.
[[nodiscard]] PersonId put_person(store::Transaction& tx, const Person& person);
[[nodiscard]] std::optional<Person> person(store::Transaction& tx, PersonId id);
[[nodiscard]] std::optional<Person> person(store::Snapshot& snapshot, PersonId id);
[[nodiscard]] std::optional<Person> person_by_actor(store::Transaction& tx, std::string_view actor);
[[nodiscard]] std::optional<Person> person_by_actor(store::Snapshot& snapshot, std::string_view actor);
void delete_person(store::Transaction& tx, PersonId id);

void insert_event(store::Transaction& tx, ConversationId id, const Happened& happened);  // it gets the next id
[[nodiscard]] std::vector<Happened> happened(store::Snapshot& snapshot, ConversationId id);
[[nodiscard]] std::vector<Happened> happened(store::Transaction& tx, ConversationId id);
// What it says in the column `value`: the event's own code, then `more`.
[[nodiscard]] std::string code_of(const desk::Event& event, std::string_view more);

void insert_message(store::Transaction& tx, const Message& message);
void put_message_state(store::Transaction& tx, activity::NoteId note, MessageState state);
void put_message_facets(store::Transaction& tx, const Message& message);  // language, topics, countries, urgency, words
// All of one conversation go to another.
void move_messages(store::Transaction& tx, ConversationId from, ConversationId to);
[[nodiscard]] std::optional<Message> message_of_note(store::Transaction& tx, activity::NoteId note);
[[nodiscard]] std::optional<Message> message_of_note(store::Snapshot& snapshot, activity::NoteId note);
[[nodiscard]] std::optional<Message> message_by_uri(store::Transaction& tx, std::string_view uri);
[[nodiscard]] std::vector<Message> messages(store::Transaction& tx, ConversationId id);
[[nodiscard]] std::vector<Message> messages(store::Snapshot& snapshot, ConversationId id);
[[nodiscard]] std::optional<Message> last_in(store::Snapshot& snapshot, ConversationId id);  // that still stands
[[nodiscard]] bool any_in_stands(store::Transaction& tx, ConversationId id);

[[nodiscard]] bool any_out_stands(store::Transaction& tx, ConversationId id);

[[nodiscard]] std::optional<Reply> reply(store::Transaction& tx, std::int64_t post);
[[nodiscard]] std::optional<Reply> reply(store::Snapshot& snapshot, std::int64_t post);
[[nodiscard]] std::optional<Reply> open_reply(store::Transaction& tx, ConversationId id);
[[nodiscard]] std::optional<Reply> open_reply(store::Snapshot& snapshot, ConversationId id);
void put_reply(store::Transaction& tx, const Reply& reply);
// Whether the other of the two neutral posts of one press will not leave.
[[nodiscard]] bool half_given_up(store::Transaction& tx, const Reply& reply);

// Private conversations she was named in.
[[nodiscard]] std::set<ConversationId> named_in(store::Snapshot& snapshot, staff::UserId user);
[[nodiscard]] bool is_named_in(store::Snapshot& snapshot, ConversationId id, staff::UserId user);
[[nodiscard]] bool is_named_in(store::Transaction& tx, ConversationId id, staff::UserId user);
void unname(store::Transaction& tx, staff::UserId user);  // in every one

inline constexpr std::string_view kConversationColumns =
    "c.id, c.account, c.person, c.root, c.private, c.desk, c.place, c.holder, c.token, c.assigned, c.kind, c.urgency,"
    " c.urgency_by, c.language, c.topics, c.countries, c.qa, c.outcome, c.outcome_detail, c.merged_into, c.opened_at,"
    " c.last_at, c.closed_at, c.last_in, c.last_out, c.messages, c.first_due, c.next_due, c.resolve_due, c.due_at,"
    " c.warn_at, c.breached_at, c.drafting, c.flags, c.deidentified_at, c.revision, c.kind_by";
[[nodiscard]] Conversation read_conversation(const store::Query& row);  // of those columns

// " ar fr " and back; empty for none.

}  // namespace chancery::answer::rows
