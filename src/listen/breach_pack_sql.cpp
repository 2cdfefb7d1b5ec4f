#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "listen/breach_pack.hpp"
#include "listen/data_protection.hpp"
#include "listen/retention.hpp"
#include "staff/audit.hpp"
#include "staff/institution.hpp"
#include "staff/shown_names.hpp"
#include "store/sql.hpp"

namespace chancery::listen {
namespace {

std::int64_t count_rows(store::Snapshot& snapshot, std::string_view sql) {
  auto query = store::connection(snapshot).query(sql);
  return query.step() ? query.integer(0) : 0;
}

json::Object category(std::string_view what, std::int64_t count, std::string_view protection) {
  return {{"what", what}, {"count", count}, {"protection", protection}};
}

json::Array categories(const store::Store& chancery, const store::Store& listen) {
  json::Array list;
  listen.read([&](store::Snapshot& snapshot) {
    list.push_back(category("texts of public posts that a watch matched",
                            count_rows(snapshot, "SELECT COUNT(*) FROM heard_post"),
                            "no name and no address; deleted 30 days after they were stored"));
    list.push_back(category("pseudonyms of their authors",
                            count_rows(snapshot, "SELECT COUNT(DISTINCT author) FROM heard_post"),
                            "keyed hashes; the key is kept outside the database and changes every 30 days"));
    return 0;
  });
  chancery.read([&](store::Snapshot& snapshot) {
    list.push_back(category("staff: login, name, role", count_rows(snapshot, "SELECT COUNT(*) FROM staff_user"),
                            "passwords as Argon2id with a key kept outside, authenticator secrets sealed"));
    list.push_back(category("staff: who looked at what", count_rows(snapshot, "SELECT COUNT(*) FROM query_audit"),
                            "by the hour, without the words"));
    list.push_back(category("people who asked not to be listened to",
                            count_rows(snapshot, "SELECT COUNT(*) FROM opt_out"), "keyed hashes"));
    list.push_back(
        category("public actors", count_rows(snapshot, "SELECT COUNT(*) FROM public_actor"), "public by their office"));
    return 0;
  });
  return list;
}

// What was read and kept, by day.
json::Array volumes(const store::Store& listen, Timestamp from) {
  return listen.read([&](store::Snapshot& snapshot) {
    std::map<Timestamp, std::pair<std::int64_t, std::int64_t>> days;
    auto query = store::connection(snapshot).query("SELECT hour, posts, matched FROM intake_hour WHERE hour >= ?");
    query.bind(from);
    while (query.step()) {
      auto& [posts, matched] = days[std::chrono::floor<std::chrono::days>(query.time(0))];
      posts += query.integer(1);
      matched += query.integer(2);
    }
    json::Array list;
    for (const auto& [day, counts] : days) {
      list.push_back(
          json::Object{{"day", to_rfc3339(day).substr(0, 10)}, {"posts", counts.first}, {"matched", counts.second}});
    }
    return list;
  });
}

json::Object access(store::Snapshot& snapshot, const staff::ShownNames& names, Timestamp from, Timestamp now) {
  json::Array people;
  for (const auto& user : staff::users(snapshot)) {
    if (!staff::can(user.role, staff::Action::ReadListening)) continue;
    const auto* one = names.find(user.id);
    people.push_back(json::Object{{"login", one->login}, {"name", one->name}, {"role", staff::to_string(user.role)}});
  }
  json::Array looked;
  for (const auto& look : looks(snapshot, from, now + std::chrono::hours{1}, kMostAuditEntries)) {
    const auto* one = names.find_login(look.login);
    looked.push_back(json::Object{{"login", one->login},
                                  {"look", to_string(look.look)},
                                  {"watch", look.watch ? json::Value(look.watch.text()) : json::Value(nullptr)},
                                  {"first", to_rfc3339(look.first)},
                                  {"last", to_rfc3339(look.last)},
                                  {"times", look.times}});
  }
  return {{"could_look", std::move(people)}, {"looked", std::move(looked)}};
}

json::Object audit_entries(const store::Store& chancery, const staff::ShownNames& names, Timestamp from) {
  const auto check = staff::verify_audit(chancery);
  json::Array entries;
  bool cut = false;
  chancery.read([&](store::Snapshot& snapshot) {
    for (std::int64_t before = 0; !cut;) {
      const auto page = staff::audit_entries(snapshot, before, 500);
      for (const auto& entry : page) {
        if (entry.at < from) return 0;
        cut = entries.size() == kMostAuditEntries;
        if (cut) return 0;
        entries.push_back(json::Object{{"sequence", entry.sequence},
                                       {"at", to_rfc3339(entry.at)},
                                       {"actor", names.text(entry.actor)},
                                       {"action", entry.action},
                                       {"subject", names.text(entry.subject)},
                                       {"hash", entry.hash}});
      }
      if (page.size() < 500) return 0;
      before = page.back().sequence;
    }
    return 0;
  });
  return {{"intact", check.intact},
          {"checked", check.checked},
          {"broken_at", check.broken_at ? json::Value(*check.broken_at) : json::Value(nullptr)},
          {"head", json::Object{{"sequence", check.head.sequence}, {"hash", check.head.hash}}},
          {"cut", cut},
          {"entries", std::move(entries)}};
}

// What Art. 33(3) and 34 ask to be told, to be filled in by hand.
json::Array timeline(const BreachWindow& window) {
  const auto due = [&](std::chrono::hours after) { return json::Value(to_rfc3339(window.aware + after)); };
  const auto line = [](std::string_view what, json::Value due_at) {
    return json::Object{{"what", what}, {"due", std::move(due_at)}, {"done", nullptr}, {"by", nullptr}, {"note", ""}};
  };
  return {line("contain it: suspend watches, stop the source, rotate keys", due(std::chrono::hours{4})),
          line("decide whether the supervisory authority must be told (Art. 33(1))", due(std::chrono::hours{24})),
          line("nature of the breach, categories and numbers of people and records (Art. 33(3)(a))",
               due(std::chrono::hours{48})),
          line("likely consequences (Art. 33(3)(c))", due(std::chrono::hours{48})),
          line("measures taken and proposed (Art. 33(3)(d))", due(std::chrono::hours{48})),
          line("tell the supervisory authority; give reasons if later (Art. 33(1))", due(kNotifyWithin)),
          line("decide whether the people concerned must be told, and how (Art. 34)", due(kNotifyWithin)),
          line("write it down in the register of breaches (Art. 33(5))", nullptr)};
}

}  // namespace

json::Object breach_pack(const store::Store& chancery, const store::Store& listen, const staff::User& reader,
                         const BreachWindow& window) {
  const auto now = chancery.clock().now();
  const auto names = chancery.read([&](store::Snapshot& snapshot) { return staff::ShownNames(snapshot, reader); });
  json::Object pack{{"made", to_rfc3339(now)},
                    {"from", to_rfc3339(window.from)},
                    {"aware", to_rfc3339(window.aware)},
                    {"notify_by", to_rfc3339(window.aware + kNotifyWithin)},
                    {"categories", categories(chancery, listen)},
                    {"volumes", volumes(listen, window.from)}};
  chancery.read([&](store::Snapshot& snapshot) {
    const auto institution = staff::institution(snapshot);
    pack["institution"] = institution ? institution->name : "";
    pack["contact"] = institution ? institution->contact : "";
    pack["access"] = access(snapshot, names, window.from, now);
    json::Array running;
    for (const auto& watch : watches(snapshot)) {
      running.push_back(json::Object{{"id", watch.id.text()},
                                     {"name", watch.name},
                                     {"purpose", to_string(watch.purpose)},
                                     {"legal_basis", watch.legal_basis},
                                     {"dpia", watch.dpia},
                                     {"active", watch.active(now)}});
    }
    pack["watches"] = std::move(running);
    return 0;
  });
  pack["audit"] = audit_entries(chancery, names, window.from);
  pack["timeline"] = timeline(window);
  return pack;
}

}  // namespace chancery::listen
