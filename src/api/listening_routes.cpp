// What was heard: figures, posts, narratives, copied texts, alerts, and what is new since somebody last looked.
#include <map>
#include <set>
#include <utility>

#include "api/fields.hpp"
#include "api/listening_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "listen/query_audit.hpp"
#include "listen/usual.hpp"
#include "staff/audit.hpp"
#include "staff/shown_names.hpp"
#include "text/segment.hpp"

namespace chancery::api {
namespace {

constexpr std::size_t kAlertsPage = 50;
constexpr std::size_t kStories = 40;
constexpr std::chrono::hours kDay{24};
constexpr std::chrono::hours kWeek{168};

// The window and watch most of these routes ask for.
struct Scope {
  std::chrono::hours window{24};
  listen::WatchId watch;
};

Result<Scope> scope_of(const net::Request& request) {
  const auto hours = query_number(request, "hours");
  if (!hours) return fail(hours.error());
  const auto window = listen::parse_window(*hours == 0 ? kDay.count() : *hours);
  if (!window) return fail(window.error());
  const auto watch = query_number(request, "watch");
  if (!watch) return fail(watch.error());
  return Scope{*window, listen::WatchId{*watch}};
}

std::map<listen::WatchId, std::string> watch_names(const Services& services) {
  return services.store.read([](store::Snapshot& snapshot) {
    std::map<listen::WatchId, std::string> names;
    for (const auto& watch : listen::watches(snapshot)) names.emplace(watch.id, watch.name);
    return names;
  });
}

// Nobody looks without a record of it.
Status record_look(const Services& services, const Visitor& visitor, listen::Look look, const Scope& scope,
                   bool withheld) {
  return listen::record_look(services.store, visitor.session.user.id, look, scope.watch, withheld,
                             services.clock.now());
}

Result<net::Response> show_figures(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto scope = scope_of(request);
  if (!scope) return fail(scope.error());
  const auto figures = services.listen.read([&](store::Snapshot& snapshot) {
    return listen::figures(snapshot, services.clock.now(), scope->window, scope->watch);
  });
  if (auto recorded = record_look(services, visitor, listen::Look::Figures, *scope, figures.withheld); !recorded) {
    return fail(recorded.error());
  }
  return json_answer(200, to_json(figures, services.annotator.sentiment()));
}

// Made in the browser of what it was shown: it says so before it gives the file.
Result<net::Response> note_export(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto watch_text = body->optional_text("watch").value_or("");
  if (auto read = body->check(); !read) return fail(read.error());
  Scope scope{};
  if (!watch_text.empty()) {
    const auto watch = parse_id(watch_text);
    if (!watch) return fail(Errc::Invalid, "watch: is no watch's id");
    scope.watch = listen::WatchId{*watch};
  }
  if (auto recorded = record_look(services, visitor, listen::Look::Export, scope, false); !recorded) {
    return fail(recorded.error());
  }
  return net::Response::empty(204);
}

Result<net::Response> show_posts(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto scope = scope_of(request);
  if (!scope) return fail(scope.error());
  const auto before = query_number(request, "before");
  if (!before) return fail(before.error());
  listen::HeardQuery query{.window = scope->window,
                           .watch = scope->watch,
                           .language = std::string{request.query_param("language").value_or("")},
                           .topic = std::string{request.query_param("topic").value_or("")},
                           .country = std::string{request.query_param("country").value_or("")},
                           .words = {},
                           .before = listen::HeardPostId{*before},
                           .limit = kAlertsPage};
  if (const auto sought = request.query_param("q"); sought && !sought->empty()) {
    text::Segmenter segmenter;
    query.words = segmenter.search_words(*sought);
    if (query.words.empty()) return fail(Errc::Invalid, "nothing to search for", "q: write a word to search for");
  }
  const auto heard = services.listen.read(
      [&](store::Snapshot& snapshot) { return listen::heard_posts(snapshot, services.clock.now(), query); });
  const auto look = query.words.empty() ? listen::Look::Posts : listen::Look::Search;
  if (auto recorded = record_look(services, visitor, look, *scope, heard.withheld); !recorded) {
    return fail(recorded.error());
  }
  json::Array posts;
  for (const auto& post : heard.posts) posts.push_back(to_json(post));
  return json_answer(200, {{"withheld", heard.withheld},
                           {"min_authors", listen::kMinAuthors},
                           {"posts", std::move(posts)},
                           {"next", id_or_null(heard.next.value)}});
}

// Each with the post it names, where that is still kept. Nothing while the window itself is withheld.
template <class Stories>
Result<net::Response> show_stories(const Services& services, const Visitor& visitor, const Scope& scope,
                                   std::string_view name, Stories stories) {
  json::Array list;
  bool withheld = false;
  services.listen.read([&](store::Snapshot& snapshot) {
    const auto labels = listen::shown_labels(snapshot, services.clock.now(), scope.window, scope.watch);
    withheld = !labels;
    if (withheld) return;
    for (const auto& story : stories) {
      if (list.size() == kStories) break;
      list.push_back(to_json(story, listen::heard_post(snapshot, story.example, *labels)));
    }
  });
  if (auto recorded = record_look(services, visitor, listen::Look::Posts, scope, withheld); !recorded) {
    return fail(recorded.error());
  }
  return json_answer(200, {{name, std::move(list)}});
}

Result<net::Response> show_narratives(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto scope = scope_of(request);
  if (!scope) return fail(scope.error());
  return show_stories(services, visitor, *scope, "narratives",
                      services.talk.narratives(services.clock.now(), scope->window, scope->watch));
}

Result<net::Response> show_copied_texts(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto scope = scope_of(request);
  if (!scope) return fail(scope.error());
  return show_stories(services, visitor, *scope, "clusters",
                      services.talk.copied_texts(services.clock.now(), scope->window, scope->watch));
}

Result<net::Response> show_coordination(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto scope = scope_of(request);
  if (!scope) return fail(scope.error());
  const auto found = services.talk.coordination(services.clock.now(), scope->window);
  if (auto recorded = record_look(services, visitor, listen::Look::Figures, *scope, false); !recorded) {
    return fail(recorded.error());
  }
  // In steps, as windows and days are told beside one another; nothing of fewer than ten.
  const bool few = found.accounts < listen::kMinAuthors;
  const auto told = [&](std::size_t n, bool hidden) {
    return hidden ? json::Value(nullptr) : json::Value(listen::in_steps(static_cast<std::int64_t>(n)));
  };
  return json_answer(200, {{"window_seconds", listen::kShareWindow.count()},
                           {"min_shared", listen::kMinShared},
                           {"accounts", told(found.accounts, few)},
                           {"largest", told(found.largest_component, found.largest_component < listen::kMinAuthors)}});
}

listen::Judgements judgements(const Services& services) {
  return services.store.read([](store::Snapshot& snapshot) { return listen::judgements(snapshot); });
}

// Whose post it is about: of the register, so by name. Nothing: of no public actor's, or of one who left.
json::Value actor_of(const Services& services, const listen::Alert& alert) {
  if (alert.kind != listen::AlertKind::UnderFire || alert.reasons.empty()) return nullptr;
  const auto* reason = alert.reasons.front().if_object();
  const auto id = parse_id(reason == nullptr ? "" : json::text(*reason, "public_actor").value_or(""));
  if (!id) return nullptr;
  const auto actor = services.store.read(
      [&](store::Snapshot& snapshot) { return listen::public_actor(snapshot, listen::PublicActorId{*id}); });
  if (!actor || !actor->active(services.clock.now()) || actor->says.names.empty()) return nullptr;
  return json::Object{
      {"id", actor->id.text()}, {"name", actor->says.names.front().text}, {"country", actor->says.country}};
}

// Without those about watches that are withheld now.
json::Array alerts_json(const Services& services, const Visitor& visitor, const std::vector<listen::Alert>& alerts) {
  const auto watches = watch_names(services);
  const auto users =
      services.store.read([&](store::Snapshot& snapshot) { return staff::ShownNames(snapshot, visitor.session.user); });
  const auto withheld = services.listen.read(
      [&](store::Snapshot& snapshot) { return listen::withheld_watches(snapshot, services.clock.now()); });
  json::Array list;
  for (const auto& alert : alerts) {
    const auto shown = listen::shown_alert(alert, withheld);
    if (!shown) continue;
    const auto* by = users.find(shown->judged.by);
    auto object = to_json(*shown, watches, by == nullptr ? std::string_view{} : by->name);
    object["actor"] = actor_of(services, *shown);
    list.push_back(std::move(object));
  }
  return list;
}

Result<net::Response> show_alerts(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto before = query_number(request, "before");
  if (!before) return fail(before.error());
  std::optional<listen::Judgement> judgement;
  if (request.query_param("state").value_or("all") != "all") {
    const auto read = listen::parse_judgement(*request.query_param("state"));
    if (!read) return fail(read.error());
    judgement = *read;
  }
  const auto judged = judgements(services);
  std::vector<listen::Alert> alerts;
  listen::AlertTally tally;
  services.listen.read([&](store::Snapshot& snapshot) {
    alerts = listen::alerts(snapshot, judged, judgement, listen::AlertId{*before}, kAlertsPage);
    tally = listen::alert_tally(snapshot, judged, services.clock.now());
  });
  if (auto recorded = record_look(services, visitor, listen::Look::Figures, {}, false); !recorded) {
    return fail(recorded.error());
  }
  const auto next = alerts.size() == kAlertsPage ? alerts.back().id.value : 0;
  return json_answer(200, {{"alerts", alerts_json(services, visitor, alerts)},
                           {"next", id_or_null(next)},
                           {"last_30_days", to_json(tally)}});
}

Result<net::Response> judge_alert(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto number = parse_id(request.param("id"));
  if (!number) return fail(Errc::NotFound, "no such alert", "This alert does not exist.");
  const listen::AlertId id{*number};
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto text = body->text("judgement");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto judgement = listen::parse_judgement(text);
  if (!judgement) return fail(judgement.error());
  const auto find = [&] {
    const auto judged = judgements(services);
    return services.listen.read([&](store::Snapshot& snapshot) { return listen::find_alert(snapshot, judged, id); });
  };
  const auto show = [&](const std::optional<listen::Alert>& alert) {
    return alert ? alerts_json(services, visitor, {*alert}) : json::Array{};
  };
  if (show(find()).empty()) return fail(Errc::NotFound, "no such alert", "This alert does not exist.");
  auto judged = services.store.write_now([&](store::Transaction& tx) {
    return listen::judge_alert(tx, id, *judgement, visitor.session.user, services.clock.now());
  });
  if (!judged) return fail(judged.error());
  services.feed.alert(id);
  const auto shown = show(find());
  if (shown.empty()) return fail(Errc::NotFound, "no such alert", "This alert does not exist.");
  return json_answer(200, shown.front().as_object());
}

// --- what a query would match ---

Result<net::Response> preview_watch(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto text = body->text("query");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto now = services.clock.now();
  const auto actors =
      services.store.read([&](store::Snapshot& snapshot) { return listen::active_public_actors(snapshot, now); });
  // A personal name is not looked for before the officer has seen it.
  const auto checked = services.queries.check(text, actors);
  if (auto status = checked.status(); !status) return fail(status.error());
  if (!checked.held_phrases.empty()) {
    return fail(Errc::Forbidden, "a personal name is not previewed",
                "query: \"" + checked.held_phrases.front() +
                    "\" looks like a person's name: nothing is shown of it "
                    "before the data-protection officer has decided");
  }
  const auto query = listen::Query::parse(text, listen::with_actors(services.queries.vocabulary(), actors));
  if (!query) return fail(listen::to_error(query.error()));
  const auto found = services.recent.preview(*query, services.annotator, now);
  if (!found) return fail(found.error());
  if (auto recorded = record_look(services, visitor, listen::Look::Preview, {}, !found->matched); !recorded) {
    return fail(recorded.error());
  }
  json::Array examples;
  for (const auto& example : found->examples) {
    examples.push_back(
        json::Object{{"text", example.text}, {"language", example.language}, {"time", to_rfc3339(example.time)}});
  }
  return json_answer(200, {{"canonical", checked.canonical},
                           {"minutes", found->span.count()},
                           {"posts", found->posts},
                           {"matched", found->matched ? json::Value(*found->matched) : json::Value(nullptr)},
                           {"examples", std::move(examples)}});
}

// --- today ---

json::Array watches_today(const Services& services, store::Snapshot& snapshot, Timestamp now) {
  json::Array list;
  const auto names = watch_names(services);
  for (const auto& figure : listen::watch_figures(snapshot, now, kDay)) {
    const auto name = names.find(figure.watch);
    if (name == names.end()) continue;
    list.push_back(json::Object{{"id", figure.watch.text()},
                                {"name", name->second},
                                {"matched", figure.matched ? json::Value(*figure.matched) : json::Value(nullptr)},
                                {"expected", to_json(figure.expected)}});
  }
  return list;
}

// Shown today, and of nobody in the weeks before.
json::Array new_languages(store::Snapshot& snapshot, Timestamp now) {
  const auto figures = listen::figures(snapshot, now, kDay);
  const auto known = listen::known_values(snapshot, listen::kAllWatches, listen::Dimension::Language, figures.from);
  json::Array list;
  if (known.empty()) return list;
  for (const auto& row : figures.by_language) {
    if (row.matched && row.value != "und" && !known.contains(row.value)) list.push_back(json::Value(row.value));
  }
  return list;
}

Result<net::Response> show_today(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto now = services.clock.now();
  auto since = now - kDay;
  if (const auto asked = request.query_param("since"); asked && !asked->empty()) {
    const auto time = from_rfc3339(*asked);
    if (!time) return fail(Errc::Invalid, "no time", "since: a time such as 2026-11-22T09:30:00Z is needed");
    since = std::max(*time, now - kWeek);
  }
  const auto narratives = services.talk.narratives(now, kWeek, listen::kAllWatches);
  const auto judged = judgements(services);
  std::vector<listen::Alert> raised;
  json::Object today{
      {"since", to_rfc3339(since)}, {"now", to_rfc3339(now)}, {"source", to_json(services.source.status())}};
  services.listen.read([&](store::Snapshot& snapshot) {
    json::Array gaps;
    for (const auto& gap : listen::heard_gaps(snapshot, since, kAlertsPage)) gaps.push_back(to_json(gap));
    json::Array fresh;
    const auto labels = listen::shown_labels(snapshot, now, kWeek).value_or(listen::ShownLabels{});
    for (const auto& narrative : narratives) {
      if (narrative.first_seen >= since)
        fresh.push_back(to_json(narrative, listen::heard_post(snapshot, narrative.example, labels)));
    }
    for (auto& alert : listen::alerts(snapshot, judged, std::nullopt, {}, kAlertsPage)) {
      if (alert.raised_at >= since || alert.judged.judgement == listen::Judgement::Open)
        raised.push_back(std::move(alert));
    }
    today["gaps"] = std::move(gaps);
    today["new_narratives"] = std::move(fresh);
    today["watches"] = watches_today(services, snapshot, now);
    today["new_languages"] = new_languages(snapshot, now);
  });
  today["alerts"] = alerts_json(services, visitor, raised);
  if (auto recorded = record_look(services, visitor, listen::Look::Figures, {}, false); !recorded) {
    return fail(recorded.error());
  }
  return json_answer(200, today);
}

}  // namespace

void add_listening_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using staff::Action;
  const auto get = [&](std::string path, auto show) {
    routes.add(Method::Get, std::move(path), Action::ReadListening,
               [services, show](const net::Request& request, const Visitor& visitor) {
                 return show(services, request, visitor);
               });
  };
  get("/api/staff/listen/figures", show_figures);
  get("/api/staff/listen/posts", show_posts);
  get("/api/staff/listen/coordination", show_coordination);
  get("/api/staff/listen/alerts", show_alerts);
  get("/api/staff/listen/today", show_today);
  routes.add(Method::Post, "/api/staff/listen/exports", Action::ReadListening,
             [services](const net::Request& request, const Visitor& visitor) {
               return note_export(services, request, visitor);
             });
  get("/api/staff/listen/narratives", show_narratives);
  get("/api/staff/listen/duplicates", show_copied_texts);
  routes.add(
      Method::Post, "/api/staff/watches/preview", Action::ManageWatches,
      [services](const net::Request& request, const Visitor& visitor) {
        return preview_watch(services, request, visitor);
      },
      Writes::Nothing);
  routes.add(Method::Put, "/api/staff/listen/alerts/{id}", Action::JudgeAlerts,
             [services](const net::Request& request, const Visitor& visitor) {
               return judge_alert(services, request, visitor);
             });
}

}  // namespace chancery::api
