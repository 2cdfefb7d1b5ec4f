// How long correspondence is kept with names, what the law holds back from that, and what was taken out of it. What
// somebody's address is stays with who manages records: who only reads them sees that there is a hold, and why.
#include "api/retention_routes.hpp"

#include <filesystem>
#include <string>
#include <utility>

#include "answer/exports.hpp"
#include "answer/holds.hpp"
#include "answer/retention.hpp"
#include "answer/workplaces.hpp"
#include "api/fields.hpp"
#include "api/governance_json.hpp"
#include "api/representations.hpp"
#include "staff/audit.hpp"
#include "staff/desks.hpp"
#include "staff/missions.hpp"

namespace chancery::api {
namespace {

using answer::ArchiveExport;
using answer::Hold;
using answer::HoldScope;

// Whom and what holds and exports name, for one reader.
class RecordsJson {
 public:
  RecordsJson(store::Snapshot& snapshot, const Visitor& visitor)
      : snapshot_(snapshot),
        users_(snapshot, visitor.session.user),
        may_manage_(staff::can(visitor.session.user.role, staff::Action::ManageRecords)) {}

  json::Object hold(const Hold& hold) {
    return {{"id", std::to_string(hold.id)},
            {"scope", answer::to_string(hold.scope)},
            {"subject", subject(hold)},
            {"reason", hold.reason},
            {"by", person(users_, hold.by)},
            {"at", to_rfc3339(hold.at)},
            {"lifted_by", person(users_, hold.lifted_by)},
            {"lifted_at", time_or_null(hold.lifted_at)}};
  }
  json::Object archive(const ArchiveExport& one) {
    const auto manifest = json::parse_object(one.manifest);
    return {{"id", std::to_string(one.id)},
            {"scope", answer::to_string(one.scope)},
            {"subject", place(one.scope == answer::ExportScope::Desk, one.subject)},
            {"by", person(users_, one.by)},
            {"at", to_rfc3339(one.at)},
            {"state", answer::to_string(one.state)},
            {"conversations", one.rows},
            {"bytes", one.bytes},
            {"sha256", one.sha256},
            {"expires_at", to_rfc3339(one.expires_at)},
            {"manifest", manifest ? json::Value(*manifest) : json::Value(nullptr)}};
  }

 private:
  json::Value subject(const Hold& hold) {
    switch (hold.scope) {
      case HoldScope::All:
        return nullptr;
      case HoldScope::Conversation:
        return json::Object{{"id", std::to_string(hold.subject)}, {"name", std::to_string(hold.subject)}};
      case HoldScope::Person: {
        const auto found =
            may_manage_ ? answer::correspondent(snapshot_, answer::PersonId{hold.subject}) : std::nullopt;
        return json::Object{{"id", std::to_string(hold.subject)}, {"name", found ? found->acct : std::string()}};
      }
      default:
        return place(hold.scope == HoldScope::Desk, hold.subject);
    }
  }
  json::Value place(bool is_desk, std::int64_t id) {
    if (id == 0) return nullptr;
    std::string name;
    if (is_desk) {
      if (const auto desk = staff::desk_by_id(snapshot_, staff::DeskId{id})) name = desk->name;
    } else if (const auto mission = staff::mission_by_id(snapshot_, staff::MissionId{id})) {
      name = mission->name;
    }
    return json::Object{{"id", std::to_string(id)}, {"name", name}};
  }

