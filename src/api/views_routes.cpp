// Saved views of the inbox: one's own, and those shared with a desk.
#include <algorithm>
#include <utility>

#include "answer/views.hpp"
#include "api/conversations_json.hpp"
#include "api/fields.hpp"
#include "api/representations.hpp"
#include "api/shifts_routes.hpp"

namespace chancery::api {
namespace {

using answer::SavedView;
using answer::ViewId;

json::Object view_json(ConversationsJson& as, const SavedView& view) {
  return {{"id", view.id.text()},      {"name", view.name},
          {"query", view.query},       {"desk", view.desk ? as.named(view.desk) : json::Value()},
          {"position", view.position}, {"may_change", answer::keeps(as.reader(), view)}};
}

Result<net::Response> list_views(const Services& services, const net::Request&, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    ConversationsJson as(snapshot, services, visitor.session.user);
    json::Array views;
    for (const auto& view : answer::views_of(snapshot, as.reader())) views.emplace_back(view_json(as, view));
    json::Array desks;
    for (const auto desk : as.reader().rights.desks(staff::DeskAction::Lead)) {
      if (as.reader().rights.may(staff::DeskAction::Read, desk)) desks.emplace_back(as.named(desk));
    }
    return json_answer(200, {{"views", std::move(views)}, {"desks", std::move(desks)}});
  });
}

Result<SavedView> read_saved_view(const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  SavedView view;
  view.name = body->text("name");
  view.query = body->text("query");
  view.desk = body->optional_id<desk::DeskId>("desk");
  const auto position = body->optional_integer("position").value_or(answer::kMaxViews);
  if (auto read = body->check(); !read) return fail(read.error());
  if (position < 0) return fail(Errc::Invalid, "no position", "position: from 0");
  view.position = static_cast<int>(std::min<std::int64_t>(position, answer::kMaxViews));
  return view;
}

Result<net::Response> show_view(const Services& services, const Visitor& visitor, int status, const SavedView& view) {
  return services.store.read([&](store::Snapshot& snapshot) {
    ConversationsJson as(snapshot, services, visitor.session.user);
    return json_answer(status, view_json(as, view));
  });
}

Result<net::Response> save_view(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto view = read_saved_view(request);
  if (!view) return fail(view.error());
  view->id = services.store.ids().make<ViewId>();
  const auto saved = services.store.write_now([&](store::Transaction& tx) {
    return answer::save_view(tx, *view, {&visitor.session.user, services.clock.now()});
  });
  if (!saved) return fail(saved.error());
  return show_view(services, visitor, 201, *saved);
}

Result<net::Response> change_view(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<ViewId>(request);
  if (!id) return fail(id.error());
  auto view = read_saved_view(request);
  if (!view) return fail(view.error());
  view->id = *id;
  const auto changed = services.store.write_now([&](store::Transaction& tx) {
    return answer::change_view(tx, *view, {&visitor.session.user, services.clock.now()});
  });
  if (!changed) return fail(changed.error());
  return show_view(services, visitor, 200, *changed);
}

Result<net::Response> remove_view(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<ViewId>(request);
  if (!id) return fail(id.error());
  const auto removed = services.store.write_now([&](store::Transaction& tx) {
    return answer::remove_view(tx, *id, {&visitor.session.user, services.clock.now()});
  });
  if (!removed) return fail(removed.error());
  return net::Response::empty(204);
}

}  // namespace

void add_views_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using Handler = Result<net::Response> (*)(const Services&, const net::Request&, const Visitor&);
  const auto add = [&](Method method, std::string pattern, Handler handler) {
    routes.add(method, std::move(pattern), staff::Action::ReadDesk,
               [services, handler](const net::Request& request, const Visitor& visitor) {
                 return handler(services, request, visitor);
               });
  };
  add(Method::Get, "/api/staff/views", list_views);
  add(Method::Post, "/api/staff/views", save_view);
  add(Method::Put, "/api/staff/views/{id}", change_view);
  add(Method::Delete, "/api/staff/views/{id}", remove_view);
}

}  // namespace chancery::api
