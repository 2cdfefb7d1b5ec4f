// Complaints: those other servers sent about us, until somebody has settled each; and ours about what stands there.
#include <functional>
#include <utility>
#include <vector>

#include "activitypub/actions.hpp"
#include "activitypub/actor_finder.hpp"
#include "activitypub/reports.hpp"
#include "api/fields.hpp"
#include "api/looks.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "base/ids.hpp"
#include "net/url.hpp"
#include "staff/audit.hpp"
#include "staff/shown_names.hpp"
#include "store/accounts.hpp"

namespace chancery::api {
namespace {

constexpr std::size_t kReportsPage = 50;
constexpr std::size_t kMaxText = 5'000;  // bytes
constexpr std::size_t kMaxObjects = 20;

json::Object report_json(const activitypub::Report& report, const staff::ShownNames& users) {
  const bool open = report.resolved_by.empty();
  return {{"id", std::to_string(report.id)},
          {"server", report.server},
          {"objects", json::Array(report.objects.begin(), report.objects.end())},
          {"content", report.content},
          {"received", to_rfc3339(report.received)},
          {"resolved_by", open ? json::Value(nullptr) : json::Value(users.text(report.resolved_by))},
          {"resolved", open ? json::Value(nullptr) : json::Value(to_rfc3339(report.resolved))},
          {"resolution", report.resolution}};
}

Result<net::Response> list_reports(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto before = query_number(request, "before");
  if (!before) return fail(before.error());
  const bool only_open = request.query_param("all") != "1";
  return services.store.read([&](store::Snapshot& snapshot) {
    auto found = activitypub::reports(snapshot, only_open, *before, kReportsPage + 1);
    const bool more = found.size() > kReportsPage;
    if (more) found.pop_back();
    const staff::ShownNames users(snapshot, visitor.session.user);
    json::Array reports;
    for (const auto& report : found) reports.emplace_back(report_json(report, users));
    return json_answer(200, {{"reports", std::move(reports)}, {"next", id_or_null(more ? found.back().id : 0)}});
  });
}

Result<net::Response> resolve(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto resolution = body->text("resolution");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto done = services.store.write_now([&](store::Transaction& tx) {
    return activitypub::resolve_report(tx, *id, staff::audit_actor(visitor.session.user), resolution,
                                       services.clock.now());
  });
  if (!done) return fail(done.error());
  return net::Response::empty(204);
}

struct Complaint {
  std::string actor;
  activitypub::FlagDetail what;
};

Result<Complaint> complaint_in(const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  Complaint complaint{.actor = body->text("actor"), .what = {body->texts("notes"), body->text("text")}};
  if (auto read = body->check(); !read) return fail(read.error());
  if (complaint.what.content.empty() || complaint.what.content.size() > kMaxText) {
    return fail(Errc::Invalid, "no text", "text: say what is wrong, in at most 5,000 bytes");
  }
  if (complaint.what.objects.size() > kMaxObjects) {
    return fail(Errc::Invalid, "too many notes", "notes: at most 20 in one report");
  }
  const auto server = net::Url::parse(complaint.actor);
  for (const auto& note : complaint.what.objects) {
    const auto url = net::Url::parse(note);
    if (!server || !url || url->origin() != server->origin()) {
      return fail(Errc::Invalid, "a note of another server", "notes: addresses of notes on the actor's own server");
    }
  }
  return complaint;
}

// Sent in the name of this server, not of a person: its administrators read it there.
Result<net::Response> complain(const Services& services, Looks& looks, const net::Request& request,
                               const Visitor& visitor) {
  const auto complaint = complaint_in(request);
  if (!complaint) return fail(complaint.error());
  const auto seat = looks.take();
  if (!seat) return fail(seat.error());
  const auto actor = services.finder.find(complaint->actor);
  if (!actor) return fail(actor.error());
  const auto accounts = services.store.read([](store::Snapshot& snapshot) { return store::accounts(snapshot); });
  if (accounts.empty()) return fail(Errc::Conflict, "no account", "Make an account before you report others.");
  const auto done = services.store.write_now([&](store::Transaction& tx) -> Status {
    const auto now = services.clock.now();
    activitypub::flag(tx, {accounts.front().id, services.addresses, services.store.ids(), now}, *actor,
                      complaint->what);
    staff::append_audit(tx, now, staff::audit_actor(visitor.session.user), "report.send",
                        "actor at " + net::Url::parse(actor->uri)->authority());
    return {};
  });
  if (!done) return fail(done.error());
  services.deliveries_due();
  return net::Response::empty(204);
}

}  // namespace

void add_reports_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using net::Request;
  using staff::Action;
  const auto looks = std::make_shared<Looks>();  // the handler's own
  routes.add(
      Method::Get, "/api/staff/moderation/reports", Action::Moderate,
      [services](const Request& request, const Visitor& visitor) { return list_reports(services, request, visitor); });
  routes.add(Method::Post, "/api/staff/moderation/reports", Action::Moderate,
             [services, looks](const Request& request, const Visitor& visitor) {
               return complain(services, *looks, request, visitor);
             });
  routes.add(
      Method::Post, "/api/staff/moderation/reports/{id}/resolve", Action::Moderate,
      [services](const Request& request, const Visitor& visitor) { return resolve(services, request, visitor); });
}

}  // namespace chancery::api
