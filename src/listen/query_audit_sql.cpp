#include <array>

#include "listen/query_audit.hpp"
#include "store/sql.hpp"

namespace chancery::listen {
namespace {

constexpr std::array kLooks = {Look::Figures, Look::Posts, Look::Search, Look::Export, Look::Preview};

Look read_look(std::string_view text) {
  for (const auto look : kLooks) {
    if (text == to_string(look)) return look;
  }
  throw store::DamagedError("the query audit cannot be read");
}

}  // namespace

std::string_view to_string(Look look) {
  constexpr std::array<std::string_view, kLooks.size()> kNames = {"figures", "posts", "search", "export", "preview"};
  return kNames.at(static_cast<std::size_t>(look));
}

Status record_look(store::Store& chancery, staff::UserId by, Look look, WatchId watch, bool withheld, Timestamp now) {
  return chancery.write_now([&](store::Transaction& tx) -> Status {
    store::connection(tx)
        .query(
            "INSERT INTO query_audit (hour, staff_user, look, watch, first_at, last_at, times, withheld)"
            " VALUES (?, ?, ?, ?, ?, ?, 1, ?) ON CONFLICT (hour, staff_user, look, watch) DO UPDATE SET"
            " last_at = excluded.last_at, times = query_audit.times + 1,"
            " withheld = query_audit.withheld + excluded.withheld")
        .bind(Timestamp(std::chrono::floor<std::chrono::hours>(now)), by, to_string(look), watch, now, now, withheld)
        .run();
    return {};
  });
}

std::vector<LookEntry> looks(store::Snapshot& snapshot, Timestamp from, Timestamp before, std::size_t limit) {
  std::vector<LookEntry> entries;
  auto query = store::connection(snapshot).query(
      "SELECT login, name, look, watch, first_at, last_at, times, withheld FROM query_audit"
      " JOIN staff_user ON staff_user.id = query_audit.staff_user WHERE first_at >= ? AND first_at < ?"
      " ORDER BY hour DESC, first_at DESC, staff_user, look, watch LIMIT ?");
  query.bind(from, before, static_cast<std::int64_t>(limit));
  while (query.step()) {
    entries.push_back({.login = query.text(0),
                       .name = query.text(1),
                       .look = read_look(query.text(2)),
                       .watch = query.id<WatchId>(3),
                       .first = query.time(4),
                       .last = query.time(5),
                       .times = query.integer(6),
                       .withheld = query.integer(7)});
  }
  return entries;
}

LookTotals look_totals(store::Snapshot& snapshot, Timestamp from, Timestamp before) {
  auto query = store::connection(snapshot).query(
      "SELECT COALESCE(SUM(times), 0), COALESCE(SUM(withheld), 0), COUNT(DISTINCT staff_user) FROM query_audit"
      " WHERE first_at >= ? AND first_at < ?");
  if (!query.bind(from, before).step()) return {};
  return {query.integer(0), query.integer(1), query.integer(2)};
}

}  // namespace chancery::listen
