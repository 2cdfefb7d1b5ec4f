// Who wants to follow an account that chooses its followers; how many follow and are reached; taking somebody off.
//
// Followers are private persons: they are counted, never listed. Who asks is shown to those who must answer, until they
// did.
#include <memory>
#include <utility>
#include <vector>

#include "activitypub/actions.hpp"
#include "activitypub/deliveries_overview.hpp"
#include "activitypub/follow_requests.hpp"
#include "api/account_acts.hpp"
#include "api/fields.hpp"
#include "api/known_actors.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "net/url.hpp"
#include "store/accounts.hpp"
#include "store/actors.hpp"
#include "store/profiles.hpp"
#include "text/utf8.hpp"

namespace chancery::api {
namespace {

namespace ap = activitypub;
using activity::AccountId;
using store::Snapshot;
using store::Transaction;

constexpr std::size_t kFollowersPage = 50;
constexpr std::size_t kMostAtOnce = 100;        // answered by one call
constexpr std::size_t kMostInstitutions = 500;  // likewise
constexpr std::size_t kMostLookedAt = 20'000;

Error no_account() {
  return {Errc::NotFound, "no such account", "there is no account of this id"};
}

Error not_theirs(AccountId account) {
  return {Errc::Forbidden, "may not decide for account " + account.text(),
          "Only who publishes for this account or administers it sees who wants to follow it."};
}

json::Object follower_json(Snapshot& snapshot, const ap::Follower& asking, const RegisteredAddresses& registered) {
  const auto actor = store::actor_by_id(snapshot, asking.actor);
  const auto uri = net::Url::parse(asking.actor_uri);
  const auto host = uri ? uri->authority() : std::string();
  // A name must not turn the text around it.
  const auto user = actor ? text::strip_bidi_controls(actor->preferred_username) : std::string();
  const auto name = actor ? text::strip_bidi_controls(actor->name) : std::string();
  return {{"actor", asking.actor_uri},
          {"acct", actor ? text::strip_bidi_controls(activity::handle_of(*actor)) : '@' + host},
          {"name", name.empty() ? user : name},
          {"type", activity::to_string(actor ? actor->type : activity::ActorType::Person)},
          {"host", host},
          {"since", to_rfc3339(asking.since)},
          {"registered", actor && registered.has(*actor)}};
}

Result<net::Response> list_requests(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto account = account_in(request);
  if (!account) return fail(account.error());
  const auto after = query_number(request, "after");
  if (!after) return fail(after.error());
  return services.store.read([&](Snapshot& snapshot) -> Result<net::Response> {
    if (!store::account_by_id(snapshot, *account)) return fail(no_account());
    if (!may_decide(snapshot, visitor.session.user, *account)) return fail(not_theirs(*account));
    auto found = ap::follow_requests(snapshot, *account, activity::ActorId{*after}, kFollowersPage + 1);
    const bool more = found.size() > kFollowersPage;
    if (more) found.pop_back();
    const RegisteredAddresses registered(snapshot, services.clock.now());
    json::Array list;
    for (const auto& asking : found) list.emplace_back(follower_json(snapshot, asking, registered));
    return json_answer(200, {{"waiting", ap::count_follow_requests(snapshot, *account)},
                             {"requests", std::move(list)},
                             {"next", id_or_null(more ? found.back().actor.value : 0)}});
  });
}

using Answer = Status (*)(Transaction&, const ap::Acting&, std::string_view actor);

// Each one that still waits is answered; who took it back meanwhile is passed over.
Result<net::Response> answer_all(const Services& services, const Visitor& visitor, AccountId account,
                                 std::string_view action, const std::vector<std::string>& actors, Answer answer) {
  std::int64_t answered = 0;
  std::string subject = std::to_string(actors.size()) + " asking";
  if (actors.size() == 1) subject = actor_at(actors.front());
  const AccountStep step{account, Deciders::PublishersAndAdministrators, action, std::move(subject)};
  const auto done = act_as(services, visitor, step, [&](Transaction& tx, const ap::Acting& acting) -> Status {
    for (const auto& actor : actors) {
      if (auto one = answer(tx, acting, actor)) {
        ++answered;
      } else if (one.error().code != Errc::NotFound) {
        return one;
      }
    }
    return {};
  });
  if (!done) return fail(done.error());
  return json_answer(200, {{"answered", answered}});
}

Result<std::vector<std::string>> actors_in(const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  auto actors = body->texts("actors");
  if (auto read = body->check(); !read) return fail(read.error());
  if (actors.empty() || actors.size() > kMostAtOnce) {
    return fail(Errc::Invalid, "none or too many", "actors: 1 to 100 addresses");
  }
  return actors;
}

Result<net::Response> decide_follower(const Services& services, const net::Request& request, const Visitor& visitor,
                                      std::string_view action, Answer answer) {
  const auto account = account_in(request);
  if (!account) return fail(account.error());
  const auto actors = actors_in(request);
  if (!actors) return fail(actors.error());
  return answer_all(services, visitor, *account, action, *actors, answer);
}

// Those of the register of public actors among who asks.
std::vector<std::string> institutions(Snapshot& snapshot, AccountId account, Timestamp now) {
  const RegisteredAddresses registered(snapshot, now);
  std::vector<std::string> found;
  for (const auto& asking : ap::follow_requests(snapshot, account, {}, kMostLookedAt)) {
    const auto actor = store::actor_by_id(snapshot, asking.actor);
    if (actor && registered.has(*actor)) found.push_back(asking.actor_uri);
    if (found.size() == kMostInstitutions) break;
  }
  return found;
}

Result<net::Response> accept_institutions(const Services& services, const net::Request& request,
                                          const Visitor& visitor) {
  const auto account = account_in(request);
  if (!account) return fail(account.error());
  const auto actors =
      services.store.read([&](Snapshot& snapshot) { return institutions(snapshot, *account, services.clock.now()); });
  return answer_all(services, visitor, *account, "account.accept_followers", actors, ap::accept_follow);
}

Result<net::Response> reach(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = account_in(request);
  if (!id) return fail(id.error());
  return services.store.read([&](Snapshot& snapshot) -> Result<net::Response> {
    const auto account = store::account_by_id(snapshot, *id);
    if (!account) return fail(no_account());
    auto object = reach_json(ap::account_reach(snapshot, *account));
    object["chooses"] = store::profile_of(snapshot, *id).approves_followers;
    object["waiting"] = nullptr;
    if (may_decide(snapshot, visitor.session.user, *id)) {
      object["waiting"] = ap::count_follow_requests(snapshot, *id);
    }
    return json_answer(200, object);
  });
}

// Her server is told; she may ask again, unless she is blocked.
Result<net::Response> remove_follower(const Services& services, Looks& looks, const net::Request& request,
                                      const Visitor& visitor) {
  const auto account = account_in(request);
  if (!account) return fail(account.error());
  const auto written = request.query_param("actor").value_or("");
  if (written.empty()) return fail(Errc::Invalid, "no actor", "actor: whom to take off the list");
  const auto actor = known_or_found(services, looks, written);
  if (!actor) return fail(actor.error());
  const AccountStep step{*account, Deciders::PublishersAndAdministrators, "account.remove_follower",
                         actor_at(actor->uri)};
  const auto done = act_as(services, visitor, step, [&](Transaction& tx, const ap::Acting& acting) -> Status {
    if (!ap::follower_of(tx, acting.account, actor->uri)) {
      return fail(Errc::NotFound, "no follower", "actor: nobody of this address follows the account");
    }
    ap::remove_follower(tx, acting, actor->uri);
    return {};
  });
  if (!done) return fail(done.error());
  return net::Response::empty(204);
}

}  // namespace

void add_followers_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using net::Request;
  using staff::Action;
  const std::string requests = "/api/staff/accounts/{id}/follow-requests";
  const std::string followers = "/api/staff/accounts/{id}/followers";
  const auto looks = std::make_shared<Looks>();  // the handler's own
  routes.add(Method::Get, requests, Action::Publish, [services](const Request& request, const Visitor& visitor) {
    return list_requests(services, request, visitor);
  });
  routes.add(Method::Post, requests + "/accept", Action::Publish,
             [services](const Request& request, const Visitor& visitor) {
               return decide_follower(services, request, visitor, "account.accept_followers", ap::accept_follow);
             });
  routes.add(Method::Post, requests + "/reject", Action::Publish,
             [services](const Request& request, const Visitor& visitor) {
               return decide_follower(services, request, visitor, "account.reject_followers", ap::reject_follow);
             });
  routes.add(Method::Post, requests + "/accept-institutions", Action::Publish,
             [services](const Request& request, const Visitor& visitor) {
               return accept_institutions(services, request, visitor);
             });
  routes.add(Method::Get, followers, Action::ReadAccounts,
             [services](const Request& request, const Visitor& visitor) { return reach(services, request, visitor); });
  routes.add(Method::Delete, followers, Action::Publish,
             [services, looks](const Request& request, const Visitor& visitor) {
               return remove_follower(services, *looks, request, visitor);
             });
}

}  // namespace chancery::api
