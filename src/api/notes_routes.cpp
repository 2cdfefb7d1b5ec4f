// What we publish, and what strangers answer.
#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "activity/note.hpp"
#include "api/fields.hpp"
#include "api/need_to_know.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "base/ids.hpp"
#include "speak/deleting.hpp"
#include "speak/posts.hpp"
#include "store/accounts.hpp"
#include "store/notes.hpp"
#include "store/threads.hpp"

namespace chancery::api {
namespace {

constexpr std::size_t kNotesPage = 20;
constexpr std::size_t kEarlier = 50;  // shown above a note

// `read` gives up to a page and one more, which says that there is a next page.
using ReadPage = std::function<std::vector<activity::Note>(store::Snapshot&, activity::NoteId, std::size_t)>;

net::Response page_of(const Services& services, const Visitor& visitor, std::string_view name, std::int64_t before,
                      const ReadPage& read) {
  return services.store.read([&](store::Snapshot& snapshot) {
    NeedToKnow need(snapshot, services.addresses, visitor.session.user);
    const auto page = need.page<activity::Note>(kNotesPage, [&](activity::NoteId last) {
      return read(snapshot, last ? last : activity::NoteId{before}, kNotesPage + 1);
    });
    json::Array list;
    for (const auto& note : page.things) {
      list.push_back(note_json(snapshot, services.addresses, services.picture_links, note));
    }
    return json_answer(200, {{name, std::move(list)}, {"next", id_or_null(page.next)}});
  });
}

Result<net::Response> list_of_account(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  const auto before = query_number(request, "before");
  if (!before) return fail(before.error());
  const activity::AccountId account{*id};
  if (!services.store.read([&](store::Snapshot& snapshot) { return store::account_by_id(snapshot, account); })) {
    return fail(Errc::NotFound, "there is no account of this id");
  }
  return page_of(services, visitor, "notes", *before,
                 [&](store::Snapshot& snapshot, activity::NoteId from, std::size_t limit) {
                   return store::notes_of(snapshot, account, from, limit);
                 });
}

Result<net::Response> list_replies(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto before = query_number(request, "before");
  if (!before) return fail(before.error());
  return page_of(services, visitor, "replies", *before, store::received_notes);
}

// What the note answers and what that answers, the oldest first; and whether something above is not here.
std::pair<json::Array, bool> earlier_than(store::Snapshot& snapshot, const Services& services, NeedToKnow& need,
                                          const activity::Note& note) {
  std::vector<json::Object> above;
  std::set<std::string> seen{note.uri};
  auto uri = note.in_reply_to;
  while (!uri.empty() && above.size() < kEarlier && seen.insert(uri).second) {
    const auto parent = store::note_by_uri(snapshot, uri);
    if (!parent || parent->deleted || !need.may_read(*parent)) break;
    above.push_back(note_json(snapshot, services.addresses, services.picture_links, *parent));
    uri = parent->in_reply_to;
  }
  return {json::Array(above.rbegin(), above.rend()), !uri.empty()};
}

// In reading order; what answers a deleted one stays, one step further in. The later parts of its own thread are no
// replies: what answers them stands as if it answered the first.
json::Array replies_below(store::Snapshot& snapshot, const Services& services, NeedToKnow& need,
                          const activity::Note& note) {
  json::Array replies;
  const auto thread = speak::thread_of(snapshot, note.id);
  std::vector<std::size_t> above;  // depths of the parts that stand above
  for (const auto& entry : store::thread_below(snapshot, note, kShownReplies)) {
    while (!above.empty() && entry.depth <= above.back()) above.pop_back();
    if (std::ranges::find(thread, entry.id) != thread.end()) {
      above.push_back(entry.depth);
      continue;
    }
    const auto reply = entry.deleted ? std::nullopt : store::note_by_id(snapshot, entry.id);
    if (!reply || !need.may_read(*reply)) continue;
    auto object = note_json(snapshot, services.addresses, services.picture_links, *reply);
    object["depth"] = entry.depth - above.size();
    replies.push_back(std::move(object));
  }
  return replies;
}

Result<net::Response> show_thread(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto note = store::note_by_id(snapshot, activity::NoteId{*id});
    NeedToKnow need(snapshot, services.addresses, visitor.session.user);
    if (!note || note->deleted || !need.may_read(*note)) {
      return fail(Errc::NotFound, "there is no note of this id, or it was deleted");
    }
    auto [earlier, missing] = earlier_than(snapshot, services, need, *note);
    return json_answer(200, {{"note", note_json(snapshot, services.addresses, services.picture_links, *note)},
                             {"earlier", std::move(earlier)},
                             {"missing", missing},
                             {"replies", replies_below(snapshot, services, need, *note)}});
  });
}

Result<net::Response> remove_note(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto reason = body->text("reason");
  if (auto read = body->check(); !read) return fail(read.error());
  auto deleted =
      speak::delete_note(services.store, services.publisher, activity::NoteId{*id}, visitor.session.user, reason);
  if (!deleted) return fail(deleted.error());
  services.feed.post(services.store.read(
      [&](store::Snapshot& snapshot) { return speak::post_id_of(snapshot, activity::NoteId{*id}); }));
  return net::Response::empty(204);
}

}  // namespace

void add_notes_routes(GuardedRouter& routes, const Services& services) {
  using staff::Action;
  routes.add(net::Method::Get, "/api/staff/accounts/{id}/notes", Action::ReadAccounts,
             [services](const net::Request& request, const Visitor& visitor) {
               return list_of_account(services, request, visitor);
             });
  routes.add(net::Method::Get, "/api/staff/notes/{id}", Action::ReadAccounts,
             [services](const net::Request& request, const Visitor& visitor) {
               return show_thread(services, request, visitor);
             });
  routes.add(net::Method::Delete, "/api/staff/notes/{id}", Action::DeleteNote,
             [services](const net::Request& request, const Visitor& visitor) {
               return remove_note(services, request, visitor);
             });
  routes.add(net::Method::Get, "/api/staff/replies", Action::ReadAccounts,
             [services](const net::Request& request, const Visitor& visitor) {
               return list_replies(services, request, visitor);
             });
}

}  // namespace chancery::api
