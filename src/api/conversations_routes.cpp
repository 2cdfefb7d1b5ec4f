// Conversations: lists, one of them whole, who is there, what somebody is told, and search.
#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "answer/internal_notes.hpp"
#include "answer/near.hpp"
#include "answer/note_reader.hpp"
#include "answer/search.hpp"
#include "answer/views.hpp"
#include "answer/workload.hpp"
#include "api/conversations_json.hpp"
#include "api/fields.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "api/row_cache.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "desk/view_query.hpp"
#include "speak/approvals.hpp"
#include "speak/posts.hpp"
#include "store/accounts.hpp"
#include "store/notes.hpp"

namespace chancery::api {
namespace {

using answer::Conversation;
using answer::ConversationId;
using answer::InboxQuery;
using desk::ViewQuery;

constexpr std::size_t kConversationsPage = 50;
constexpr std::size_t kMostRows = 100;
constexpr std::size_t kToApprove = 20;

tl::unexpected<Error> no_conversation() {
  return fail(Errc::NotFound, "there is no such conversation");
}

Result<ViewQuery> read_view(const net::Request& request) {
  auto query = desk::parse_view(request.query_param("q").value_or(""));
  if (query) return std::move(*query);
  return fail(answer::unreadable_query("q", query.error()));
}

InboxQuery::View view_of(ViewQuery::List list) {
  switch (list) {
    case ViewQuery::List::Mine:
      return InboxQuery::View::Mine;
    case ViewQuery::List::Held:
      return InboxQuery::View::Held;
    case ViewQuery::List::Open:
    case ViewQuery::List::Any:
      return InboxQuery::View::Newest;
    case ViewQuery::List::Closed:
      return InboxQuery::View::Closed;
    default:
      return InboxQuery::View::Queue;
  }
}

Result<InboxQuery> inbox_query(store::Snapshot& snapshot, const ViewQuery& view) {
  InboxQuery query;
  query.view = view_of(view.list);
  query.desks = view.desks;
  query.language = view.language;
  query.topic = view.topic;
  query.country = view.country;
  query.matter = view.matter;
  query.urgency = view.urgency;
  query.has_draft = view.has_draft;
  query.is_private = view.is_private;
  query.breached = view.breached;
  if (!view.mark.empty()) {
    const auto flag = answer::parse_flag(view.mark);
    if (!flag) return fail(flag.error());
    query.flag = *flag;
  }
  if (view.account.empty()) return query;
  const auto account = store::account_by_name(snapshot, view.account);
  if (!account) return fail(Errc::Invalid, "no such account", "q: account:" + view.account + " is none of ours");
  query.account = account->id;
  return query;
}

// The desks a list is of; none: its rows may lie at any desk.
std::optional<std::vector<desk::DeskId>> desks_of(const Services& services, const Visitor& visitor,
                                                  const ViewQuery& view) {
  if (view.list == ViewQuery::List::Mine) return std::nullopt;
  auto desks = services.store.read([&](store::Snapshot& snapshot) {
    return staff::desk_rights(snapshot, visitor.session.user).desks(staff::DeskAction::Read);
  });
  if (!view.desks.empty()) {
    std::erase_if(desks, [&](desk::DeskId desk) { return std::ranges::find(view.desks, desk) == view.desks.end(); });
  }
  return desks;
}

// What the list was made of, in short: the same until something changes at one of its desks that it might show.
std::string etag_of(std::string_view of) {
  return '"' + crypto::to_base64url(crypto::sha256(of)).substr(0, 22) + '"';
}

net::Response unchanged(const std::string& etag) {
  auto response = net::Response::empty(304);
  response.headers.set("ETag", etag);
  return response;
}

// The rows of a page between brackets; those not kept are made, and kept for who asks next.
std::string rows_of(store::Snapshot& snapshot, const Services& services, const Visitor& visitor, RowCache& rows,
                    std::span<const Conversation> page, std::uint64_t revision) {
  const auto now = services.clock.steady();
  std::optional<ConversationsJson> as;
  std::string text = "[";
  for (const auto& c : page) {
    if (text.size() > 1) text += ',';
    const RowCache::Key key{revision, c.id, c.revision};
    if (rows.append(text, key, now)) continue;
    if (!as) as.emplace(snapshot, services, visitor.session.user);
    auto row = boost::json::serialize(as->row(c));
    text += row;
    if (as->same_for_all(c)) rows.put(key, std::move(row), now);
  }
  return text += ']';
}

Result<net::Response> list_conversations(const Services& services, RowCache& rows, const net::Request& request,
                                         const Visitor& visitor) {
  const auto view = read_view(request);
  if (!view) return fail(view.error());
  const auto limit = query_number(request, "limit");
  if (!limit) return fail(limit.error());
  // Before the rows are read: what comes in between is of the next revision too.
  const auto revision = services.feed.revision();
  const auto after = request.query_param("after").value_or("");
  const auto desks = desks_of(services, visitor, *view);
  auto made_of = std::to_string(desks ? services.feed.revision(*desks) : revision);
  for (const auto desk : desks.value_or(std::vector<desk::DeskId>{})) made_of += ' ' + desk.text();
  const auto etag = etag_of(made_of + '\n' + visitor.session.user.id.text() + '\n' + request.query);
  if (request.headers.find("If-None-Match") == etag) return unchanged(etag);
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto query = inbox_query(snapshot, *view);
    if (!query) return fail(query.error());
    const auto wanted = *limit == 0 ? kConversationsPage : std::min(static_cast<std::size_t>(*limit), kMostRows);
    const auto page = answer::inbox(snapshot, answer::reader_of(snapshot, visitor.session.user), *query, after, wanted);
    if (!page) return fail(page.error());
    const auto next = boost::json::serialize(json::Value(text_or_null(page->next)));
    auto response = net::Response::json(
        200, R"({"conversations":)" + rows_of(snapshot, services, visitor, rows, page->rows, revision) + R"(,"next":)" +
                 next + R"(,"revision":)" + std::to_string(revision) + "}\n");
    response.headers.set("ETag", etag);
    return response;
  });
}

