#include "speak/account_changes.hpp"

#include <fmt/format.h>

#include "speak/account_rights_rows.hpp"
#include "speak/profile_changes.hpp"
#include "staff/audit.hpp"
#include "store/accounts.hpp"

namespace chancery::speak {
namespace {

void change_takes_effect(store::Transaction& tx, const AccountChange& change, const staff::User& by, Timestamp now) {
  if (change.right) {
    rows::add_grant(tx, {by.id, change.account, *change.right});
    staff::append_audit(
        tx, now, staff::audit_actor(by), "account.grant",
        fmt::format("account:{} user:{} {}", change.account.text(), by.login, to_string(*change.right)));
    return;
  }
  rows::put_rule(tx, change.account, change.rule);
  staff::append_audit(tx, now, staff::audit_actor(by), "account.rule", rule_subject(change.account, change.rule));
}

}  // namespace

Status stop_changes(store::Transaction& tx, activity::AccountId account, const staff::User& by, Timestamp now) {
  if (!store::account_by_id(tx, account)) return fail(Errc::NotFound, "there is no such account");
  if (!may(tx, by, account, AccountRight::Approve)) {
    if (auto allowed = require(tx, by, account, AccountRight::Administer); !allowed) return allowed;
  }
  const bool eyes = rows::forget_changes(tx, account);
  const bool profile = rows::forget_profile_change(tx, account);
  if (eyes || profile) {
    staff::append_audit(tx, now, staff::audit_actor(by), "account.stop", "account:" + account.text());
  }
  return {};
}

Result<std::size_t> settle_changes(store::Transaction& tx, Timestamp now) {
  std::size_t settled = 0;
  for (const auto& change : rows::changes_asked_before(tx, now - kChangeWaits)) {
    rows::forget_change(tx, change.id);
    const auto by = staff::user_by_id(tx, change.by);
    if (!by || !may(tx, *by, change.account, AccountRight::Administer)) continue;
    change_takes_effect(tx, change, *by, now);
    ++settled;
  }
  return settled;
}

}  // namespace chancery::speak
