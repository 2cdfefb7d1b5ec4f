// Conversations as docs/api/openapi.yaml has them.
#pragma once

#include <map>
#include <string>

#include "answer/conversations.hpp"
#include "answer/notices.hpp"
#include "answer/presence.hpp"
#include "answer/replies.hpp"
#include "api/governance_json.hpp"
#include "api/routes.hpp"
#include "base/json.hpp"
#include "speak/posts.hpp"

namespace chancery::api {

// For one reader and the span of a snapshot, which it borrows: names of desks, accounts and people are read once.
class ConversationsJson {
 public:
  ConversationsJson(store::Snapshot& snapshot, const Services& services, const staff::User& reader);

  [[nodiscard]] const answer::Reader& reader() const { return reader_; }
  // As a list shows it. Some four queries.
  [[nodiscard]] json::Object row(const answer::Conversation& c);
  // Whether everybody who may read it is shown the same row: its holder is no local staff.
  [[nodiscard]] bool same_for_all(const answer::Conversation& c) const;
  // All of it: messages, events, notes, the reply under way, clocks, what this reader may do, who is there.
  [[nodiscard]] json::Object whole(const answer::Conversation& c);
  [[nodiscard]] json::Object draft(const answer::Reply& reply, const speak::Post& post);
  [[nodiscard]] json::Object note(const answer::InternalNote& note);
  [[nodiscard]] json::Object notice(const answer::Notice& notice);
  [[nodiscard]] json::Array people(answer::ConversationId id);
  [[nodiscard]] json::Value named(desk::DeskId id);
  [[nodiscard]] std::string excerpt(answer::ConversationId id);

 private:
  [[nodiscard]] json::Value named(activity::AccountId id);
  // Whose it is and what she said last; null where the reader may not read it.
  [[nodiscard]] json::Value about(answer::ConversationId id);
  [[nodiscard]] json::Value correspondent(const answer::Conversation& c);
  [[nodiscard]] json::Array messages(answer::ConversationId id);
  [[nodiscard]] json::Value answered(answer::ConversationId id);
  [[nodiscard]] json::Array events(answer::ConversationId id);
  [[nodiscard]] json::Array context(const answer::Conversation& c);
  [[nodiscard]] json::Array addressed(const answer::Conversation& c);
  [[nodiscard]] json::Object clocks(const answer::Conversation& c);
  [[nodiscard]] json::Value lease(const answer::Conversation& c);
  [[nodiscard]] json::Array may(const answer::Conversation& c, const speak::Post* draft);

  store::Snapshot& snapshot_;
  const Services& services_;
  const answer::Reader reader_;
  const staff::ShownNames users_;
  std::map<desk::DeskId, std::string> desks_;
  std::map<activity::AccountId, std::string> accounts_;
};

}  // namespace chancery::api