// Replies that wait for this person's approval: what she has rights for decides, not where they lie.
std::vector<Conversation> to_approve(store::Snapshot& snapshot, ConversationsJson& as, const staff::User& user) {
  std::vector<Conversation> found;
  for (const auto& account : store::accounts(snapshot)) {
    if (!speak::may(snapshot, user, account.id, speak::AccountRight::Approve)) continue;
    for (const auto post : speak::awaiting_approval(snapshot, account.id, user.id)) {
      const auto reply = answer::reply_of_post(snapshot, post.value);
      if (!reply || reply->state != answer::ReplyState::Open) continue;
      auto c = answer::conversation(snapshot, reply->conversation, as.reader());
      if (c) found.push_back(std::move(*c));
    }
  }
  std::ranges::stable_sort(found, {}, [](const Conversation& c) { return std::pair{c.due_at, c.id}; });
  return found;
}

Result<net::Response> list_to_approve(const Services& services, const net::Request&, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    ConversationsJson as(snapshot, services, visitor.session.user);
    json::Array conversations;
    for (const auto& c : to_approve(snapshot, as, visitor.session.user)) {
      if (conversations.size() == kToApprove) break;
      conversations.emplace_back(as.whole(c));
    }
    return json_answer(200, {{"conversations", std::move(conversations)}, {"next", nullptr}});
  });
}

json::Object tally_json(const answer::Tally& tally) {
  return {{"queue", tally.queue}, {"breached", tally.breached}, {"held", tally.held}};
}

Result<net::Response> count(const Services& services, const net::Request&, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    ConversationsJson as(snapshot, services, visitor.session.user);
    json::Array desks;
    std::int64_t unsorted = 0;
    for (const auto& [id, counts] : answer::counts(snapshot, as.reader())) {
      auto of_desk = tally_json(counts.dialogue);
      of_desk["desk"] = as.named(id);
      of_desk["qa"] = tally_json(counts.qa);
      desks.emplace_back(std::move(of_desk));
      unsorted += counts.unsorted;
    }
    const auto mine = answer::count_mine(snapshot, visitor.session.user.id);
    return json_answer(200, {{"desks", std::move(desks)},
                             {"mine", mine.dialogue},
                             {"mine_qa", mine.qa},
                             {"approvals", to_approve(snapshot, as, visitor.session.user).size()},
                             {"unsorted", unsorted}});
  });
}

// Reads one conversation as this person may, and answers with what `make` says of it.
using Make = std::function<Result<net::Response>(store::Snapshot&, ConversationsJson&, const Conversation&)>;

Result<net::Response> with_one(const Services& services, const net::Request& request, const Visitor& visitor,
                               const Make& make) {
  const auto id = path_id<ConversationId>(request);
  if (!id) return fail(id.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    ConversationsJson as(snapshot, services, visitor.session.user);
    const auto c = answer::conversation(snapshot, *id, as.reader());
    if (!c) return no_conversation();
    return make(snapshot, as, *c);
  });
}

Result<net::Response> show_conversation(const Services& services, const net::Request& request, const Visitor& visitor) {
  return with_one(services, request, visitor, [](store::Snapshot&, ConversationsJson& as, const Conversation& c) {
    return json_answer(200, as.whole(c));
  });
}

