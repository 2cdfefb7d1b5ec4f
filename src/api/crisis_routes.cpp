// Crises, and what is said falsely. A hold and the entry that tells of it are one transaction: first the hold, by the
// rights on accounts, then the entry.
#include <utility>

#include "api/fields.hpp"
#include "api/fire_json.hpp"
#include "api/line_suggestion_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "base/ids.hpp"
#include "speak/holding.hpp"
#include "speak/posts.hpp"

namespace chancery::api {
namespace {

using answer::AssertionId;
using answer::CrisisId;

template <class Thing>
net::Response shown(const Services& services, const Visitor& visitor, int status, const Thing& thing) {
  return services.store.read([&](store::Snapshot& snapshot) {
    return json_answer(status, to_json(thing, staff::ShownNames(snapshot, visitor.session.user)));
  });
}

net::Response list_crises(const Services& services, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    const staff::ShownNames users(snapshot, visitor.session.user);
    json::Array list;
    for (const auto& crisis : answer::crises(snapshot)) list.emplace_back(to_json(crisis, users));
    return json_answer(200, {{"crises", std::move(list)}});
  });
}

Result<net::Response> open(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto title = body->text("title");
  const auto note = body->optional_id<activity::NoteId>("note");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto id = services.store.ids().make<CrisisId>();
  const auto opened = services.store.write_now([&](store::Transaction& tx) {
    return answer::open_crisis(tx, id, title, note, visitor.session.user, services.clock.now());
  });
  if (!opened) return fail(opened.error());
  return shown(services, visitor, 201, *opened);
}

Result<net::Response> show_crisis(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<CrisisId>(request);
  if (!id) return fail(id.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto crisis = answer::crisis_by_id(snapshot, *id);
    if (!crisis) return fail(Errc::NotFound, "there is no such crisis");
    const staff::ShownNames users(snapshot, visitor.session.user);
    json::Array entries;
    for (const auto& entry : answer::entries_of(snapshot, *id)) entries.emplace_back(to_json(entry, users));
    json::Array assertions;
    for (const auto& one : answer::assertions(snapshot, *id)) assertions.emplace_back(to_json(one, users));
    json::Array alerts;
    if (crisis->note) {
      for (const auto& alert : answer::fire_alerts_of(snapshot, crisis->note))
        alerts.emplace_back(to_json(alert, users));
    }
    json::Array prepared;
    if (staff::desk_rights(snapshot, visitor.session.user).anywhere(staff::DeskAction::Read)) {
      for (const auto& one : answer::crisis_lines(snapshot, services.clock.now())) prepared.emplace_back(to_json(one));
    }
    const auto hold = speak::standing_hold(snapshot);
    return json_answer(200,
                       {{"crisis", to_json(*crisis, users)},
                        {"entries", std::move(entries)},
                        {"assertions", std::move(assertions)},
                        {"alerts", std::move(alerts)},
                        {"lines", std::move(prepared)},
                        {"stopped_by_closing", answer::stopped_by_closing(snapshot, *crisis, services.clock.now())},
                        {"hold", hold ? json::Value(json::Object{{"by", person(users, hold->by)},
                                                                 {"since", to_rfc3339(hold->since)},
                                                                 {"reason", hold->reason}})
                                      : json::Value(nullptr)}});
  });
}

Result<net::Response> add_entry(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<CrisisId>(request);
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto named = body->text("kind");
  const auto words = body->text("words");
  const auto subject = body->optional_id<std::int64_t>("subject");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto kind = answer::parse_entry_kind(named);
  if (!kind) return fail(kind.error());
  if (*kind == answer::EntryKind::Hold) return fail(Errc::Invalid, "kind: hold the posts themselves; the log tells it");
  const auto added = services.store.write_now([&](store::Transaction& tx) {
    return answer::add_entry(tx, *id, *kind, words, subject, visitor.session.user, services.clock.now());
  });
  if (!added) return fail(added.error());
  return shown(services, visitor, 201, *added);
}

