// What the week brought, for whoever reads at a desk.
#include <algorithm>
#include <set>
#include <utility>

#include "activitypub/new_followers.hpp"
#include "answer/monday.hpp"
#include "api/conversations_json.hpp"
#include "api/known_actors.hpp"
#include "api/representations.hpp"
#include "api/shifts_routes.hpp"
#include "desk/calendar_spec.hpp"
#include "staff/desks.hpp"

namespace chancery::api {
namespace {

constexpr std::size_t kMostNamed = 100;

// Where the front desk's mission is, a week begins.
desk::Zone zone_of(store::Snapshot& snapshot) {
  const auto front = staff::front_desk(snapshot);
  const auto mission = front ? staff::mission_by_id(snapshot, front->mission) : std::nullopt;
  if (!mission) return desk::Zone::utc();
  return desk::Zone::named(mission->zone).value_or(desk::Zone::utc());
}

json::Object week_figures_json(const answer::WeekFigures& of) {
  json::Value seconds;
  if (of.first_answer) seconds = std::chrono::duration_cast<std::chrono::seconds>(*of.first_answer).count();
  return {{"asked", of.asked},
          {"answered", of.answered},
          {"open", of.open},
          {"overdue", of.overdue},
          {"first_answer_seconds", std::move(seconds)}};
}

json::Object channels_json(const answer::ByChannel& of) {
  return {{"dialogue", week_figures_json(of.dialogue)}, {"qa", week_figures_json(of.qa)}};
}

// A number; by name public actors of the register alone, and of these whom we do not follow back.
json::Object followers_json(store::Snapshot& snapshot, const answer::WeekSpan& week, Timestamp now) {
  const RegisteredAddresses registered(snapshot, now);
  std::set<std::string> known;
  json::Array named;
  const auto followers = activitypub::new_followers(snapshot, week.from, week.to, [&](const activity::Actor& actor) {
    if (named.size() == kMostNamed || !registered.has(actor) || !known.insert(actor.uri).second) return;
    named.emplace_back(json::Object{
        {"actor", actor.uri}, {"acct", handle_of(actor)}, {"name", actor.name}, {"url", text_or_null(actor.url)}});
  });
  return {{"new", followers.follows}, {"named", std::move(named)}, {"complete", followers.looked_at_all}};
}

Result<answer::WeekSpan> asked_week(const net::Request& request, const desk::Zone& zone, Timestamp now) {
  const auto written = request.query_param("week").value_or("");
  if (written.empty()) return answer::last_week(zone, now);
  const auto day = desk::read_day(written);
  if (!day) return fail(Errc::Invalid, "no day", "week: a day of it, such as 2026-05-18");
  return answer::week_of(zone, *day);
}

Result<net::Response> show_week(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto works = services.desk.workplaces.now();
  const auto now = services.clock.now();
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    ConversationsJson as(snapshot, services, visitor.session.user);
    const auto zone = zone_of(snapshot);
    const auto week = asked_week(request, zone, now);
    if (!week) return fail(week.error());
    const auto found = answer::monday(snapshot, as.reader(), *week, *works->calendars);
    json::Array desks;
    for (const auto& [id, of] : found.desks) {
      auto one = channels_json(of);
      one["desk"] = as.named(id);
      desks.emplace_back(std::move(one));
    }
    json::Array topics;
    for (const auto& one : found.topics) {
      topics.emplace_back(
          json::Object{{"topic", one.topic}, {"asked", one.asked}, {"usual", one.usual}, {"new", one.is_new}});
    }
    return json_answer(200, {{"from", to_rfc3339(week->from)},
                             {"to", to_rfc3339(week->to)},
                             {"zone", zone.name()},
                             {"desks", std::move(desks)},
                             {"all", channels_json(found.all)},
                             {"topics", std::move(topics)},
                             {"followers", followers_json(snapshot, *week, now)}});
  });
}

}  // namespace

void add_monday_routes(GuardedRouter& routes, const Services& services) {
  routes.add(net::Method::Get, "/api/staff/monday", staff::Action::ReadDesk,
             [services](const net::Request& request, const Visitor& visitor) {
               return show_week(services, request, visitor);
             });
}

}  // namespace chancery::api
