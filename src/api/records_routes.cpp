// For who checks: the signed head of the audit log, all of it as lines, the table of rights as it stands, and what was
// decided lately that somebody should look at.
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "api/fields.hpp"
#include "api/governance_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "api/retention_routes.hpp"
#include "crypto/encoding.hpp"
#include "staff/audit_heads.hpp"
#include "staff/desk_rights.hpp"

namespace chancery::api {
namespace {

constexpr std::size_t kExported = 10'000;  // entries in one answer
constexpr std::size_t kRecordsShown = 20;  // of each kind

json::Object record_json(const staff::SignedHead& head) {
  return {{"sequence", head.head.sequence},
          {"hash", head.head.hash},
          {"at", to_rfc3339(head.at)},
          {"key", crypto::to_base64(head.key)},
          {"signature", crypto::to_base64(head.signature)},
          {"statement", staff::statement(head.head, head.at)}};
}

json::Object record_json(const staff::AuditEntry& entry, const staff::ShownNames& users) {
  return {{"sequence", entry.sequence},
          {"at", to_rfc3339(entry.at)},
          {"actor", users.text(entry.actor)},
          {"action", entry.action},
          {"subject", users.text(entry.subject)}};
}

Result<net::Response> show_head(const Services& services) {
  // What grew since the last hour is signed for whoever asks.
  if (auto signed_now = staff::sign_audit_head(services.store, services.audit_key, true); !signed_now) {
    return fail(signed_now.error());
  }
  const auto head = services.store.read([](store::Snapshot& snapshot) { return staff::signed_head(snapshot); });
  if (!head) return fail(Errc::NotFound, "there is no head yet");
  return json_answer(200, record_json(*head));
}

// One entry a line, the oldest first; the last line says where to go on, or holds the signed head.
Result<net::Response> export_log(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto from = query_number(request, "from");
  if (!from) return fail(from.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto entries = staff::entries_after(snapshot, *from, kExported);
    const staff::ShownNames users(snapshot, visitor.session.user);
    std::string lines;
    for (const auto& entry : entries) {
      auto object = record_json(entry, users);
      object["hash"] = entry.hash;
      lines += boost::json::serialize(object) + '\n';
    }
    json::Object last;
    if (entries.size() == kExported) {
      last["next"] = entries.back().sequence;
    } else if (const auto head = staff::signed_head(snapshot)) {
      last["head"] = record_json(*head);
    }
    lines += boost::json::serialize(last) + '\n';
    auto response = net::Response::text(200, std::move(lines));
    response.headers.set("Content-Type", "application/x-ndjson");
    response.headers.set("Content-Disposition", "attachment; filename=\"audit.ndjson\"");
    return response;
  });
}

// The table as the program applies it, not as somebody wrote it down.
net::Response show_rights() {
  json::Array roles;
  for (const auto role : staff::kRoles) {
    json::Array actions;
    for (const auto action : staff::kActions) {
      if (staff::can(role, action)) actions.emplace_back(staff::to_string(action));
    }
    json::Array at_desks;
    for (const auto action : staff::kDeskActions) {
      if (staff::can(role, staff::role_action(action))) at_desks.emplace_back(staff::to_string(action));
    }
    roles.emplace_back(json::Object{
        {"role", staff::to_string(role)}, {"actions", std::move(actions)}, {"desk_actions", std::move(at_desks)}});
  }
  return json_answer(200, {{"roles", std::move(roles)}});
}

using ActionNames = std::array<std::string_view, 5>;  // empty ones name nothing
constexpr std::array<std::pair<std::string_view, ActionNames>, 7> kKinds{{
    {"releases", {"post.release", "post.review"}},
    {"holds", {"posts.hold", "posts.lift", "hold.place", "hold.lift"}},
    {"take_overs", {"conversation.taken_over", "conversation.assigned"}},
    {"silence", {"clearance.silent", "clearance.escalated"}},
    {"retention", {"retention.run", "retention.change", "export.make", "export.fetch", "note.erase"}},
    {"people", {"user.end", "user.change", "user.reset_second_factor", "passkey.cloned"}},
    {"rights", {"desk.grant", "desk.revoke", "account.grant", "account.revoke_all"}},
}};

net::Response show_records(const Services& services, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    const staff::ShownNames users(snapshot, visitor.session.user);
    json::Array kinds;
    for (const auto& [kind, actions] : kKinds) {
      json::Array entries;
      for (const auto& entry : staff::entries_of(snapshot, actions, kRecordsShown)) {
        entries.emplace_back(record_json(entry, users));
      }
      kinds.emplace_back(json::Object{{"kind", kind}, {"entries", std::move(entries)}});
    }
    json::Array heads;
    for (const auto& head : staff::signed_heads(snapshot, kRecordsShown)) heads.emplace_back(record_json(head));
    return json_answer(200, {{"kinds", std::move(kinds)}, {"heads", std::move(heads)}});
  });
}

}  // namespace

void add_records_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using net::Request;
  using staff::Action;
  routes.add(Method::Get, "/api/staff/audit/head", Action::ReadAudit,
             [services](const Request&, const Visitor&) { return show_head(services); });
  routes.add(
      Method::Get, "/api/staff/audit/export", Action::ReadAudit,
      [services](const Request& request, const Visitor& visitor) { return export_log(services, request, visitor); });
  routes.add(Method::Get, "/api/staff/rights", Action::ReadRecords,
             [](const Request&, const Visitor&) { return show_rights(); });
  routes.add(Method::Get, "/api/staff/records", Action::ReadRecords,
             [services](const Request&, const Visitor& visitor) { return show_records(services, visitor); });
  add_retention_routes(routes, services);
}

}  // namespace chancery::api
