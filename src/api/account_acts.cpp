#include "api/account_acts.hpp"

#include <utility>

#include "base/ids.hpp"
#include "net/url.hpp"
#include "speak/account_rights.hpp"
#include "staff/audit.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"

namespace chancery::api {
namespace {

using activity::AccountId;
using speak::AccountRight;

Status check_right(store::Transaction& tx, const staff::User& by, const AccountStep& step) {
  if (step.deciders == Deciders::Administrators) return speak::require(tx, by, step.account, AccountRight::Administer);
  const bool also_administrators = step.deciders == Deciders::PublishersAndAdministrators;
  if (also_administrators && speak::may(tx, by, step.account, AccountRight::Administer)) return {};
  return speak::require(tx, by, step.account, AccountRight::Publish);
}

}  // namespace

Result<AccountId> account_in(const net::Request& request) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  return AccountId{*id};
}

bool may_decide(store::Snapshot& snapshot, const staff::User& user, AccountId account) {
  return speak::may(snapshot, user, account, AccountRight::Publish) ||
         speak::may(snapshot, user, account, AccountRight::Administer);
}

std::string actor_at(std::string_view uri) {
  const auto url = net::Url::parse(uri);
  return "actor at " + (url ? url->authority() : std::string("?"));
}

Status act_as(const Services& services, const Visitor& visitor, const AccountStep& step,
              const std::function<Status(store::Transaction&, const activitypub::Acting&)>& run) {
  const auto& by = visitor.session.user;
  auto done = services.store.write_now([&](store::Transaction& tx) -> Status {
    if (!store::account_by_id(tx, step.account)) return fail(Errc::NotFound, "there is no account of this id");
    if (auto allowed = check_right(tx, by, step); !allowed) return allowed;
    const auto now = services.clock.now();
    if (auto ran = run(tx, {step.account, services.addresses, services.store.ids(), now}); !ran) return ran;
    staff::append_audit(tx, now, staff::audit_actor(by), step.action,
                        "account:" + step.account.text() + (step.subject.empty() ? "" : ' ' + step.subject));
    return {};
  });
  if (done) services.deliveries_due();
  return done;
}

Result<activity::Actor> known_or_found(const Services& services, Looks& looks, std::string_view written) {
  auto known = services.store.read([&](store::Snapshot& snapshot) { return store::actor_by_uri(snapshot, written); });
  if (known) return std::move(*known);
  const auto seat = looks.take();
  if (!seat) return fail(seat.error());
  return services.finder.find(written);
}

}  // namespace chancery::api
