// What a person does towards other servers in the name of an account: activitypub/actions.hpp behind the account's
// rights.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "activity/actor.hpp"
#include "activitypub/actions.hpp"
#include "api/guard.hpp"
#include "api/looks.hpp"
#include "api/routes.hpp"
#include "base/result.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::api {

// The account a route's path names. Fails with Errc::NotFound when `{id}` is no number; whether there is such an
// account is to be asked of the store.
[[nodiscard]] Result<activity::AccountId> account_in(const net::Request& request);

// Who speaks for the account decides who follows it, and so does who administers it.
[[nodiscard]] bool may_decide(store::Snapshot& snapshot, const staff::User& user, activity::AccountId account);

enum class Deciders { Publishers, PublishersAndAdministrators, Administrators };

// One step, as the audit log keeps it. Private persons are named there by their server alone: actor_at().
struct AccountStep {
  activity::AccountId account;
  Deciders deciders = Deciders::Publishers;
  std::string_view action;  // "account.follow"
  std::string subject;      // beside the account
};
// "actor at HOST".
[[nodiscard]] std::string actor_at(std::string_view uri);

// Runs in a transaction if this person may; then what is queued goes out. Fails with Errc::NotFound (no such account),
// Forbidden, and as `run` does: then nothing happened.
[[nodiscard]] Status act_as(const Services& services, const Visitor& visitor, const AccountStep& step,
                            const std::function<Status(store::Transaction&, const activitypub::Acting&)>& run);

// An actor of another server by its handle or address: as we know it where its address was written, else asked of its
// server. Fails as ActorFinder::find does, and with Errc::TooMany.
[[nodiscard]] Result<activity::Actor> known_or_found(const Services& services, Looks& looks, std::string_view written);

}  // namespace chancery::api
