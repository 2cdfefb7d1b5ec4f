#include "api/account_end.hpp"

#include <utility>

#include "answer/conversations.hpp"
#include "speak/account_rights.hpp"
#include "staff/user_changes.hpp"

namespace chancery::api {

Result<EndedAccount> end_account(const AccountEnd& with, staff::UserId id, std::string_view by,
                                 const staff::User* person) {
  const auto now = with.store.clock().now();
  auto done = with.store.write_now([&](store::Transaction& tx) -> Result<EndedAccount> {
    EndedAccount ended;
    ended.released = with.claims.release_all(tx, id, {.by = person, .now = now});
    if (auto over = staff::end_user(tx, id, by, now); !over) return fail(over.error());
    ended.user = *staff::user_by_id(tx, id);
    speak::revoke_all(tx, ended.user, by, now);
    return ended;
  });
  if (done && with.forget) with.forget(id);
  return done;
}

Result<json::Object> end_account_of(const AccountEnd& with, const json::Object& wanted, std::string_view by) {
  const auto login = json::text_or_empty(wanted, "login");
  const auto user = with.store.read([&](store::Snapshot& snapshot) { return staff::user_by_login(snapshot, login); });
  if (!user) return fail(Errc::NotFound, "there is no such person", "login: nobody here has this login");
  const auto done = end_account(with, user->id, by, nullptr);
  if (!done) return fail(done.error());
  return json::Object{{"login", login}, {"released", done->released}};
}

void forget_person(const store::Store& store, const staff::Sessions& sessions, answer::Presence& presence,
                   ChangeFeed& feed, staff::UserId id) {
  sessions.forget_seen();
  feed.close_user(id);
  for (const auto conversation : presence.forget(id)) {
    const auto row =
        store.read([&](store::Snapshot& snapshot) { return answer::conversation(snapshot, conversation); });
    if (row) feed.presence(row->desk, conversation);
  }
}

}  // namespace chancery::api
