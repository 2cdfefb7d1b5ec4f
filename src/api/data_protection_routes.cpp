// The data-protection officer's desk: what stands, who looked, what a person asked for, the notice, the breach pack.
#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>
#include <vector>

#include "api/fields.hpp"
#include "api/governance_json.hpp"
#include "api/representations.hpp"
#include "api/resources.hpp"
#include "atproto/handles.hpp"
#include "feeds/web_feeds.hpp"
#include "listen/breach_pack.hpp"
#include "listen/data_protection.hpp"
#include "listen/retention.hpp"
#include "staff/audit.hpp"

namespace chancery::api {
namespace {

using std::chrono::days;

constexpr std::size_t kMostLooks = 1'000;
constexpr std::int64_t kMostDays = 366;

json::Object counts_json(const std::vector<listen::NamedCount>& counts) {
  json::Object object;
  for (const auto& count : counts) object[count.of] = count.count;
  return object;
}

json::Object desk_json(store::Snapshot& snapshot, const Visitor& visitor, Timestamp now) {
  const auto desk = listen::desk(snapshot, now);
  const staff::ShownNames users(snapshot, visitor.session.user);
  const auto watches = [&](const std::vector<listen::WatchRecord>& records) {
    json::Array list;
    for (const auto& record : records) list.push_back(to_json(record, users, now));
    return list;
  };
  json::Array bases;
  for (const auto& count : desk.by_legal_basis) {
    bases.push_back(json::Object{{"legal_basis", count.of}, {"count", count.count}});
  }
  json::Array proposed;
  for (const auto& actor : desk.proposed) proposed.push_back(to_json(actor, users, now));
  return {{"by_status", counts_json(desk.by_status)},
          {"by_purpose", counts_json(desk.by_purpose)},
          {"by_legal_basis", std::move(bases)},
          {"waiting", watches(desk.waiting)},
          {"expiring", watches(desk.expiring)},
          {"public_actors", desk.public_actors},
          {"proposed", std::move(proposed)},
          {"looks", json::Object{{"days", 30},
                                 {"times", desk.looks.times},
                                 {"withheld", desk.looks.withheld},
                                 {"people", desk.looks.people}}}};
}

json::Object kept_json(const listen::Kept& kept) {
  return {{"days", listen::kRetention.count()},
          {"posts", kept.posts},
          {"oldest", time_or_null(kept.oldest)},
          {"by_age", json::Object{{"day", kept.by_age[0]},
                                  {"week", kept.by_age[1]},
                                  {"fortnight", kept.by_age[2]},
                                  {"month", kept.by_age[3]},
                                  {"overdue", kept.by_age[4]}}},
          {"next_expiry", time_or_null(kept.next_expiry)},
          {"sources", json::Array(kept.sources.begin(), kept.sources.end())}};
}

net::Response dashboard(const Services& services, const Visitor& visitor) {
  const auto now = services.clock.now();
  auto object = services.store.read([&](store::Snapshot& snapshot) { return desk_json(snapshot, visitor, now); });
  object["retention"] =
      kept_json(services.listen.read([&](store::Snapshot& snapshot) { return listen::kept(snapshot, now); }));
  object["pseudonyms"] = json::Object{{"since", to_rfc3339(services.pseudonyms.since())},
                                      {"next_rotation", to_rfc3339(services.pseudonyms.next_rotation())},
                                      {"keys", services.pseudonyms.keys()}};
  object["opt_outs"] = services.opt_outs.size();
  return json_answer(200, object);
}

Result<days> days_of(const net::Request& request) {
  const auto number = query_number(request, "days");
  if (!number) return fail(number.error());
  if (*number > kMostDays) return fail(Errc::Invalid, "days: at most 366");
  return days{*number == 0 ? 30 : *number};
}

Result<net::Response> show_looks(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto window = days_of(request);
  if (!window) return fail(window.error());
  const auto now = services.clock.now();
  return services.store.read([&](store::Snapshot& snapshot) {
    auto entries = listen::looks(snapshot, now - *window, now + std::chrono::hours{1}, kMostLooks + 1);
    const bool cut = entries.size() > kMostLooks;
    if (cut) entries.pop_back();
    const staff::ShownNames users(snapshot, visitor.session.user);
    json::Array list;
    for (const auto& entry : entries) list.push_back(to_json(entry, users));
    return json_answer(200, {{"looks", std::move(list)}, {"cut", cut}});
  });
}

// Access, erasure, objection, and taking an objection back. The address comes in the body, so that no log holds it, and
// the audit entry says that a request was answered, not whose.
class PersonsRequest {
 public:
  PersonsRequest(const Services& services, const staff::User& by, std::string author)
      : services_(services), actor_(staff::audit_actor(by)), authors_(listen::author_forms(author)) {}