Result<net::Response> of_note(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto note = path_id<activity::NoteId>(request, "note");
  if (!note) return fail(note.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto id = answer::conversation_of_note(snapshot, *note);
    const auto reader = answer::reader_of(snapshot, visitor.session.user);
    if (!id || !answer::conversation(snapshot, id, reader)) return no_conversation();
    return json_answer(200, {{"conversation", id.text()}});
  });
}

// Who works at its desk, for who gives it to one of them or names one in a note.
Result<net::Response> show_colleagues(const Services& services, const net::Request& request, const Visitor& visitor) {
  return with_one(services, request, visitor,
                  [&](store::Snapshot& snapshot, ConversationsJson&, const Conversation& c) {
                    const auto now = services.clock.now();
                    std::set<staff::UserId> on_duty;
                    for (const auto& shift : answer::shifts_of(snapshot, c.desk, now)) {
                      if (shift.from <= now) on_duty.insert(shift.user);
                    }
                    json::Array people;
                    const staff::ShownNames names(snapshot, visitor.session.user);
                    for (const auto& user : staff::users(snapshot)) {
                      const auto rights = staff::desk_rights(snapshot, user);
                      if (user.ended_at || !rights.may(staff::DeskAction::Work, c.desk)) continue;
                      if (c.is_private && !rights.may(staff::DeskAction::ReadPrivate, c.desk)) continue;
                      const auto held = answer::count_mine(snapshot, user.id);
                      people.emplace_back(json::Object{{"user", person(names, user.id)},
                                                       {"on_duty", on_duty.contains(user.id)},
                                                       {"holds", held.dialogue + held.qa}});
                    }
                    return json_answer(200, {{"colleagues", std::move(people)}});
                  });
}

json::Object presence_json(const Services& services, ConversationsJson& as, const Conversation& c) {
  const auto left = services.desk.claims.left(c);
  json::Object object{{"people", as.people(c.id)}, {"lease", nullptr}};
  if (left) object["lease"] = json::Object{{"seconds", left->count()}};
  return object;
}

Result<net::Response> show_presence(const Services& services, const net::Request& request, const Visitor& visitor) {
  return with_one(services, request, visitor, [&](store::Snapshot&, ConversationsJson& as, const Conversation& c) {
    return json_answer(200, presence_json(services, as, c));
  });
}

Result<net::Response> put_presence(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto fields = Fields::of(request);
  if (!fields) return fail(fields.error());
  const auto doing = fields->text("doing");
  const auto token = fields->optional_integer("token");
  if (auto read = fields->check(); !read) return fail(read.error());
  if (doing != "reading" && doing != "writing" && doing != "gone") {
    return fail(Errc::Invalid, "no such doing", "doing: reading, writing or gone");
  }
  return with_one(services, request, visitor,
                  [&](store::Snapshot&, ConversationsJson& as, const Conversation& c) -> Result<net::Response> {
                    const auto user = visitor.session.user.id;
                    auto& presence = services.desk.presence;
                    const bool news = doing == "gone" ? presence.leave(c.id, user)
                                                      : presence.put(c.id, user,
                                                                     doing == "writing" ? answer::Doing::Writing
                                                                                        : answer::Doing::Reading);
                    if (news) services.feed.presence(c.desk, c.id);
                    if (token && doing != "gone") static_cast<void>(services.desk.claims.heartbeat(c.id, user, *token));
                    return json_answer(200, presence_json(services, as, c));
                  });
}

// The words of both, for people; whether she may open the conversation they stand in.
Result<net::Response> show_near(const Services& services, const net::Request& request, const Visitor& visitor) {
  return with_one(services, request, visitor,
                  [&](store::Snapshot& snapshot, ConversationsJson& as, const Conversation& c) {
                    constexpr std::size_t kShown = 2'000;
                    const auto words = [&](activity::NoteId id) {
                      const auto note = store::note_by_id(snapshot, id);
                      return note && !note->deleted ? answer::excerpt_of(*note, kShown) : std::string();
                    };
                    json::Array list;
                    for (const auto& one : answer::near_answers(snapshot, c, services.clock.now())) {
                      const bool readable = answer::conversation(snapshot, one.conversation, as.reader()).has_value();
                      list.emplace_back(json::Object{{"conversation", one.conversation.text()},
                                                     {"score", one.score},
                                                     {"question", words(one.question)},
                                                     {"answer", words(one.answer)},
                                                     {"language", one.language},
                                                     {"at", to_rfc3339(one.at)},
                                                     {"readable", readable}});
                    }
                    return json_answer(200, {{"near", std::move(list)}});
                  });
}

