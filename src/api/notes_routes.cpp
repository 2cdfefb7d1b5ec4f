// What we publish, and what strangers answer.
#include <functional>
#include <utility>
#include <vector>

#include "activity/note.hpp"
#include "api/fields.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "base/ids.hpp"
#include "speak/deleting.hpp"
#include "store/accounts.hpp"
#include "store/notes.hpp"

namespace chancery::api {
namespace {

constexpr std::size_t kPage = 20;
constexpr std::size_t kReplies = 200;  // shown under one note

// `read` gives up to a page and one more, which says that there is a next page.
using ReadPage = std::function<std::vector<activity::Note>(store::Snapshot&, activity::NoteId, std::size_t)>;

net::Response page_of(const Services& services, std::string_view name, std::int64_t before, const ReadPage& read) {
  return services.store.read([&](store::Snapshot& snapshot) {
    auto notes = read(snapshot, activity::NoteId{before}, kPage + 1);
    const bool more = notes.size() > kPage;
    if (more) notes.pop_back();
    json::Array list;
    for (const auto& note : notes) list.push_back(note_json(snapshot, services.addresses, note));
    return json_answer(200, {{name, std::move(list)}, {"next", id_or_null(more ? notes.back().id.value : 0)}});
  });
}

Result<net::Response> list_of_account(const Services& services, const net::Request& request) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  const auto before = query_number(request, "before");
  if (!before) return fail(before.error());
  const activity::AccountId account{*id};
  if (!services.store.read([&](store::Snapshot& snapshot) { return store::account_by_id(snapshot, account); })) {
    return fail(Errc::NotFound, "there is no account of this id");
  }
  return page_of(services, "notes", *before, [&](store::Snapshot& snapshot, activity::NoteId from, std::size_t limit) {
    return store::notes_of(snapshot, account, from, limit);
  });
}

Result<net::Response> list_replies(const Services& services, const net::Request& request) {
  const auto before = query_number(request, "before");
  if (!before) return fail(before.error());
  return page_of(services, "replies", *before, store::received_notes);
}

Result<net::Response> show_thread(const Services& services, const net::Request& request) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  return services.store.read([&](store::Snapshot& snapshot) -> Result<net::Response> {
    const auto note = store::note_by_id(snapshot, activity::NoteId{*id});
    if (!note || note->deleted) return fail(Errc::NotFound, "there is no note of this id, or it was deleted");
    json::Array replies;
    for (const auto& reply : store::replies_to(snapshot, note->id, false, kReplies)) {
      replies.push_back(note_json(snapshot, services.addresses, reply));
    }
    return json_answer(200,
                       {{"note", note_json(snapshot, services.addresses, *note)}, {"replies", std::move(replies)}});
  });
}

Result<net::Response> remove(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = parse_id(request.param("id"));
  if (!id) return fail(id.error());
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto reason = body->text("reason");
  if (auto read = body->check(); !read) return fail(read.error());
  auto deleted =
      speak::delete_note(services.store, services.publisher, activity::NoteId{*id}, visitor.session.user, reason);
  if (!deleted) return fail(deleted.error());
  return net::Response::empty(204);
}

}  // namespace

void add_notes_routes(GuardedRouter& routes, const Services& services) {
  using staff::Action;
  routes.add(net::Method::Get, "/api/staff/accounts/{id}/notes", Action::ReadAccounts,
             [services](const net::Request& request, const Visitor&) { return list_of_account(services, request); });
  routes.add(net::Method::Get, "/api/staff/notes/{id}", Action::ReadAccounts,
             [services](const net::Request& request, const Visitor&) { return show_thread(services, request); });
  routes.add(
      net::Method::Delete, "/api/staff/notes/{id}", Action::DeleteNote,
      [services](const net::Request& request, const Visitor& visitor) { return remove(services, request, visitor); });
  routes.add(net::Method::Get, "/api/staff/replies", Action::ReadAccounts,
             [services](const net::Request& request, const Visitor&) { return list_replies(services, request); });
}

}  // namespace chancery::api