  Result<json::Object> answer(std::string_view kind) {
    json::Object object{{"kind", kind}, {"removed", 0}, {"opted_out", opted_out()}, {"address", authors_.front()}};
    if (auto recorded = record(kind); !recorded) return fail(recorded.error());
    if (kind == "access") {
      object["posts"] = held();
      return object;
    }
    if (kind == "lift") {
      for (const auto& author : authors_) {
        if (auto lifted = services_.opt_outs.remove(author, actor_, now()); !lifted) return fail(lifted.error());
      }
    }
    // The objection stands before the erasure, so that nothing comes in between.
    if (kind == "object") {
      for (const auto& author : authors_) {
        if (auto added = services_.opt_outs.add(author, actor_, now()); !added) return fail(added.error());
      }
    }
    if (kind != "lift") {
      const auto removed = erase();
      if (!removed) return fail(removed.error());
      object["removed"] = *removed;
    }
    object["opted_out"] = opted_out();
    return object;
  }

 private:
  [[nodiscard]] Timestamp now() const { return services_.clock.now(); }
  [[nodiscard]] bool opted_out() const {
    return std::ranges::any_of(authors_, [&](const auto& author) { return services_.opt_outs.contains(author); });
  }

  Status record(std::string_view kind) {
    return services_.store.write_now([&](store::Transaction& tx) -> Status {
      staff::append_audit(tx, now(), actor_, "persons_request." + std::string(kind), "persons_request");
      return {};
    });
  }

  json::Array held() {
    const auto pseudonyms = services_.pseudonyms.current();
    json::Array list;
    std::vector<listen::HeldPost> posts;
    services_.listen.read([&](store::Snapshot& snapshot) {
      for (const auto& author : authors_)
        std::ranges::move(held_of_author(snapshot, *pseudonyms, author), std::back_inserter(posts));
    });
    for (const auto& post : posts) {
      json::Array watches;
      for (const auto watch : post.watches) watches.push_back(json::Value(watch.text()));
      list.push_back(json::Object{{"time", to_rfc3339(post.time)},
                                  {"stored", to_rfc3339(post.stored)},
                                  {"text", post.text},
                                  {"language", post.language},
                                  {"watches", std::move(watches)}});
    }
    return list;
  }

  Result<std::int64_t> erase() {
    // What was heard and is not stored yet would come back after the erasure.
    if (auto settled = services_.settle_intake(); !settled) return fail(settled.error());
    const auto pseudonyms = services_.pseudonyms.current();
    // In the lane of what is being stored, and so after it.
    auto erased = services_.listen
                      .write(store::Lane::Bulk,
                             [&](store::Transaction& tx) -> Result<std::int64_t> {
                               std::int64_t posts = 0;
                               for (const auto& author : authors_) {
                                 posts += listen::erase_author(tx, *pseudonyms, author);
                               }
                               return posts;
                             })
                      .get();
    for (const auto& author : authors_) {
      for (const auto& pseudonym : pseudonyms->authors(author)) services_.talk.forget_author(pseudonym);
      services_.recent.forget_author(author);
    }
    return erased;
  }

