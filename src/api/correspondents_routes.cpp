// What somebody who wrote to us asks about that: to be told, to be forgotten. The address comes in the body, so that no
// log holds it; the audit entry says why somebody was looked up, not whom.
#include <algorithm>
#include <utility>

#include "answer/correspondents.hpp"
#include "answer/holds.hpp"
#include "api/fields.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "speak/erasing.hpp"
#include "staff/audit.hpp"
#include "text/utf8.hpp"

namespace chancery::api {
namespace {

using answer::ConversationId;

constexpr std::size_t kTold = 200;       // conversations in one answer
constexpr std::size_t kForgotten = 20;   // in one write
constexpr std::size_t kMaxReason = 300;  // characters

struct AskedPerson {
  std::string kind;
  std::string address;
  std::string reason;
  ConversationId after;
};

Result<AskedPerson> asked_person(const net::Request& request) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  AskedPerson asked{.kind = body->text("kind"),
                    .address = body->text("address"),
                    .reason = body->text("reason"),
                    .after = body->optional_id<ConversationId>("after")};
  if (auto read = body->check(); !read) return fail(read.error());
  if (asked.kind != "access" && asked.kind != "erase") return fail(Errc::Invalid, "kind: access or erase");
  if (asked.address.empty()) return fail(Errc::Invalid, "no address", "address: the one she wrote to us from");
  if (asked.reason.empty() || text::count_characters(asked.reason) > kMaxReason || !text::is_valid_utf8(asked.reason)) {
    return fail(Errc::Invalid, "no reason", "reason: who asked, and when, in at most 300 characters");
  }
  return asked;
}

Status record_reading(const Services& services, const Visitor& visitor, const AskedPerson& asked) {
  return services.store.write_now([&](store::Transaction& tx) -> Status {
    staff::append_audit(tx, services.clock.now(), staff::audit_actor(visitor.session.user),
                        "correspondent." + asked.kind, "persons_request " + asked.reason);
    return {};
  });
}

Result<std::size_t> forget_correspondent(const Services& services, const Visitor& visitor, const answer::Person& person,
                                         const AskedPerson& asked) {
  const auto works = services.desk.workplaces.now();
  const auto now = services.clock.now();
  const answer::Acting acting{&visitor.session.user, now};
  const answer::ErasePost erase_post = [now](store::Transaction& tx, std::int64_t post) {
    return speak::give_up_post(tx, speak::PostId{post}, now);
  };
  for (std::size_t all = 0;;) {
    const auto done = services.store.write_now([&](store::Transaction& tx) {
      const auto workplace = works->workplace();
      return answer::forget_correspondence(tx, person.id, {workplace, erase_post, acting, asked.reason}, kForgotten);
    });
    if (!done) return fail(done.error());
    all += *done;
    if (*done < kForgotten) return all;
  }
}

json::Object person_json(const answer::Person& person) {
  return {{"actor", person.actor}, {"acct", person.acct}, {"name", person.name}, {"url", person.url}};
}

Result<net::Response> answer_correspondent(const Services& services, const net::Request& request,
                                           const Visitor& visitor) {
  const auto wanted = asked_person(request);
  if (!wanted) return fail(wanted.error());
  if (auto recorded = record_reading(services, visitor, *wanted); !recorded) return fail(recorded.error());
  const auto person =
      services.store.read([&](store::Snapshot& snapshot) { return answer::correspondent(snapshot, wanted->address); });
  json::Object object{{"kind", wanted->kind},
                      {"person", nullptr},
                      {"conversations", 0},
                      {"erased", 0},
                      {"correspondence", json::Array()},
                      {"next", nullptr}};
  if (!person) return json_answer(200, object);
  object["person"] = person_json(*person);
  services.store.read([&](store::Snapshot& snapshot) {
    auto ids = answer::conversations_with(snapshot, person->id, wanted->after, kTold + 1);
    const bool more = ids.size() > kTold;
    if (more) ids.pop_back();
    object["conversations"] = ids.size();
    if (wanted->kind != "access") return;
    json::Array told;
    for (const auto id : ids) told.emplace_back(answer::correspondence(snapshot, id));
    object["correspondence"] = std::move(told);
    object["next"] = id_or_null(more ? ids.back().value : 0);
  });
  if (wanted->kind == "erase") {
    const auto erased = forget_correspondent(services, visitor, *person, *wanted);
    if (!erased) return fail(erased.error());
    object["erased"] = *erased;
    object["conversations"] = *erased;
  }
  return json_answer(200, object);
}

}  // namespace

void add_correspondents_routes(GuardedRouter& routes, const Services& services) {
  routes.add(net::Method::Post, "/api/staff/data-protection/correspondents", staff::Action::HonourRights,
             [services](const net::Request& request, const Visitor& visitor) {
               return answer_correspondent(services, request, visitor);
             });
}

}  // namespace chancery::api
