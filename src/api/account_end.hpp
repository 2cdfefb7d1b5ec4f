// The end of a person's account, ordered in the staff application or on the command line.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "answer/claims.hpp"
#include "answer/presence.hpp"
#include "api/change_feed.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "staff/sessions.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::api {

struct AccountEnd {
  store::Store& store;
  answer::Claims& claims;
  std::function<void(staff::UserId)> forget;  // what this process remembers of her: forget_person; empty: nothing
};
struct EndedAccount {
  staff::User user;
  std::size_t released = 0;  // conversations that went back to their desks, drafts and all
};

// In one transaction: what she has in hand goes back, with a token that is dead; sessions, passkeys, codes and rights
// go, at desks and for accounts. Audited as `by`; `person` is who orders it, none on the command line. Fails with
// Errc::NotFound, Refused (her own), and Conflict (the last administrator). Ending one again changes nothing.
[[nodiscard]] Result<EndedAccount> end_account(const AccountEnd& with, staff::UserId id, std::string_view by,
                                               const staff::User* person);

// As the control socket orders it: {login} -> {login, released}.
[[nodiscard]] Result<json::Object> end_account_of(const AccountEnd& with, const json::Object& wanted,
                                                  std::string_view by);

// What she could do, she can no more: no stream of hers stays open, and nobody sees her in a conversation.
void forget_person(const store::Store& store, const staff::Sessions& sessions, answer::Presence& presence,
                   ChangeFeed& feed, staff::UserId id);

}  // namespace chancery::api