  const Services& services_;
  const std::string actor_;
  const std::vector<std::string> authors_;  // one person, as sources may write her
};

// What the person wrote, as sources name her. A handle is asked at its own host: nobody else learns of the request, but
// for the directory of DIDs, which is asked for the document alone.
Result<std::string> author_of(const Services& services, std::string_view address) {
  if (auto did = atproto::did_in(address)) return std::move(*did);
  const auto handle = atproto::handle_in(address);
  if (!handle) return listen::author_address(address);
  return atproto::resolve_handle(*handle, [&](const net::Url& url) -> Result<std::string> {
    net::OutgoingRequest request;
    request.url = url;
    request.deadline = std::chrono::milliseconds{4'500};
    request.max_body = 64 * 1024;
    auto answer = services.client.fetch(std::move(request));
    if (!answer) return fail(std::move(answer.error()));
    constexpr int kOk = 200;
    if (answer->status != kOk) return fail(Errc::NotFound, "HTTP " + std::to_string(answer->status));
    return std::move(answer->body);
  });
}

Result<net::Response> answer_person(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto kind = body->text("kind");
  const auto address = body->text("address");
  if (auto read = body->check(); !read) return fail(read.error());
  if (kind != "access" && kind != "erase" && kind != "object" && kind != "lift") {
    return fail(Errc::Invalid, "kind: access, erase, object or lift");
  }
  auto author = author_of(services, address);
  if (!author) return fail(author.error());
  const auto answered = PersonsRequest(services, visitor.session.user, std::move(*author)).answer(kind);
  if (!answered) return fail(answered.error());
  return json_answer(200, *answered);
}

net::Response show_notice(const Services& services) {
  return services.listen.read([&](store::Snapshot& heard) {
    return services.store.read([&](store::Snapshot& snapshot) {
      return json_answer(200,
                         to_json(listen::notice(snapshot, heard, feeds::feed_sources(snapshot), services.clock.now())));
    });
  });
}

Result<net::Response> set_contact(const Services& services, const net::Request& request, const Visitor& visitor) {
  auto body = Fields::of(request);
  if (!body) return fail(body.error());
  const auto contact = body->text("contact");
  if (auto read = body->check(); !read) return fail(read.error());
  const auto written = services.store.write_now([&](store::Transaction& tx) -> Status {
    if (auto set = staff::set_contact(tx, contact); !set) return set;
    staff::append_audit(tx, services.clock.now(), staff::audit_actor(visitor.session.user), "institution.contact",
                        "institution");
    return {};
  });
  if (!written) return fail(written.error());
  return json_answer(200, {{"contact", text_or_null(contact)}});
}

Result<net::Response> breach_pack(const Services& services, const net::Request& request, const Visitor& visitor) {
  const auto window = days_of(request);
  if (!window) return fail(window.error());
  const auto format = request.query_param("format").value_or("json");
  if (format != "json" && format != "html") return fail(Errc::Invalid, "format: json or html");
  const auto now = services.clock.now();
  auto aware = now;
  if (const auto text = request.query_param("aware")) {
    const auto time = from_rfc3339(*text);
    if (!time || *time > now) return fail(Errc::Invalid, "aware: a time that has passed, like 2027-01-31T00:00:00Z");
    aware = *time;
  }
  const auto recorded = services.store.write_now([&](store::Transaction& tx) -> Status {
    staff::append_audit(tx, now, staff::audit_actor(visitor.session.user), "breach_pack.make", "breach_pack");
    return {};
  });
  if (!recorded) return fail(recorded.error());
  const auto pack = listen::breach_pack(services.store, services.listen, visitor.session.user,
                                        {.from = aware - *window, .aware = aware});
  if (format == "json") return json_answer(200, pack);
  auto response = net::Response::text(200, listen::breach_pack_html(pack));
  response.headers.set("Content-Type", "text/html; charset=utf-8");
  return response;
}

}  // namespace

void add_data_protection_routes(GuardedRouter& routes, const Services& services) {
  using net::Method;
  using staff::Action;
  routes.add(Method::Get, "/api/staff/data-protection", Action::ReadDataProtection,
             [services](const net::Request&, const Visitor& visitor) { return dashboard(services, visitor); });
  routes.add(Method::Get, "/api/staff/data-protection/looks", Action::ReadDataProtection,
             [services](const net::Request& request, const Visitor& visitor) {
               return show_looks(services, request, visitor);
             });
  routes.add(Method::Get, "/api/staff/data-protection/notice", Action::ReadDataProtection,
             [services](const net::Request&, const Visitor&) { return show_notice(services); });
  routes.add(Method::Get, "/api/staff/data-protection/breach-pack", Action::ReadDataProtection,
             [services](const net::Request& request, const Visitor& visitor) {
               return breach_pack(services, request, visitor);
             });
  routes.add(Method::Post, "/api/staff/data-protection/requests", Action::HonourRights,
             [services](const net::Request& request, const Visitor& visitor) {
               return answer_person(services, request, visitor);
             });
  routes.add(Method::Put, "/api/staff/data-protection/contact", Action::HonourRights,
             [services](const net::Request& request, const Visitor& visitor) {
               return set_contact(services, request, visitor);
             });
}

}  // namespace chancery::api