Result<net::Response> hold_posts(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<CrisisId>(request);
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto reason = body->text("reason");
  if (auto read = body->check(); !read) return fail(read.error());
  std::size_t held = 0;
  const auto entry = services.store.write_now([&](store::Transaction& tx) -> Result<answer::CrisisEntry> {
    const auto now = services.clock.now();
    const auto count = speak::hold_all(tx, {visitor.session.user, now}, reason);
    if (!count) return fail(count.error());
    held = *count;
    return answer::add_entry(tx, *id, answer::EntryKind::Hold, reason, 0, visitor.session.user, now);
  });
  if (!entry) return fail(entry.error());
  services.posts_changed();
  services.feed.post({});
  return json_answer(200, {{"held", held}});
}

Result<net::Response> close_crisis(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<CrisisId>(request);
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto words = body->text("words");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto closed = services.store.write_now([&](store::Transaction& tx) {
    return answer::close_crisis(tx, *id, words, visitor.session.user, services.clock.now());
  });
  if (!closed) return fail(closed.error());
  return shown(services, visitor, 200, *closed);
}

Result<net::Response> board(const Services& services, const net::Request& request) {
  const auto id = path_id<CrisisId>(request);
  if (!id) return fail(id.error());
  const auto now = services.clock.now();
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto crisis = answer::crisis_by_id(snapshot, *id);
    if (!crisis) return fail(Errc::NotFound, "there is no such crisis");
    auto object = to_json(answer::board_of(snapshot, *crisis, now));
    object["title"] = crisis->title;
    object["opened_at"] = to_rfc3339(crisis->opened_at);
    object["closed_at"] = time_or_null(crisis->closed_at);
    object["holding"] = speak::standing_hold(snapshot).has_value();
    object["now"] = to_rfc3339(now);
    return json_answer(200, object);
  });
}

Result<net::Response> list_assertions(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto crisis = query_number(request, "crisis");
  if (!crisis) return fail(crisis.error());
  return services.store.read([&](store::Snapshot& snapshot) {
    const staff::ShownNames users(snapshot, visitor.session.user);
    json::Array list;
    for (const auto& one : answer::assertions(snapshot, CrisisId{*crisis})) list.emplace_back(to_json(one, users));
    return json_answer(200, {{"assertions", std::move(list)}});
  });
}

Result<net::Response> make_assertion(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto said = body->text("said");
  const auto language = body->text("language");
  const auto crisis = body->optional_id<CrisisId>("crisis");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto id = services.store.ids().make<AssertionId>();
  const auto made = services.store.write_now([&](store::Transaction& tx) {
    return answer::make_assertion(tx, id, crisis, said, language, visitor.session.user, services.clock.now());
  });
  if (!made) return fail(made.error());
  return shown(services, visitor, 201, *made);
}

Result<net::Response> show_assertion(const Services& services, const Visitor& visitor, AssertionId id,
                                     int status = 200) {
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto assertion = answer::assertion_by_id(snapshot, id);
    if (!assertion) return fail(Errc::NotFound, "there is no such assertion");
    const staff::ShownNames users(snapshot, visitor.session.user);
    json::Array evidence;
    for (const auto& one : answer::evidence_of(snapshot, id)) evidence.emplace_back(to_json(one, users));
    json::Array copies;
    for (const auto& one : answer::copies_of(snapshot, id)) copies.emplace_back(to_json(one));
    json::Array corrections;
    for (const auto& one : answer::corrections_of(snapshot, id)) corrections.emplace_back(to_json(one, users));
    return json_answer(status, {{"assertion", to_json(*assertion, users)},
                                {"evidence", std::move(evidence)},
                                {"copies", std::move(copies)},
                                {"corrections", std::move(corrections)}});
  });
}

