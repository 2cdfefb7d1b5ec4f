// Which servers we reach, which not and why, and how far a note came.
#include <chrono>
#include <utility>

#include "activitypub/deliveries_overview.hpp"
#include "activitypub/reactions.hpp"
#include "activitypub/stamps.hpp"
#include "api/governance_json.hpp"
#include "api/need_to_know.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "staff/audit.hpp"
#include "store/notes.hpp"

namespace chancery::api {
namespace {

namespace ap = activitypub;

constexpr std::size_t kNotes = 20;

json::Object spread_json(const ap::HostDeliveries& host) {
  const auto& circuit = host.circuit;
  const bool http = circuit.reason >= 100;
  return {{"host", host.host},
          {"state", ap::to_string(host.standing)},
          {"failures", circuit.failures},
          {"failing_since", time_or_null(circuit.failing_since)},
          {"last_failure", time_or_null(circuit.failed_at)},
          {"reason", text_or_null(ap::reason_code(circuit.reason))},
          {"status", http ? json::Value(circuit.reason) : json::Value(nullptr)},
          {"why", text_or_null(ap::reason_text(circuit.reason))},
          {"next_try", time_or_null(host.next_try)},
          {"parked_since", time_or_null(circuit.parked_at)},
          {"waiting", host.waiting}};
}

json::Object spread_json(const ap::Spread& spread) {
  return {{"delivered", spread.delivered},
          {"waiting", spread.waiting},
          {"failed", spread.failed},
          {"parked", spread.parked}};
}

net::Response answer_deliveries(const Services& services) {
  const auto all = services.store.read([](store::Snapshot& snapshot) { return ap::deliveries_overview(snapshot); });
  json::Array hosts;
  for (const auto& host : all.hosts) hosts.push_back(spread_json(host));
  json::Array accounts;
  for (const auto& reach : all.accounts) accounts.push_back(reach_json(reach));
  return json_answer(200, {{"servers", all.reachable + all.doubtful + all.failing + all.parked},
                           {"reachable", all.reachable},
                           {"doubtful", all.doubtful},
                           {"failing", all.failing},
                           {"parked", all.parked},
                           {"waiting", all.waiting},
                           {"hosts", std::move(hosts)},
                           {"accounts", std::move(accounts)}});
}

Error unknown_host() {
  return {Errc::NotFound, "no such host", "Nothing of ours was ever to go to this server."};
}

// Of what was said to few only what she may read: to which server it went says to whom.
Result<net::Response> show_delivery(const Services& services, const net::Request& request, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto name = request.param("host");
    const auto host = ap::host_deliveries(snapshot, name);
    if (!host) return fail(unknown_host());
    const auto followers = ap::followers_at(snapshot, name);
    json::Array notes;
    NeedToKnow need(snapshot, services.addresses, visitor.session.user);
    for (const auto& at : ap::notes_at(snapshot, name, services.clock.now() - ap::kDeliveriesKept, kNotes)) {
      const auto note = store::note_by_id(snapshot, at.note);
      if (note && !need.may_read(*note)) continue;
      notes.push_back(json::Object{{"note", at.note.text()},
                                   {"account", at.account.text()},
                                   {"at", to_rfc3339(at.at)},
                                   {"spread", spread_json(at.spread)}});
    }
    return json_answer(200, {{"host", spread_json(*host)},
                             {"followers", followers ? json::Value(*followers) : json::Value(nullptr)},
                             {"notes", std::move(notes)}});
  });
}

Result<net::Response> retry(const Services& services, const net::Request& request, const Visitor& visitor) {
  const std::string name(request.param("host"));
  const auto now = services.clock.now();
  const auto done = services.store.write_now([&](store::Transaction& tx) -> Status {
    if (auto asked = ap::retry_host(tx, name, now); !asked) return asked;
    staff::append_audit(tx, now, staff::audit_actor(visitor.session.user), "delivery.retry", name);
    return {};
  });
  if (!done) return fail(done.error());
  services.deliveries_due();
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto host = ap::host_deliveries(snapshot, name);
    if (!host) return fail(unknown_host());
    return json_answer(200, spread_json(*host));
  });
}

Result<net::Response> spread(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto note = store::note_by_id(snapshot, activity::NoteId{*id});
    if (!note || !note->account || !NeedToKnow(snapshot, services.addresses, visitor.session.user).may_read(*note)) {
      return fail(Errc::NotFound, "there is no note of ours of this id");
    }
    const auto found = ap::note_spread(snapshot, note->id);
    json::Array hosts;
    for (const auto& host : found.hosts) {
      hosts.push_back(json::Object{
          {"host", host.host}, {"state", ap::to_string(host.standing)}, {"spread", spread_json(host.spread)}});
    }
    const auto reactions = ap::reaction_counts(snapshot, note->id);
    return json_answer(200, {{"note", note->id.text()},
                             {"total", spread_json(found.total)},
                             {"hosts", std::move(hosts)},
                             {"reactions", json::Object{{"likes", reactions.likes},
                                                        {"shares", reactions.announces},
                                                        {"quotes", ap::quote_count(snapshot, note->id)},
                                                        {"replies", store::answer_count(snapshot, note->id)}}}});
  });
}

}  // namespace

void add_deliveries_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using staff::Action;
  routes.add(Method::Get, "/api/staff/deliveries", Action::ReadAccounts,
             [services](const net::Request&, const Visitor&) { return answer_deliveries(services); });
  routes.add(Method::Get, "/api/staff/deliveries/{host}", Action::ReadAccounts,
             [services](const net::Request& request, const Visitor& visitor) {
               return show_delivery(services, request, visitor);
             });
  routes.add(
      Method::Post, "/api/staff/deliveries/{host}/retry", Action::Publish,
      [services](const net::Request& request, const Visitor& visitor) { return retry(services, request, visitor); });
  routes.add(
      Method::Get, "/api/staff/notes/{id}/spread", Action::ReadAccounts,
      [services](const net::Request& request, const Visitor& visitor) { return spread(services, request, visitor); });
}

}  // namespace chancery::api
