// Other servers and actors our people limited or blocked, and what waits in quarantine.
#include <utility>
#include <vector>

#include "activity/events.hpp"
#include "activitypub/block_list.hpp"
#include "activitypub/blocks.hpp"
#include "activitypub/moderation.hpp"
#include "api/fields.hpp"
#include "api/need_to_know.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "api/upload_limits.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "net/url.hpp"
#include "staff/audit.hpp"
#include "staff/shown_names.hpp"
#include "store/events.hpp"
#include "store/notes.hpp"

namespace chancery::api {
namespace {

using activity::Screening;
using activitypub::ActorRule;
using activitypub::HostRule;

constexpr std::size_t kRulesPage = 50;
constexpr std::size_t kMaxActor = 2'048;

json::Object rule_json(const HostRule& rule, const staff::ShownNames& users) {
  return {{"host", rule.host},
          {"level", activitypub::to_string(rule.level)},
          {"reject_media", rule.reject_media},
          {"reject_reports", rule.reject_reports},
          {"reason", rule.reason},
          {"remark", rule.remark},
          {"by", users.text(rule.by)},
          {"at", to_rfc3339(rule.at)}};
}

json::Object rule_json(const ActorRule& rule, const staff::ShownNames& users) {
  return {{"actor", rule.actor},
          {"level", activitypub::to_string(rule.level)},
          {"reason", rule.reason},
          {"by", users.text(rule.by)},
          {"at", to_rfc3339(rule.at)}};
}

staff::ShownNames names_for(const Services& services, const Visitor& visitor) {
  return services.store.read(
      [&](store::Snapshot& snapshot) { return staff::ShownNames(snapshot, visitor.session.user); });
}

// After a change of rules: nothing more is taken from the blocked at once, then what is here follows.
Status take_effect(const Services& services) {
  services.store.read([&](store::Snapshot& snapshot) { services.blocks.load(snapshot); });
  const auto applied = activitypub::apply_rules(services.store);
  return applied ? Status{} : fail(applied.error());
}

Result<std::string> host_in(const Services& services, std::string_view written) {
  return activitypub::rule_host(written, services.addresses.host());
}

Result<net::Response> list_hosts(const Services& services, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    const staff::ShownNames users(snapshot, visitor.session.user);
    json::Array hosts;
    for (const auto& rule : activitypub::host_rules(snapshot)) hosts.emplace_back(rule_json(rule, users));
    return json_answer(200, {{"hosts", std::move(hosts)}});
  });
}