std::string excerpt_of_hit(store::Snapshot& snapshot, const answer::Hit& hit) {
  if (hit.note) {
    const auto note = store::note_by_id(snapshot, hit.note);
    return note && !note->deleted ? answer::excerpt_of(*note) : std::string();
  }
  for (const auto& note : answer::notes_of(snapshot, hit.conversation.id)) {
    if (note.id != hit.internal_note) continue;
    activity::Note as_note;
    as_note.parts.summary = note.words;
    return answer::excerpt_of(as_note);
  }
  return {};
}

Result<net::Response> search(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto view = read_view(request);
  if (!view) return fail(view.error());
  const auto before = query_number(request, "before");
  if (!before) return fail(before.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    ConversationsJson as(snapshot, services, visitor.session.user);
    auto filter = inbox_query(snapshot, *view);
    if (!filter) return fail(filter.error());
    const bool named = request.query_param("q").value_or("").find("place:") != std::string::npos;
    const auto found = answer::search(snapshot, as.reader(),
                                      {.words = view->words,
                                       .filter = *filter,
                                       .list = named ? view->list : ViewQuery::List::Any,
                                       .before = *before});
    if (!found) return fail(found.error());
    json::Array hits;
    for (const auto& hit : found->hits) {
      hits.emplace_back(json::Object{{"conversation", as.row(hit.conversation)},
                                     {"message", id_or_null(hit.note.value)},
                                     {"note", id_or_null(hit.internal_note)},
                                     {"at", to_rfc3339(hit.conversation.last_at)},
                                     {"excerpt", excerpt_of_hit(snapshot, hit)}});
    }
    return json_answer(200, {{"hits", std::move(hits)},
                             {"next", id_or_null(found->next)},
                             {"searched_back_to", time_or_null(found->searched_back_to)}});
  });
}

Result<net::Response> notices(const Services& services, const net::Request&, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    ConversationsJson as(snapshot, services, visitor.session.user);
    json::Array list;
    for (const auto& notice : answer::notices_of(snapshot, visitor.session.user.id)) {
      list.emplace_back(as.notice(notice));
    }
    return json_answer(200, {{"notices", std::move(list)}});
  });
}

Result<net::Response> see(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  const auto seen = services.store.write_now([&](store::Transaction& tx) {
    return answer::see_notice(tx, visitor.session.user.id, *id, services.clock.now());
  });
  if (!seen) return fail(seen.error());
  return net::Response::empty(204);
}

Result<net::Response> see_all(const Services& services, const net::Request&, const Visitor& visitor) {
  const auto seen = services.store.write_now([&](store::Transaction& tx) -> Status {
    answer::see_all_notices(tx, visitor.session.user.id, services.clock.now());
    return {};
  });
  if (!seen) return fail(seen.error());
  return net::Response::empty(204);
}

}  // namespace

void add_conversations_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using Handler = Result<net::Response> (*)(const Services&, const net::Request&, const Visitor&);
  const auto bound = [&](Handler handler) {
    return [services, handler](const net::Request& request, const Visitor& visitor) {
      return handler(services, request, visitor);
    };
  };
  const auto read = [&](std::string pattern, Handler handler) {
    routes.add(Method::Get, std::move(pattern), staff::Action::ReadDesk, bound(handler));
  };
  const auto rows = std::make_shared<RowCache>();  // the handler's own
  routes.add(Method::Get, "/api/staff/conversations", staff::Action::ReadDesk,
             [services, rows](const net::Request& request, const Visitor& visitor) {
               return list_conversations(services, *rows, request, visitor);
             });
  read("/api/staff/conversations/counts", count);
  read("/api/staff/conversations/to-approve", list_to_approve);
  read("/api/staff/conversations/of-note/{note}", of_note);
  read("/api/staff/conversations/{id}", show_conversation);
  read("/api/staff/conversations/{id}/colleagues", show_colleagues);
  read("/api/staff/conversations/{id}/near", show_near);
  read("/api/staff/conversations/{id}/presence", show_presence);
  routes.add(Method::Put, "/api/staff/conversations/{id}/presence", staff::Action::ReadDesk, bound(put_presence),
             Writes::Nothing);
  read("/api/staff/search", search);
  routes.add_signed_in(Method::Get, "/api/staff/notices", bound(notices));
  routes.add_signed_in(Method::Post, "/api/staff/notices/{id}/seen", bound(see));
  routes.add_signed_in(Method::Post, "/api/staff/notices/seen", bound(see_all));
}

}  // namespace chancery::api
