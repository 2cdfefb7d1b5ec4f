#include "speak/permissions.hpp"

#include <algorithm>
#include <utility>

#include "speak/permission_rows.hpp"
#include "speak/post_rows.hpp"
#include "speak/sharing.hpp"
#include "speak/words.hpp"
#include "staff/audit.hpp"
#include "store/accounts.hpp"
#include "store/shares.hpp"

namespace chancery::speak {
namespace {

constexpr std::string_view kEnded = "share: the permission to speak of this post ended";

Status check_permission(const NewPermission& permission, Timestamp now) {
  if (permission.accounts.empty()) return fail(Errc::Invalid, "accounts: which of our accounts may speak of it?");
  if (permission.accounts.size() > kMaxPermitted) return fail(Errc::Invalid, "accounts: at most 50");
  if (auto words = check_words("answer", permission.answer, kMaxAnswer); !words) return words;
  if (permission.agreed_at > now) return fail(Errc::Invalid, "agreed_at: has not come yet");
  if (permission.until && *permission.until <= now) return fail(Errc::Invalid, "until: has passed");
  return {};
}

bool is_for(const Permission& permission, activity::AccountId account) {
  return std::ranges::find(permission.says.accounts, account) != permission.says.accounts.end();
}

// What waits goes back to who wrote it, and is as unsent as before.
void give_back_post(store::Transaction& tx, Post post, std::string_view actor, Timestamp now) {
  rows::forget_approvals(tx, post.id, post.version);
  post.status = PostStatus::Draft;
  post.leaves_at.reset();
  post.changed_at = now;
  rows::put_state(tx, post);
  rows::append_step(tx, post.id,
                    {.at = now,
                     .actor = std::string(actor),
                     .step = "return",
                     .version = post.version,
                     .reason = std::string(kEnded)});
  staff::append_audit(tx, now, actor, "post.return", "post:" + post.id.text());
}

bool waits(PostStatus status) {
  return status == PostStatus::Submitted || status == PostStatus::Approved || status == PostStatus::Held;
}

// Everything that stood on it, where nothing else does.
Status take_back(store::Transaction& tx, const Publisher& publisher, Ended& ended, std::string_view actor,
                 Timestamp now) {
  const auto& permission = ended.permission;
  const auto lost = [&](activity::AccountId account) {
    return is_for(permission, account) && !permission_for(tx, permission.says.uri, account, now);
  };
  for (const auto& share : store::shares_of_uri(tx, permission.says.uri)) {
    if (share.undone_at || !lost(share.account)) continue;
    if (auto undone = take_back_share(tx, publisher, share, {actor, kEnded, now}); !undone) return undone;
    ++ended.shares;
  }
  for (auto& post : rows::posts_about(tx, permission.says.uri)) {
    if (!lost(post.body.account)) continue;
    if (post.note && !post.body.quote.empty()) ended.quotes.push_back(post.note);
    if (waits(post.status)) give_back_post(tx, std::move(post), actor, now);
  }
  return {};
}

Status erase_all(store::Transaction& tx, const Publisher& publisher, const Permission& permission, Timestamp now) {
  const auto& uri = permission.says.uri;
  if (uri.empty()) return {};
  bool stands = false;  // on another permission, or under an account this one is not for
  for (const auto& share : store::shares_of_uri(tx, uri)) {
    stands = stands || !share.undone_at;
    if (!share.undone_at) continue;
    auto erased = publisher.log.erase(tx, publisher.addresses.activity(share.id), now);
    if (!erased && erased.error().code != Errc::NotFound) return erased;
    store::erase_share(tx, share.id);
  }
  if (!stands) {
    rows::erase_subject(tx, uri);
    store::drop_source(tx, uri);
  }
  rows::erase_permission(tx, permission.id);
  return {};
}

Result<Ended> end(store::Transaction& tx, const Publisher& publisher, Permission permission, std::string_view actor,
                  Timestamp now) {
  Ended ended{std::move(permission), 0, {}};
  if (ended.permission.ended_at) return ended;
  ended.permission.ended_at = now;
  ended.permission.ended_by = actor;
  rows::end_permission(tx, ended.permission);
  if (auto done = take_back(tx, publisher, ended, actor, now); !done) return fail(done.error());
  staff::append_audit(tx, now, actor, "permission.end", "permission:" + ended.permission.id.text());
  return ended;
}

}  // namespace

Result<Permission> record_permission(store::Transaction& tx, PermissionId id, const Acting& acting,
                                     const NewPermission& permission) {
  if (auto sound = check_permission(permission, acting.now); !sound) return fail(sound.error());
  for (const auto account : permission.accounts) {
    if (!store::account_by_id(tx, account)) return fail(Errc::NotFound, "accounts: there is no such account");
    if (auto allowed = require(tx, acting.by, account, AccountRight::Write); !allowed) return fail(allowed.error());
  }
  const auto source = store::source_by_uri(tx, permission.uri);
  if (!source) return fail(Errc::Conflict, "uri: look at the post first");
  rows::insert_permission(tx, {id, permission, source->author.uri, acting.by.id, acting.now, {}, {}});
  staff::append_audit(tx, acting.now, staff::audit_actor(acting.by), "permission.record", "permission:" + id.text());
  return *rows::permission(tx, id);
}

Result<Ended> end_permission(store::Transaction& tx, const Publisher& publisher, PermissionId id, const Acting& acting,
                             bool erase) {
  auto permission = rows::permission(tx, id);
  if (!permission) return fail(Errc::NotFound, "there is no such permission");
  const auto may_end = [&](activity::AccountId account) {
    return may(tx, acting.by, account, AccountRight::Write) || may(tx, acting.by, account, AccountRight::Publish);
  };
  if (!std::ranges::any_of(permission->says.accounts, may_end)) {
    return fail(Errc::Forbidden, acting.by.login + " may not end this permission",
                "You may write or publish for none of its accounts.");
  }
  auto ended = end(tx, publisher, std::move(*permission), staff::audit_actor(acting.by), acting.now);
  if (!ended || !erase) return ended;
  if (auto erased = erase_all(tx, publisher, ended->permission, acting.now); !erased) return fail(erased.error());
  staff::append_audit(tx, acting.now, staff::audit_actor(acting.by), "permission.erase", "permission:" + id.text());
  ended->permission = *rows::permission(tx, id);
  return ended;
}

Status end_lapsed(store::Store& store, const Publisher& publisher) {
  const auto now = store.clock().now();
  const auto lapsed = store.read([&](store::Snapshot& snapshot) { return rows::lapsed_permissions(snapshot, now); });
  Status all;
  for (const auto id : lapsed) {
    auto ended = store.write_now([&](store::Transaction& tx) -> Status {
      auto permission = rows::permission(tx, id);
      if (!permission) return {};
      auto done = end(tx, publisher, std::move(*permission), kProgramActor, now);
      return done ? Status{} : fail(done.error());
    });
    if (!ended && all) all = std::move(ended);
  }
  return all;
}

}  // namespace chancery::speak
