#include "speak/sharing.hpp"

#include <string>

#include "activity/events.hpp"
#include "base/log.hpp"
#include "speak/account_rights.hpp"
#include "speak/post_rows.hpp"
#include "speak/statements.hpp"
#include "staff/audit.hpp"
#include "store/events.hpp"

namespace chancery::speak {

Status take_back_share(store::Transaction& tx, const Publisher& publisher, const store::Share& share,
                       const TakingBack& how) {
  if (share.undone_at) return {};
  if (auto told = record_share(tx, publisher, proof::Kind::Unshared, share, how.now); !told) return told;
  store::undo_share(tx, share.id, how.now);
  store::append_event(tx, activity::events::kShareWithdrawn,
                      {{"share", share.id.value}, {"account", share.account.value}});
  const PostId post{share.post};
  const auto stands = rows::post(tx, post);
  rows::append_step(tx, post,
                    {.at = how.now,
                     .actor = std::string(how.actor),
                     .step = "undo",
                     .version = stands ? stands->sent_version : 0,
                     .reason = std::string(how.reason)});
  staff::append_audit(tx, how.now, how.actor, "post.undo", "post:" + post.text());
  return {};
}

Status take_back_share(store::Store& store, const Publisher& publisher, activity::ActivityId id,
                       const staff::User& by) {
  return store.write_now([&](store::Transaction& tx) -> Status {
    const auto share = store::share_by_id(tx, id);
    if (!share) return fail(Errc::NotFound, "there is no such share of ours");
    if (auto allowed = require(tx, by, share->account, AccountRight::Publish); !allowed) return allowed;
    return take_back_share(tx, publisher, *share, {staff::audit_actor(by), {}, store.clock().now()});
  });
}

void forget_sources(store::Store& store) {
  const auto done = store.write_now([&](store::Transaction& tx) -> Status {
    rows::forget_sources(tx, store.clock().now() - kSourceKept);
    return {};
  });
  if (!done) log::warn("speak", "posts looked at are not forgotten: {}", done.error().detail);
}

}  // namespace chancery::speak
