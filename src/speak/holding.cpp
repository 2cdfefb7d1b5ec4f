#include "speak/holding.hpp"

#include <fmt/format.h>

#include "activity/events.hpp"
#include "speak/account_rights_rows.hpp"
#include "speak/post_rows.hpp"
#include "speak/post_step.hpp"
#include "staff/audit.hpp"
#include "store/events.hpp"

namespace chancery::speak {
namespace {

// Holding everything is not of one account: who may publish for any may stop all.
Status may_hold(const Step& step) {
  const auto& by = step.acting.by;
  if (staff::can(by.role, staff::Action::Publish) && rows::granted_anywhere(step.tx, by.id, AccountRight::Publish)) {
    return {};
  }
  return fail(Errc::Forbidden, by.login + " may not hold posts",
              "You may not publish for any account: ask who administers one.");
}

}  // namespace

std::string_view to_string(HoldKind kind) {
  switch (kind) {
    case HoldKind::Person:
      return "person";
    case HoldKind::Late:
      return "late";
    case HoldKind::Restore:
      break;
  }
  return "restore";
}

Result<std::size_t> hold_all(store::Transaction& tx, const Acting& acting, std::string_view reason) {
  const Step step{tx, acting, "hold"};
  if (auto allowed = may_hold(step); !allowed) return fail(allowed.error());
  if (auto words = check_reason(reason); !words) return fail(words.error());
  auto waiting = rows::posts_standing(tx, PostStatus::Approved);
  for (auto& post : waiting) {
    post.status = PostStatus::Held;
    settle(step, post, reason);
  }
  if (!rows::hold(tx)) rows::put_hold(tx, {acting.by.id, acting.now, std::string(reason)});
  staff::append_audit(tx, acting.now, staff::audit_actor(acting.by), "posts.hold", fmt::format("posts {}", reason));
  store::append_event(tx, activity::events::kPostsHeld, {{"posts", waiting.size()}});
  return waiting.size();
}

Result<std::size_t> lift_hold(store::Transaction& tx, const Acting& acting, std::string_view reason) {
  const Step step{tx, acting, "lift"};
  if (auto allowed = may_hold(step); !allowed) return fail(allowed.error());
  if (auto words = check_reason(reason); !words) return fail(words.error());
  if (!rows::hold(tx)) return stands_elsewhere("no hold stands: somebody lifted it");
  rows::drop_hold(tx);
  staff::append_audit(tx, acting.now, staff::audit_actor(acting.by), "posts.lift", fmt::format("posts {}", reason));
  const auto held = rows::posts_standing(tx, PostStatus::Held);
  for (const auto& post : held) {
    rows::append_step(tx, post.id,
                      {.at = acting.now,
                       .actor = staff::audit_actor(acting.by),
                       .step = std::string(step.name),
                       .version = post.version,
                       .reason = std::string(reason)});
  }
  store::append_event(tx, activity::events::kPostsHoldLifted, {{"posts", held.size()}});
  return held.size();
}

}  // namespace chancery::speak