Result<net::Response> set_host(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto host = host_in(services, request.param("host"));
  if (!host) return fail(host.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto level_text = body->text("level");
  HostRule rule{.host = std::move(*host),
                .reject_media = body->flag("reject_media"),
                .reject_reports = body->flag("reject_reports"),
                .reason = body->optional_text("reason").value_or(""),
                .remark = body->optional_text("remark").value_or(""),
                .by = staff::audit_actor(visitor.session.user),
                .at = services.clock.now()};
  if (auto read = body->check(); !read) return fail(read.error());
  const auto level = activitypub::parse_rule_level(level_text);
  if (!level) return fail(level.error());
  rule.level = *level;
  const auto done =
      services.store.write_now([&](store::Transaction& tx) { return activitypub::set_host_rule(tx, rule); });
  if (!done) return fail(done.error());
  if (auto applied = take_effect(services); !applied) return fail(applied.error());
  return json_answer(200, rule_json(rule, names_for(services, visitor)));
}

Result<net::Response> lift_host(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto host = host_in(services, request.param("host"));
  if (!host) return fail(host.error());
  const auto done = services.store.write_now([&](store::Transaction& tx) -> Status {
    activitypub::lift_host_rule(tx, *host, staff::audit_actor(visitor.session.user), services.clock.now());
    return {};
  });
  if (!done) return fail(done.error());
  if (auto applied = take_effect(services); !applied) return fail(applied.error());
  return net::Response::empty(204);
}

json::Array bad_lines(const activitypub::BlockList& list) {
  json::Array lines;
  for (const auto& bad : list.bad_lines) {
    lines.emplace_back(json::Object{{"line", bad.line}, {"why", bad.why}});
    if (lines.size() == kRulesPage) break;
  }
  return lines;
}

// Reads a list and says what it would change; with ?apply=1 it does. Rules that are stricter here stay.
Result<net::Response> import_list(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto csv = request.read_body(kMaxBlockListBytes);
  if (!csv) return fail(csv.error());
  auto list = activitypub::read_block_list(*csv, services.addresses.host());
  if (!list) return fail(list.error());
  const bool apply = request.query_param("apply") == "1";
  std::vector<HostRule> wanted;
  services.store.read([&](store::Snapshot& snapshot) {
    for (auto& listed : list->rules) {
      const auto here = activitypub::rule_of_host(snapshot, listed.host);
      auto rule = here ? activitypub::joined(*here, std::move(listed)) : std::optional(std::move(listed));
      if (!rule) continue;
      rule->by = staff::audit_actor(visitor.session.user);
      rule->at = services.clock.now();
      wanted.push_back(std::move(*rule));
    }
  });
  if (apply) {
    const auto done = services.store.write_now([&](store::Transaction& tx) -> Status {
      for (const auto& rule : wanted) {
        if (auto set = activitypub::set_host_rule(tx, rule); !set) return set;
      }
      return {};
    });
    if (!done) return fail(done.error());
    if (auto applied = take_effect(services); !applied) return fail(applied.error());
  }
  const auto users = names_for(services, visitor);
  json::Array rules;
  for (const auto& rule : wanted) rules.emplace_back(rule_json(rule, users));
  return json_answer(200, {{"applied", apply},
                           {"rules", std::move(rules)},
                           {"standing", list->rules.size() - wanted.size()},
                           {"ignored", list->ignored},
                           {"bad_lines", bad_lines(*list)},
                           {"bad", list->bad_lines.size()}});
}

Result<net::Response> export_list(const Services& services) {
  auto csv = services.store.read(
      [](store::Snapshot& snapshot) { return activitypub::write_block_list(activitypub::host_rules(snapshot)); });
  auto response = net::Response::text(200, std::move(csv));
  response.headers.set("Content-Type", "text/csv; charset=utf-8");
  response.headers.set("Content-Disposition", "attachment; filename=\"servers.csv\"");
  return response;
}

Result<net::Response> list_actors(const Services& services, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    const staff::ShownNames users(snapshot, visitor.session.user);
    json::Array actors;
    for (const auto& rule : activitypub::actor_rules(snapshot)) actors.emplace_back(rule_json(rule, users));
    return json_answer(200, {{"actors", std::move(actors)}});
  });
}

Result<std::string> actor_in(const std::string& uri) {
  const auto url = net::Url::parse(uri);
  if (uri.size() > kMaxActor || !url || (url->scheme() != "https" && url->scheme() != "http")) {
    return fail(Errc::Invalid, "no actor", "actor: write its address, https://…");
  }
  return uri;
}

Result<net::Response> set_actor_rule(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto uri = body->text("actor");
  const auto level_text = body->text("level");
  const auto reason = body->optional_text("reason").value_or("");
  if (auto read = body->check(); !read) return fail(read.error());
  auto actor = actor_in(uri);
  if (!actor) return fail(actor.error());
  const auto level = activitypub::parse_rule_level(level_text);
  if (!level) return fail(level.error());
  const ActorRule rule{.actor = std::move(*actor),
                       .level = *level,
                       .reason = reason,
                       .by = staff::audit_actor(visitor.session.user),
                       .at = services.clock.now()};
  const auto done =
      services.store.write_now([&](store::Transaction& tx) { return activitypub::set_actor_rule(tx, rule); });
  if (!done) return fail(done.error());
  if (auto applied = take_effect(services); !applied) return fail(applied.error());
  return json_answer(200, rule_json(rule, names_for(services, visitor)));
}

Result<net::Response> lift_actor(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto actor = actor_in(request.query_param("actor").value_or(""));
  if (!actor) return fail(actor.error());
  const auto done = services.store.write_now([&](store::Transaction& tx) -> Status {
    activitypub::lift_actor_rule(tx, *actor, staff::audit_actor(visitor.session.user), services.clock.now());
    return {};
  });
  if (!done) return fail(done.error());
  if (auto applied = take_effect(services); !applied) return fail(applied.error());
  return net::Response::empty(204);
}

