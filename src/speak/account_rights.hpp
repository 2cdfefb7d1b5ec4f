// Who may do what under the name of an account, and how many eyes a post of it needs.
//
// A person's role says what she may do at all (staff/rights.hpp); a right on an account says for whom. Both are needed.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/actor.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::speak {

enum class AccountRight {
  Write,       // draft, change, submit
  Approve,     // what others wrote
  Publish,     // schedule, hold, recall, delete; release alone in an emergency
  Administer,  // the profile, the rule, who else has rights
};
inline constexpr std::array kAccountRights = {AccountRight::Write, AccountRight::Approve, AccountRight::Publish,
                                              AccountRight::Administer};
[[nodiscard]] std::string_view to_string(AccountRight right);  // "write"
// Fails with Errc::Invalid; the hint lists them.
[[nodiscard]] Result<AccountRight> parse_account_right(std::string_view text);

struct Grant {
  staff::UserId user;
  activity::AccountId account;
  AccountRight right = AccountRight::Write;
};

[[nodiscard]] std::vector<Grant> grants_on(store::Snapshot& snapshot, activity::AccountId account);
// An administrator of the installation may administer every account; every other right, and this one to others, is
// granted.
[[nodiscard]] bool may(store::Transaction& tx, const staff::User& user, activity::AccountId account,
                       AccountRight right);
[[nodiscard]] bool may(store::Snapshot& snapshot, const staff::User& user, activity::AccountId account,
                       AccountRight right);
// Fails with Errc::Forbidden; the hint says which right of which account is missing.
[[nodiscard]] Status require(store::Transaction& tx, const staff::User& user, activity::AccountId account,
                             AccountRight right);

// Give and take; `by` needs Administer. Doing it twice succeeds and changes nothing more. A right one gives oneself
// waits (account_changes.hpp) once the account has spoken. Fails with Errc::Forbidden, NotFound (no such account or
// user).
[[nodiscard]] Status grant(store::Transaction& tx, const Grant& wanted, const staff::User& by, Timestamp now);
[[nodiscard]] Status revoke(store::Transaction& tx, const Grant& held, const staff::User& by, Timestamp now);

// Every right she holds on any account, and what she asked for: her own account ended. Audited when there were any.
void revoke_all(store::Transaction& tx, const staff::User& user, std::string_view by, Timestamp now);

// What an account asks before a post leaves.
struct AccountRule {
  int approvals = 1;               // 0, 1 or 2 people other than the author
  std::chrono::seconds grace{30};  // between the last approval and sending, at most an hour
  bool operator==(const AccountRule&) const = default;
};
// As the audit log writes it.
[[nodiscard]] std::string rule_subject(activity::AccountId account, const AccountRule& rule);
// Fails with Errc::Invalid.
[[nodiscard]] Status check_rule(const AccountRule& rule);
[[nodiscard]] AccountRule rule_of(store::Transaction& tx, activity::AccountId account);
[[nodiscard]] AccountRule rule_of(store::Snapshot& snapshot, activity::AccountId account);
// How many more people must be allowed to approve before what `reader` writes can leave by the rule, for nobody
// approves what she wrote; where she does not write, of the worst placed of those who do.
[[nodiscard]] int missing_approvers(store::Snapshot& snapshot, activity::AccountId account, const staff::User& reader);
// `by` needs Administer. A rule that asks for less waits (account_changes.hpp) once the account has spoken. Fails with
// Errc::Forbidden or Invalid.
[[nodiscard]] Status set_rule(store::Transaction& tx, activity::AccountId account, const AccountRule& rule,
                              const staff::User& by, Timestamp now);

}  // namespace chancery::speak
