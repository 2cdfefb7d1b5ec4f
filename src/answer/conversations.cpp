#include "answer/conversations.hpp"

#include "answer/rows.hpp"

namespace chancery::answer {
namespace {

template <class View>
bool may_read_in(View& view, const Conversation& c, staff::UserId user, const staff::DeskRights& rights) {
  using staff::DeskAction;
  if (rights.may(DeskAction::Read, c.desk) && (!c.is_private || rights.may(DeskAction::ReadPrivate, c.desk))) {
    return true;
  }
  return rows::is_named_in(view, c.id, user);
}

}  // namespace

bool may_read(store::Snapshot& snapshot, const Conversation& c, const Reader& reader) {
  return may_read_in(snapshot, c, reader.user.id, reader.rights);
}

std::optional<Conversation> conversation(store::Snapshot& snapshot, ConversationId id, const Reader& reader) {
  auto found = rows::conversation(snapshot, id);
  if (!found || !may_read(snapshot, *found, reader)) return std::nullopt;
  return found;
}

std::optional<Conversation> conversation(store::Snapshot& snapshot, ConversationId id) {
  return rows::conversation(snapshot, id);
}
std::optional<Conversation> conversation(store::Transaction& tx, ConversationId id) {
  return rows::conversation(tx, id);
}

Result<Conversation> conversation_for(store::Transaction& tx, ConversationId id, const staff::User& user,
                                      staff::DeskAction action) {
  auto found = rows::conversation(tx, id);
  const auto rights = staff::desk_rights(tx, user);
  if (!found || !may_read_in(tx, *found, user.id, rights)) {
    return fail(Errc::NotFound, "there is no such conversation");
  }
  if (auto may = staff::require(rights, action, found->desk); !may) return fail(may.error());
  return std::move(*found);
}

Reader reader_of(store::Snapshot& snapshot, const staff::User& user) {
  return {user, staff::desk_rights(snapshot, user)};
}

std::vector<Message> messages_of(store::Snapshot& snapshot, ConversationId id) {
  return rows::messages(snapshot, id);
}
std::vector<Message> messages_of(store::Transaction& tx, ConversationId id) {
  return rows::messages(tx, id);
}

std::vector<Happened> happened(store::Snapshot& snapshot, ConversationId id) {
  return rows::happened(snapshot, id);
}

std::optional<Person> person_of(store::Snapshot& snapshot, const Conversation& c) {
  return c.person ? rows::person(snapshot, c.person) : std::nullopt;
}
std::optional<Person> person_by_actor(store::Snapshot& snapshot, std::string_view actor) {
  return rows::person_by_actor(snapshot, actor);
}

std::optional<Message> last_message_in(store::Snapshot& snapshot, ConversationId id) {
  return rows::last_in(snapshot, id);
}

ConversationId conversation_of_note(store::Snapshot& snapshot, activity::NoteId note) {
  const auto message = rows::message_of_note(snapshot, note);
  return message ? message->conversation : ConversationId{};
}
ConversationId conversation_of_note(store::Transaction& tx, activity::NoteId note) {
  const auto message = rows::message_of_note(tx, note);
  return message ? message->conversation : ConversationId{};
}

bool is_among_few(store::Snapshot& snapshot, ConversationId id) {
  const auto found = rows::conversation(snapshot, id);
  return found && found->is_private;
}

std::vector<Conversation> others_of(store::Snapshot& snapshot, const Conversation& c, const Reader& reader,
                                    std::size_t limit) {
  if (!c.person) return {};
  InboxQuery query{.view = InboxQuery::View::Person, .person = c.person, .is_private = false};
  auto page = inbox(snapshot, reader, query, {}, limit + 1);
  if (!page) return {};
  std::erase_if(page->rows, [&](const Conversation& other) { return other.id == c.id; });
  if (page->rows.size() > limit) page->rows.resize(limit);
  return std::move(page->rows);
}

}  // namespace chancery::answer