// What rules keep back and nobody has looked at, or what somebody hid.
Result<net::Response> list_quarantine(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto before = query_number(request, "before");
  if (!before) return fail(before.error());
  const auto screening = activity::parse_screening(request.query_param("screening").value_or("quarantined"));
  if (!screening) return fail(screening.error());
  return services.store.read([&](store::Snapshot& snapshot) {
    NeedToKnow need(snapshot, services.addresses, visitor.session.user);
    const auto page = need.page<activity::Note>(kRulesPage, [&](activity::NoteId last) {
      return store::notes_screened(snapshot, *screening, last ? last : activity::NoteId{*before}, kRulesPage + 1);
    });
    json::Array list;
    for (const auto& note : page.things) {
      list.emplace_back(note_json(snapshot, services.addresses, services.picture_links, note));
    }
    return json_answer(200, {{"notes", std::move(list)}, {"next", id_or_null(page.next)}});
  });
}

// Shows or hides a stranger's note on public pages: one note, one person's decision.
Result<net::Response> screen(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto text = body->text("screening");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto screening = activity::parse_screening(text);
  if (!screening || *screening == Screening::Quarantined || *screening == Screening::Shown) {
    return fail(Errc::Invalid, "no decision", "screening: write released or hidden");
  }
  const activity::NoteId note{*id};
  const bool may_read = services.store.read([&](store::Snapshot& snapshot) {
    const auto stored = store::note_by_id(snapshot, note);
    return stored && NeedToKnow(snapshot, services.addresses, visitor.session.user).may_read(*stored);
  });
  if (!may_read) return fail(Errc::NotFound, "there is no such note of another");
  const auto done = services.store.write_now([&](store::Transaction& tx) -> Status {
    const auto stored = store::note_by_id(tx, note);
    if (!stored || !stored->actor || stored->deleted) return fail(Errc::NotFound, "there is no such note of another");
    if (stored->screening == *screening) return {};
    store::screen_note(tx, note, *screening);
    store::append_event(tx, activity::events::kNoteScreened, {{"note", note.value}});  // public pages follow at once
    staff::append_audit(tx, services.clock.now(), staff::audit_actor(visitor.session.user),
                        *screening == Screening::Hidden ? "note.hide" : "note.show", "note:" + note.text());
    return {};
  });
  if (!done) return fail(done.error());
  return services.store.read([&](store::Snapshot& snapshot) {
    return json_answer(
        200, note_json(snapshot, services.addresses, services.picture_links, *store::note_by_id(snapshot, note)));
  });
}

}  // namespace

void add_moderation_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using net::Request;
  const auto add = [&](Method method, std::string pattern, auto handler) {
    routes.add(method, std::move(pattern), staff::Action::Moderate, handler);
  };
  add(Method::Get, "/api/staff/moderation/hosts",
      [services](const Request&, const Visitor& visitor) { return list_hosts(services, visitor); });
  add(Method::Get, "/api/staff/moderation/hosts/list",
      [services](const Request&, const Visitor&) { return export_list(services); });
  add(Method::Post, "/api/staff/moderation/hosts/list",
      [services](const Request& request, const Visitor& visitor) { return import_list(services, request, visitor); });
  add(Method::Put, "/api/staff/moderation/hosts/{host}",
      [services](const Request& request, const Visitor& visitor) { return set_host(services, request, visitor); });
  add(Method::Delete, "/api/staff/moderation/hosts/{host}",
      [services](const Request& request, const Visitor& visitor) { return lift_host(services, request, visitor); });
  add(Method::Get, "/api/staff/moderation/actors",
      [services](const Request&, const Visitor& visitor) { return list_actors(services, visitor); });
  add(Method::Put, "/api/staff/moderation/actors", [services](const Request& request, const Visitor& visitor) {
    return set_actor_rule(services, request, visitor);
  });
  add(Method::Delete, "/api/staff/moderation/actors",
      [services](const Request& request, const Visitor& visitor) { return lift_actor(services, request, visitor); });
  add(Method::Get, "/api/staff/moderation/quarantine", [services](const Request& request, const Visitor& visitor) {
    return list_quarantine(services, request, visitor);
  });
  add(Method::Put, "/api/staff/notes/{id}/screening",
      [services](const Request& request, const Visitor& visitor) { return screen(services, request, visitor); });
}

}  // namespace chancery::api