  store::Snapshot& snapshot_;
  const staff::ShownNames users_;
  const bool may_manage_;
};

json::Object retention_json(const answer::RetentionRule& rule) {
  return {{"name", answer::to_string(rule.name)},
          {"days", rule.days},
          {"looked_at", time_or_null(rule.looked_at)},
          {"held", rule.held}};
}

net::Response show_retention(const Services& services) {
  return services.store.read([](store::Snapshot& snapshot) {
    json::Array classes;
    for (const auto& rule : answer::retention_rules(snapshot)) classes.emplace_back(retention_json(rule));
    json::Array runs;
    for (const auto& run : answer::retention_runs(snapshot)) {
      runs.emplace_back(json::Object{{"at", to_rfc3339(run.at)},
                                     {"class", answer::to_string(run.name)},
                                     {"deidentified", run.deidentified},
                                     {"held", run.held}});
    }
    json::Array missions;
    for (const auto& mission : staff::missions(snapshot)) {
      missions.emplace_back(json::Object{{"id", mission.id.text()}, {"name", mission.name}});
    }
    json::Array desks;
    for (const auto& desk : staff::desks(snapshot)) {
      desks.emplace_back(json::Object{{"id", desk.id.text()}, {"name", desk.name}, {"mission", desk.mission.text()}});
    }
    return json_answer(200, {{"classes", std::move(classes)},
                             {"runs", std::move(runs)},
                             {"missions", std::move(missions)},
                             {"desks", std::move(desks)}});
  });
}

Result<net::Response> change_retention(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  std::vector<std::pair<answer::RetentionClass, int>> wanted;
  const auto classes = body->objects("classes");
  if (auto read = body->check(); !read) return fail(read.error());
  for (const auto& object : classes) {
    auto fields = Fields::of(object);
    const auto written = fields.text("name");
    const auto days = fields.integer("days");
    if (auto read = fields.check(); !read) return fail(read.error());
    const auto name = answer::parse_retention_class(written);
    if (!name) return fail(name.error());
    const bool sound = days >= answer::kLeastDays && days <= answer::kMostDays;
    wanted.emplace_back(*name, sound ? static_cast<int>(days) : 0);
  }
  const auto changed = services.store.write_now([&](store::Transaction& tx) -> Status {
    for (const auto& [name, days] : wanted) {
      auto set = answer::set_retention(tx, name, days, {&visitor.session.user, services.clock.now()});
      if (!set) return set;
    }
    return {};
  });
  if (!changed) return fail(changed.error());
  return show_retention(services);
}

net::Response list_holds(const Services& services, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    RecordsJson shapes(snapshot, visitor);
    json::Array list;
    for (const auto& hold : answer::holds(snapshot)) list.emplace_back(shapes.hold(hold));
    return json_answer(200, {{"holds", std::move(list)}});
  });
}

// A person is named by her address, everything else by its number.
Result<std::int64_t> held_subject(const Services& services, HoldScope scope, const std::string& written) {
  if (scope == HoldScope::All) return 0;
  if (scope == HoldScope::Person) {
    const auto found =
        services.store.read([&](store::Snapshot& snapshot) { return answer::correspondent(snapshot, written); });
    if (!found) {
      return fail(Errc::NotFound, "nobody of that address", "subject: nobody wrote to us from that address");
    }
    return found->id.value;
  }
  const auto id = parse_id(written);
  if (!id) return fail(Errc::Invalid, "no number", "subject: the number of what is held");
  return *id;
}

net::Response shown_hold(const Services& services, const Visitor& visitor, int status, const Hold& hold) {
  return services.store.read(
      [&](store::Snapshot& snapshot) { return json_answer(status, RecordsJson(snapshot, visitor).hold(hold)); });
}

Result<net::Response> place(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto written = body->text("scope");
  const auto named = body->optional_text("subject").value_or("");
  const auto reason = body->text("reason");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto scope = answer::parse_hold_scope(written);
  if (!scope) return fail(scope.error());
  const auto subject = held_subject(services, *scope, named);
  if (!subject) return fail(subject.error());
  const auto works = services.desk.workplaces.now();
  const auto id = services.store.ids().next();
  const auto placed = services.store.write_now([&](store::Transaction& tx) {
    Hold hold;
    hold.id = id;
    hold.scope = *scope;
    hold.subject = *subject;
    hold.reason = reason;
    return answer::place_hold(tx, works->workplace(), hold, {&visitor.session.user, services.clock.now()});
  });
  if (!placed) return fail(placed.error());
  return shown_hold(services, visitor, 201, *placed);
}