Result<net::Response> add_evidence(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<AssertionId>(request);
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto url = body->text("url");
  const auto words = body->text("words");
  const auto named = body->optional_text("verdict");
  if (auto read = body->check(); !read) return fail(read.error());
  std::optional<answer::Verdict> verdict;
  if (named && !named->empty()) {
    const auto parsed = answer::parse_verdict(*named);
    if (!parsed) return fail(parsed.error());
    verdict = *parsed;
  }
  const auto added = services.store.write_now([&](store::Transaction& tx) {
    return answer::add_evidence(tx, *id, url, words, verdict, visitor.session.user, services.clock.now());
  });
  if (!added) return fail(added.error());
  return show_assertion(services, visitor, *id, 201);
}

Result<net::Response> add_copies(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<AssertionId>(request);
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto text = body->text("text");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto counted = services.store.read(
      [&](store::Snapshot& snapshot) { return answer::count_copies(snapshot, text, services.clock.now()); });
  if (!counted) return fail(counted.error());
  const auto added = services.store.write_now([&](store::Transaction& tx) {
    return answer::add_copies(tx, *id, *counted, visitor.session.user, services.clock.now());
  });
  if (!added) return fail(added.error());
  return show_assertion(services, visitor, *id, 201);
}

// With an account named, what is said instead becomes a draft of it, to be agreed on like any other post.
Result<net::Response> correct(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<AssertionId>(request);
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto language = body->text("language");
  const auto markdown = body->text("markdown");
  const auto account = body->optional_id<activity::AccountId>("account");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto post = services.store.ids().make<speak::PostId>();
  const auto corrected = services.store.write_now([&](store::Transaction& tx) -> Result<answer::Correction> {
    const auto now = services.clock.now();
    if (account) {
      const speak::PostBody said{.account = account, .texts = {{language, markdown, {}}}};
      const auto drafted = speak::draft_post(tx, post, {visitor.session.user, now}, said, "correction " + post.text());
      if (!drafted) return fail(drafted.error());
    }
    return answer::correct(tx, *id, language, markdown, account ? post.value : 0, visitor.session.user, now);
  });
  if (!corrected) return fail(corrected.error());
  if (account) {
    services.posts_changed();
    services.feed.post(post);
  }
  return show_assertion(services, visitor, *id, 201);
}

}  // namespace

void add_crisis_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using net::Request;
  const auto add = [&](Method method, std::string pattern, auto handler) {
    routes.add(method, std::move(pattern), staff::Action::HandleCrisis,
               [services, handler](const Request& request, const Visitor& visitor) -> Result<net::Response> {
                 return handler(services, request, visitor);
               });
  };
  add(Method::Get, "/api/staff/crises",
      [](const Services& all, const Request&, const Visitor& visitor) { return list_crises(all, visitor); });
  add(Method::Post, "/api/staff/crises", open);
  add(Method::Get, "/api/staff/crises/{id}", show_crisis);
  add(Method::Post, "/api/staff/crises/{id}/entries", add_entry);
  add(Method::Post, "/api/staff/crises/{id}/hold", hold_posts);
  add(Method::Post, "/api/staff/crises/{id}/close", close_crisis);
  add(Method::Get, "/api/staff/crises/{id}/board",
      [](const Services& all, const Request& request, const Visitor&) { return board(all, request); });
  add(Method::Get, "/api/staff/assertions", list_assertions);
  add(Method::Post, "/api/staff/assertions", make_assertion);
  add(Method::Get, "/api/staff/assertions/{id}",
      [](const Services& all, const Request& request, const Visitor& visitor) {
        const auto id = path_id<AssertionId>(request);
        return id ? show_assertion(all, visitor, *id) : Result<net::Response>(fail(id.error()));
      });
  add(Method::Post, "/api/staff/assertions/{id}/evidence", add_evidence);
  add(Method::Post, "/api/staff/assertions/{id}/copies", add_copies);
  add(Method::Post, "/api/staff/assertions/{id}/corrections", correct);
}

}  // namespace chancery::api
