// Posts of ours under fire: what each drew, against what is usual, and the alerts that came of it.
#include <algorithm>
#include <set>
#include <utility>

#include "api/fields.hpp"
#include "api/fire_json.hpp"
#include "api/need_to_know.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "base/ids.hpp"
#include "listen/register.hpp"
#include "store/accounts.hpp"
#include "store/notes.hpp"
#include "store/reaction_bins.hpp"
#include "text/html.hpp"
#include "text/utf8.hpp"

namespace chancery::api {
namespace {

constexpr std::chrono::hours kMarksShown{72};
constexpr std::size_t kPosts = 100;
constexpr std::size_t kExcerpt = 280;  // bytes

// What a post of ours says, shortly; of what is not public only that it is there.
json::Value post_of(store::Snapshot& snapshot, activity::NoteId id) {
  const auto note = store::note_by_id(snapshot, id);
  if (!note || !note->account) return nullptr;
  const auto account = store::account_by_id(snapshot, note->account);
  const bool open = note->visibility <= activity::Visibility::Unlisted && !note->deleted;
  const auto plain = open ? text::to_plain(note->content) : std::string();
  return json::Object{{"note", id.text()},
                      {"account", note->account.text()},
                      {"name", account ? account->name : ""},
                      {"url", note->url},
                      {"language", note->language},
                      {"visibility", activity::to_string(note->visibility)},
                      {"published", to_rfc3339(note->published)},
                      {"deleted", note->deleted},
                      {"excerpt", text::cut_at_character(plain, kExcerpt)}};
}

net::Response list_marks(const Services& services, const Visitor& visitor) {
  const auto since = services.clock.now() - kMarksShown;
  return services.store.read([&](store::Snapshot& snapshot) {
    const staff::ShownNames users(snapshot, visitor.session.user);
    NeedToKnow need(snapshot, services.addresses, visitor.session.user);
    const auto may_read = [&](activity::NoteId id) {
      const auto note = store::note_by_id(snapshot, id);
      return !note || need.may_read(*note);
    };
    json::Array posts;
    for (const auto& mark : answer::latest_marks(snapshot, since, kPosts)) {
      if (!may_read(mark.note)) continue;
      posts.emplace_back(json::Object{{"post", post_of(snapshot, mark.note)}, {"mark", to_json(mark)}});
    }
    json::Array alerts;
    for (const auto& alert : answer::fire_alerts(snapshot, since, kPosts)) {
      if (!may_read(alert.note)) continue;
      auto object = to_json(alert, users);
      object["post"] = post_of(snapshot, alert.note);
      alerts.emplace_back(std::move(object));
    }
    return json_answer(200, {{"posts", std::move(posts)}, {"alerts", std::move(alerts)}});
  });
}

// What the account's posts usually drew at each age: the middle one of them, and one that nine of ten stay under.
json::Array usual_of(store::Snapshot& snapshot, const activity::Note& note, Timestamp now) {
  json::Array list;
  for (const auto age : answer::kFireAges) {
    std::vector<double> totals;
    for (const auto& counts : answer::fire_history(snapshot, note.account, age, note.id, now)) {
      totals.push_back(counts.all());
    }
    std::ranges::sort(totals);
    const auto at = [&](double share) {
      return totals.empty() ? 0.0 : totals[static_cast<std::size_t>(share * static_cast<double>(totals.size() - 1))];
    };
    list.emplace_back(
        json::Object{{"age", age.count()}, {"posts", totals.size()}, {"median", at(0.5)}, {"high", at(0.9)}});
  }
  return list;
}

json::Array officials_of(store::Snapshot& snapshot, activity::NoteId note) {
  json::Array list;
  for (const auto& one : store::official_reactions(snapshot, note)) {
    const auto actor = listen::public_actor(snapshot, listen::PublicActorId{one.public_actor});
    const bool named = actor && !actor->says.names.empty();
    list.emplace_back(json::Object{{"public_actor", std::to_string(one.public_actor)},
                                   {"name", named ? actor->says.names.front().text : ""},
                                   {"country", actor ? actor->says.country : ""},
                                   {"kind", one.kind},
                                   {"at", to_rfc3339(one.at)}});
  }
  return list;
}

Result<net::Response> show_fire(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<activity::NoteId>(request);
  if (!id) return fail(id.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto note = store::note_by_id(snapshot, *id);
    if (!note || !note->account || !NeedToKnow(snapshot, services.addresses, visitor.session.user).may_read(*note)) {
      return fail(Errc::NotFound, "there is no post of ours of this id");
    }
    const staff::ShownNames users(snapshot, visitor.session.user);
    json::Array marks;
    for (const auto& mark : answer::fire_marks(snapshot, *id)) marks.emplace_back(to_json(mark));
    json::Array alerts;
    for (const auto& alert : answer::fire_alerts_of(snapshot, *id)) alerts.emplace_back(to_json(alert, users));
    json::Array bins;
    for (const auto& bin : store::reaction_bins(snapshot, *id)) {
      bins.emplace_back(json::Object{{"minute", bin.minute}, {"kind", bin.kind}, {"n", bin.n}});
    }
    return json_answer(200, {{"post", post_of(snapshot, *id)},
                             {"marks", std::move(marks)},
                             {"usual", usual_of(snapshot, *note, services.clock.now())},
                             {"bins", std::move(bins)},
                             {"officials", officials_of(snapshot, *id)},
                             {"alerts", std::move(alerts)}});
  });
}

Result<net::Response> judge_fire_alert(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<answer::FireAlertId>(request);
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto named = body->text("judgement");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto judgement = answer::parse_fire_judgement(named);
  if (!judgement) return fail(judgement.error());
  const auto judged = services.store.write_now([&](store::Transaction& tx) {
    return answer::judge_alert(tx, *id, *judgement, visitor.session.user, services.clock.now());
  });
  if (!judged) return fail(judged.error());
  return services.store.read([&](store::Snapshot& snapshot) {
    return json_answer(200, to_json(*judged, staff::ShownNames(snapshot, visitor.session.user)));
  });
}

}  // namespace

void add_fire_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using net::Request;
  using staff::Action;
  routes.add(Method::Get, "/api/staff/fire", Action::HandleCrisis,
             [services](const Request&, const Visitor& visitor) { return list_marks(services, visitor); });
  routes.add(
      Method::Get, "/api/staff/fire/{id}", Action::HandleCrisis,
      [services](const Request& request, const Visitor& visitor) { return show_fire(services, request, visitor); });
  routes.add(Method::Put, "/api/staff/fire/alerts/{id}", Action::HandleCrisis,
             [services](const Request& request, const Visitor& visitor) {
               return judge_fire_alert(services, request, visitor);
             });
}

}  // namespace chancery::api
