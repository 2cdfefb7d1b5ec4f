#include "speak/account_rights.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "speak/account_rights_rows.hpp"
#include "staff/audit.hpp"
#include "store/accounts.hpp"

namespace chancery::speak {
namespace {

constexpr std::array<std::string_view, 4> kNames{"write", "approve", "publish", "administer"};
constexpr int kMostApprovals = 2;
constexpr std::chrono::seconds kLongestGrace{3600};

// Who may never publish by her role has no part in any account.
bool role_allows(staff::Role role) {
  return staff::can(role, staff::Action::Publish);
}

template <class Rows>
bool holds(Rows& rows, const staff::User& user, activity::AccountId account, AccountRight right) {
  if (!role_allows(user.role)) return false;
  const bool everywhere = right == AccountRight::Administer && staff::can(user.role, staff::Action::ManageAccounts);
  return everywhere || rows::granted(rows, user.id, account, right);
}

std::string subject(activity::AccountId account, const staff::User& user, AccountRight right) {
  return fmt::format("account:{} user:{} {}", account.text(), user.login, to_string(right));
}

// The person a grant names, if the step may be taken at all.
Result<staff::User> begin_grant(store::Transaction& tx, const Grant& grant, const staff::User& by) {
  if (!store::account_by_id(tx, grant.account)) return fail(Errc::NotFound, "there is no such account");
  if (auto allowed = require(tx, by, grant.account, AccountRight::Administer); !allowed) return fail(allowed.error());
  auto user = staff::user_by_id(tx, grant.user);
  if (!user) return fail(Errc::NotFound, "there is no such person");
  return std::move(*user);
}

}  // namespace

std::string_view to_string(AccountRight right) {
  return kNames.at(static_cast<std::size_t>(right));
}

Result<AccountRight> parse_account_right(std::string_view text) {
  for (const auto right : kAccountRights) {
    if (to_string(right) == text) return right;
  }
  return fail(Errc::Invalid, "no such right", "right: write, approve, publish or administer");
}

bool may(store::Transaction& tx, const staff::User& user, activity::AccountId account, AccountRight right) {
  return holds(tx, user, account, right);
}

bool may(store::Snapshot& snapshot, const staff::User& user, activity::AccountId account, AccountRight right) {
  return holds(snapshot, user, account, right);
}

Status require(store::Transaction& tx, const staff::User& user, activity::AccountId account, AccountRight right) {
  if (may(tx, user, account, right)) return {};
  return fail(Errc::Forbidden,
              fmt::format("{} may not {} for account {}", user.login, to_string(right), account.text()),
              fmt::format("You may not {} for this account: ask who administers it.", to_string(right)));
}

Status grant(store::Transaction& tx, const Grant& wanted, const staff::User& by, Timestamp now) {
  const auto user = begin_grant(tx, wanted, by);
  if (!user) return fail(user.error());
  if (!role_allows(user->role)) {
    return fail(Errc::Invalid, "the role does not allow it",
                fmt::format("right: the role of {} ({}) never includes {}", user->name, staff::to_string(user->role),
                            to_string(wanted.right)));
  }
  if (wanted.user == by.id && rows::has_spoken(tx, wanted.account)) {
    if (rows::granted(tx, wanted.user, wanted.account, wanted.right)) return {};
    rows::put_change(tx, {.account = wanted.account, .by = by.id, .asked_at = now, .right = wanted.right, .rule = {}});
    staff::append_audit(tx, now, staff::audit_actor(by), "account.ask", subject(wanted.account, *user, wanted.right));
    return {};
  }
  rows::forget_right_change(tx, wanted);
  if (rows::add_grant(tx, wanted)) {
    staff::append_audit(tx, now, staff::audit_actor(by), "account.grant", subject(wanted.account, *user, wanted.right));
  }
  return {};
}

Status revoke(store::Transaction& tx, const Grant& held, const staff::User& by, Timestamp now) {
  const auto user = begin_grant(tx, held, by);
  if (!user) return fail(user.error());
  rows::forget_right_change(tx, held);
  if (rows::remove_grant(tx, held)) {
    staff::append_audit(tx, now, staff::audit_actor(by), "account.revoke", subject(held.account, *user, held.right));
  }
  return {};
}

void revoke_all(store::Transaction& tx, const staff::User& user, std::string_view by, Timestamp now) {
  if (rows::remove_grants_of(tx, user.id) == 0) return;
  staff::append_audit(tx, now, by, "account.revoke_all", staff::audit_actor(user));
}

int missing_approvers(store::Snapshot& snapshot, activity::AccountId account, const staff::User& reader) {
  std::vector<staff::UserId> writers;
  std::vector<staff::UserId> approvers;
  for (const auto& grant : grants_on(snapshot, account)) {
    const auto user = staff::user_by_id(snapshot, grant.user);
    if (!user || !role_allows(user->role)) continue;
    if (grant.right == AccountRight::Write) writers.push_back(grant.user);
    if (grant.right == AccountRight::Approve) approvers.push_back(grant.user);
  }
  if (may(snapshot, reader, account, AccountRight::Write)) writers = {reader.id};
  const auto is_approver = [&](staff::UserId user) { return std::ranges::find(approvers, user) != approvers.end(); };
  const int others = static_cast<int>(approvers.size()) - (std::ranges::any_of(writers, is_approver) ? 1 : 0);
  return std::max(0, rule_of(snapshot, account).approvals - others);
}

std::string rule_subject(activity::AccountId account, const AccountRule& rule) {
  return fmt::format("account:{} approvals {} grace {} s", account.text(), rule.approvals, rule.grace.count());
}

Status check_rule(const AccountRule& rule) {
  if (rule.approvals < 0 || rule.approvals > kMostApprovals) return fail(Errc::Invalid, "approvals: 0, 1 or 2");
  if (rule.grace < std::chrono::seconds{0} || rule.grace > kLongestGrace) {
    return fail(Errc::Invalid, "grace: 0 to 3600 seconds");
  }
  return {};
}

Status set_rule(store::Transaction& tx, activity::AccountId account, const AccountRule& rule, const staff::User& by,
                Timestamp now) {
  if (!store::account_by_id(tx, account)) return fail(Errc::NotFound, "there is no such account");
  if (auto allowed = require(tx, by, account, AccountRight::Administer); !allowed) return allowed;
  if (auto sound = check_rule(rule); !sound) return sound;
  const auto before = rule_of(tx, account);
  const bool less = rule.approvals < before.approvals || rule.grace < before.grace;
  if (less && rows::has_spoken(tx, account) && !rows::another_asks_for(tx, account, rule, by.id)) {
    rows::put_change(tx, {.account = account, .by = by.id, .asked_at = now, .right = {}, .rule = rule});
    staff::append_audit(tx, now, staff::audit_actor(by), "account.ask", rule_subject(account, rule));
    return {};
  }
  rows::forget_rule_changes(tx, account);
  if (rule == before) return {};
  rows::put_rule(tx, account, rule);
  staff::append_audit(tx, now, staff::audit_actor(by), "account.rule", rule_subject(account, rule));
  return {};
}

}  // namespace chancery::speak
