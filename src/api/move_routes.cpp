// An account goes on elsewhere, and says so; or here after all.
#include <memory>
#include <optional>
#include <utility>

#include "activity/acct.hpp"
#include "activitypub/actions.hpp"
#include "activitypub/actor_finder.hpp"
#include "api/account_acts.hpp"
#include "api/fields.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "store/accounts.hpp"
#include "store/profiles.hpp"

namespace chancery::api {
namespace {

namespace ap = activitypub;
using activity::AccountId;
using store::Snapshot;
using store::Transaction;

// Another account of ours, by its handle or address.
std::optional<AccountId> own_account(const Services& services, std::string_view written) {
  if (const auto id = services.addresses.account_in(written)) return id;
  const auto acct = activity::Acct::parse(written);
  if (!acct || acct->host() != services.addresses.host()) return std::nullopt;
  return services.store.read([&](Snapshot& snapshot) -> std::optional<AccountId> {
    const auto account = store::account_by_name(snapshot, acct->user());
    return account ? std::optional(account->id) : std::nullopt;
  });
}

// Where it is to go, as its own server says now.
Result<ap::MoveTarget> target_of(const Services& services, Looks& looks, std::string_view written) {
  if (const auto own = own_account(services, written)) {
    const auto profile = services.store.read([&](Snapshot& snapshot) { return store::profile_of(snapshot, *own); });
    return ap::MoveTarget{services.addresses.actor(*own), profile.also_known_as};
  }
  const auto seat = looks.take();
  if (!seat) return fail(seat.error());
  auto found = services.finder.find_now(written);
  if (!found) return fail(found.error());
  return ap::MoveTarget{std::move(found->actor.uri), std::move(found->aliases)};
}

json::Object moved_json(const Services& services, AccountId account) {
  const auto profile = services.store.read([&](Snapshot& snapshot) { return store::profile_of(snapshot, account); });
  return {{"moved_to", profile.moved_to.empty() ? json::Value(nullptr) : json::Value(profile.moved_to)}};
}

// Whoever has more than one account open writes the name of the one she means.
Status check_name(Transaction& tx, AccountId account, std::string_view written) {
  const auto found = store::account_by_id(tx, account);
  if (found && written == found->name) return {};
  return fail(Errc::Invalid, "another name", "confirm: write the name of the account that is to move");
}

Result<net::Response> move_account(const Services& services, Looks& looks, const net::Request& request,
                                   const Visitor& visitor) {
  const auto account = account_in(request);
  if (!account) return fail(account.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto written = body->text("target");
  const auto confirm = body->text("confirm");
  if (auto read = body->check(); !read) return fail(read.error());
  const bool there =
      services.store.read([&](Snapshot& snapshot) { return store::account_by_id(snapshot, *account).has_value(); });
  if (!there) return fail(Errc::NotFound, "there is no account of this id");
  const auto target = target_of(services, looks, written);
  if (!target) return fail(target.error());
  const AccountStep step{*account, Deciders::Administrators, "account.move", "to " + target->actor};
  const auto done = act_as(services, visitor, step, [&](Transaction& tx, const ap::Acting& acting) -> Status {
    if (auto named = check_name(tx, *account, confirm); !named) return named;
    return ap::move_account(tx, acting, *target);
  });
  if (!done) return fail(done.error());
  return json_answer(200, moved_json(services, *account));
}

Result<net::Response> stay(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto account = account_in(request);
  if (!account) return fail(account.error());
  const AccountStep step{*account, Deciders::Administrators, "account.undo_move", ""};
  const auto done = act_as(services, visitor, step, [&](Transaction& tx, const ap::Acting& acting) -> Status {
    ap::undo_move(tx, acting);
    return {};
  });
  if (!done) return fail(done.error());
  return json_answer(200, moved_json(services, *account));
}

}  // namespace

void add_move_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using net::Request;
  using staff::Action;
  const std::string path = "/api/staff/accounts/{id}/move";
  const auto looks = std::make_shared<Looks>();  // the handler's own
  routes.add(Method::Post, path, Action::ManageAccounts,
             [services, looks](const Request& request, const Visitor& visitor) {
               return move_account(services, *looks, request, visitor);
             });
  routes.add(Method::Delete, path, Action::ManageAccounts,
             [services](const Request& request, const Visitor& visitor) { return stay(services, request, visitor); });
}

}  // namespace chancery::api