Result<net::Response> end_hold(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  const auto works = services.desk.workplaces.now();
  const auto lifted = services.store.write_now([&](store::Transaction& tx) {
    return answer::lift_hold(tx, works->workplace(), *id, {&visitor.session.user, services.clock.now()});
  });
  if (!lifted) return fail(lifted.error());
  return shown_hold(services, visitor, 200, *lifted);
}

net::Response list_exports(const Services& services, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    RecordsJson shapes(snapshot, visitor);
    json::Array list;
    for (const auto& one : answer::archive_exports(snapshot)) list.emplace_back(shapes.archive(one));
    return json_answer(200, {{"exports", std::move(list)}});
  });
}

Result<net::Response> order_hold(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto written = body->text("scope");
  const auto subject = body->optional_id<staff::DeskId>("subject");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto scope = answer::parse_export_scope(written);
  if (!scope) return fail(scope.error());
  ArchiveExport wanted;
  wanted.id = services.store.ids().next();
  wanted.scope = *scope;
  wanted.subject = subject.value;
  const auto ordered = services.store.write_now([&](store::Transaction& tx) {
    return answer::order_export(tx, wanted, {&visitor.session.user, services.clock.now()});
  });
  if (!ordered) return fail(ordered.error());
  return services.store.read(
      [&](store::Snapshot& snapshot) { return json_answer(201, RecordsJson(snapshot, visitor).archive(*ordered)); });
}

// Who took it out of the house stands in the audit log before the first byte leaves.
Result<net::Response> fetch(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  const auto one =
      services.store.read([&](store::Snapshot& snapshot) { return answer::archive_export(snapshot, *id); });
  const bool ready = one && one->state == answer::ExportState::Ready;
  const auto path = ready ? answer::exports_folder(services.store) / one->file : std::filesystem::path();
  std::error_code error;
  if (!ready || one->expires_at <= services.clock.now() || !std::filesystem::is_regular_file(path, error)) {
    return fail(Errc::NotFound, "no such file", "This export is not there any more, or not yet.");
  }
  const auto noted = services.store.write_now([&](store::Transaction& tx) -> Status {
    staff::append_audit(tx, services.clock.now(), staff::audit_actor(visitor.session.user), "export.fetch",
                        "export:" + std::to_string(*id));
    return {};
  });
  if (!noted) return fail(noted.error());
  net::Response response;
  response.headers.set("Content-Type", "application/gzip");
  response.headers.set("Content-Disposition", "attachment; filename=\"" + one->file + "\"");
  response.headers.set("Cache-Control", "no-store");
  response.body = net::FileBody{path, 0, static_cast<std::uint64_t>(one->bytes)};
  return response;
}

}  // namespace

void add_retention_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using net::Request;
  using staff::Action;
  routes.add(Method::Get, "/api/staff/retention", Action::ReadRecords,
             [services](const Request&, const Visitor&) { return show_retention(services); });
  routes.add(Method::Put, "/api/staff/retention", Action::ManageRecords,
             [services](const Request& request, const Visitor& visitor) {
               return change_retention(services, request, visitor);
             });
  routes.add(Method::Get, "/api/staff/holds", Action::ReadRecords,
             [services](const Request&, const Visitor& visitor) { return list_holds(services, visitor); });
  routes.add(Method::Post, "/api/staff/holds", Action::ManageRecords,
             [services](const Request& request, const Visitor& visitor) { return place(services, request, visitor); });
  routes.add(
      Method::Post, "/api/staff/holds/{id}/lift", Action::ManageRecords,
      [services](const Request& request, const Visitor& visitor) { return end_hold(services, request, visitor); });
  routes.add(Method::Get, "/api/staff/exports", Action::ReadRecords,
             [services](const Request&, const Visitor& visitor) { return list_exports(services, visitor); });
  routes.add(
      Method::Post, "/api/staff/exports", Action::ManageRecords,
      [services](const Request& request, const Visitor& visitor) { return order_hold(services, request, visitor); });
  routes.add(Method::Get, "/api/staff/exports/{id}/file", Action::ManageRecords,
             [services](const Request& request, const Visitor& visitor) { return fetch(services, request, visitor); });
}

}  // namespace chancery::api
