// Handovers: what one shift leaves the next, and who read it.
#include <utility>

#include "answer/handovers.hpp"
#include "api/conversations_json.hpp"
#include "api/fields.hpp"
#include "api/representations.hpp"
#include "api/shifts_routes.hpp"

namespace chancery::api {
namespace {

using answer::Handover;
using answer::HandoverId;
using staff::DeskAction;

json::Object handover_json(ConversationsJson& as, const staff::ShownNames& users, const Handover& one) {
  const auto& reader = as.reader();
  const bool confirms = !one.read_at && one.author != reader.user.id && reader.rights.may(DeskAction::Work, one.desk);
  return {{"id", one.id.text()},
          {"desk", as.named(one.desk)},
          {"by", person(users, one.author)},
          {"at", to_rfc3339(one.at)},
          {"words", one.words},
          {"open", one.open},
          {"breached", one.breached},
          {"read_by", person(users, one.read_by)},
          {"read_at", time_or_null(one.read_at)},
          {"may_read", confirms}};
}

// With the desks where the reader writes one, and how it stands there now.
Result<net::Response> list_handovers(const Services& services, const net::Request&, const Visitor& visitor) {
  return services.store.read([&](store::Snapshot& snapshot) {
    ConversationsJson as(snapshot, services, visitor.session.user);
    const staff::ShownNames users(snapshot, visitor.session.user);
    const auto all_of = [&](const std::vector<Handover>& handovers) {
      json::Array list;
      for (const auto& one : handovers) list.emplace_back(handover_json(as, users, one));
      return list;
    };
    json::Array desks;
    // As the note will keep it: all that lies there, whatever it came by.
    for (const auto& [id, counts] : answer::counts(snapshot, as.reader())) {
      if (!as.reader().rights.may(DeskAction::Work, id)) continue;
      const auto& [dialogue, qa, unsorted] = counts;
      desks.emplace_back(json::Object{{"desk", as.named(id)},
                                      {"open", dialogue.queue + dialogue.held + qa.queue + qa.held},
                                      {"breached", dialogue.breached + qa.breached}});
    }
    return json_answer(200, {{"handovers", all_of(answer::handovers_of(snapshot, as.reader()))},
                             {"for_you", all_of(answer::handovers_for(snapshot, as.reader(), services.clock.now()))},
                             {"desks", std::move(desks)}});
  });
}

Result<net::Response> show_handover(const Services& services, const Visitor& visitor, int status, const Handover& one) {
  return services.store.read([&](store::Snapshot& snapshot) {
    ConversationsJson as(snapshot, services, visitor.session.user);
    return json_answer(status, handover_json(as, staff::ShownNames(snapshot, visitor.session.user), one));
  });
}

Result<net::Response> write_handover(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  Handover handover;
  handover.id = services.store.ids().make<HandoverId>();
  handover.desk = body->id<desk::DeskId>("desk");
  handover.words = body->text("words");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto written = services.store.write_now([&](store::Transaction& tx) {
    return answer::write_handover(tx, handover, {&visitor.session.user, services.clock.now()});
  });
  if (!written) return fail(written.error());
  return show_handover(services, visitor, 201, *written);
}

Result<net::Response> read(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto id = path_id<HandoverId>(request);
  if (!id) return fail(id.error());
  const auto done = services.store.write_now([&](store::Transaction& tx) {
    return answer::read_handover(tx, *id, {&visitor.session.user, services.clock.now()});
  });
  if (!done) return fail(done.error());
  return show_handover(services, visitor, 200, *done);
}

}  // namespace

void add_handovers_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using Handler = Result<net::Response> (*)(const Services&, const net::Request&, const Visitor&);
  const auto add = [&](Method method, std::string pattern, staff::Action needs, Handler handler) {
    routes.add(method, std::move(pattern), needs,
               [services, handler](const net::Request& request, const Visitor& visitor) {
                 return handler(services, request, visitor);
               });
  };
  add(Method::Get, "/api/staff/handovers", staff::Action::ReadDesk, list_handovers);
  add(Method::Post, "/api/staff/handovers", staff::Action::WorkDesk, write_handover);
  add(Method::Post, "/api/staff/handovers/{id}/read", staff::Action::WorkDesk, read);
}

}  // namespace chancery::api
