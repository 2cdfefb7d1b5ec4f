#include "speak/approvers.hpp"

#include <algorithm>

namespace chancery::speak {
namespace {

std::vector<staff::UserId> who_may_approve(store::Snapshot& snapshot, activity::AccountId account) {
  std::vector<staff::UserId> people;
  for (const auto& grant : grants_on(snapshot, account)) {
    if (grant.right != AccountRight::Approve) continue;
    const auto user = staff::user_by_id(snapshot, grant.user);
    const bool stands = user && !user->ended_at && may(snapshot, *user, account, AccountRight::Approve);
    if (stands) people.push_back(grant.user);
  }
  return people;
}

}  // namespace

Approvers approvers_for(store::Snapshot& snapshot, activity::AccountId account,
                        const std::vector<staff::UserId>& writers, int more) {
  auto people = who_may_approve(snapshot, account);
  std::erase_if(people, [&](staff::UserId user) { return std::ranges::find(writers, user) != writers.end(); });
  return {.needed = rule_of(snapshot, account).approvals + more, .able = static_cast<int>(people.size())};
}

Approvers approvers_of(store::Snapshot& snapshot, const Post& post) {
  auto found = approvers_for(snapshot, post.body.account, post.writers, 0);
  if (post.status != PostStatus::Draft) found.needed = post.approvals_needed;
  const auto people = who_may_approve(snapshot, post.body.account);
  // What was given stands, though she may not give another.
  found.able += static_cast<int>(std::ranges::count_if(post.approvals, [&](const Approval& approval) {
    return std::ranges::find(people, approval.user) == people.end();
  }));
  return found;
}

}  // namespace chancery::speak
