#include <limits>

#include "activitypub/reports.hpp"
#include "base/json.hpp"
#include "staff/audit.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::size_t kMaxResolution = 1'000;

std::int64_t open_reports(store::Connection& db, std::string_view server) {
  auto query = db.query("SELECT COUNT(*) FROM report WHERE resolved_by = '' AND server = ?");
  return query.bind(server).step() ? query.integer(0) : 0;
}

std::vector<std::string> read_objects(const std::string& stored) {
  std::vector<std::string> objects;
  const auto value = json::parse(stored);
  const auto* list = value ? value->if_array() : nullptr;
  if (!list) return objects;
  for (const auto& object : *list) {
    if (const auto* text = object.if_string()) objects.emplace_back(*text);
  }
  return objects;
}

}  // namespace

bool add_report(store::Transaction& tx, const Report& report) {
  auto& db = store::connection(tx);
  if (open_reports(db, report.server) >= static_cast<std::int64_t>(kMaxOpenReports)) return false;
  const json::Array objects(report.objects.begin(), report.objects.end());
  return db.query(
               "INSERT INTO report (id, uri, server, objects, content, received) VALUES (?, ?, ?, ?, ?, ?)"
               " ON CONFLICT (uri) DO NOTHING")
             .bind(report.id, report.uri, report.server, boost::json::serialize(objects), report.content,
                   report.received)
             .run() > 0;
}

std::vector<Report> reports(store::Snapshot& snapshot, bool only_open, std::int64_t before, std::size_t limit) {
  std::vector<Report> list;
  auto query = store::connection(snapshot).query(
      "SELECT id, uri, server, objects, content, received, resolved_by, resolved, resolution FROM report"
      " WHERE id < ? AND (NOT ? OR resolved_by = '') ORDER BY id DESC LIMIT ?");
  query.bind(before > 0 ? before : std::numeric_limits<std::int64_t>::max(), only_open,
             static_cast<std::int64_t>(limit));
  while (query.step()) {
    list.push_back({query.integer(0), query.text(1), query.text(2), read_objects(query.text(3)), query.text(4),
                    query.time(5), query.text(6), query.time(7), query.text(8)});
  }
  return list;
}

Status resolve_report(store::Transaction& tx, std::int64_t id, std::string_view by, std::string_view resolution,
                      Timestamp now) {
  if (resolution.empty() || resolution.size() > kMaxResolution) {
    return fail(Errc::Invalid, "resolution: say in 1 to 1,000 letters how it was settled");
  }
  auto& db = store::connection(tx);
  {
    auto query = db.query("SELECT resolved_by FROM report WHERE id = ?");
    if (!query.bind(id).step()) return fail(Errc::NotFound, "there is no such report");
    if (!query.text(0).empty()) return {};
  }
  db.query("UPDATE report SET resolved_by = ?, resolved = ?, resolution = ? WHERE id = ?")
      .bind(by, now, resolution, id)
      .run();
  staff::append_audit(tx, now, by, "report.resolve", "report:" + std::to_string(id));
  return {};
}

}  // namespace chancery::activitypub
