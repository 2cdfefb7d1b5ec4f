#include <array>
#include <limits>
#include <utility>

#include "base/log.hpp"
#include "base/spaced.hpp"
#include "listen/alerts.hpp"
#include "listen/heard_rows.hpp"
#include "store/sql.hpp"

namespace chancery::listen {
namespace {

constexpr std::array kKinds = {AlertKind::Burst, AlertKind::Silence, AlertKind::Narrative, AlertKind::Duplicates,
                               AlertKind::UnderFire};

AlertKind read_kind(const std::string& text) {
  for (const auto kind : kKinds) {
    if (text == to_string(kind)) return kind;
  }
  throw store::DamagedError("an alert cannot be read: " + text);
}

std::string watches_text(const std::vector<WatchId>& watches) {
  std::vector<std::string> ids;
  for (const WatchId watch : watches) ids.push_back(watch.text());
  return between_spaces(ids);
}

std::vector<WatchId> read_watches(const std::string& text) {
  std::vector<WatchId> watches;
  for (const auto& each : from_between_spaces(text)) {
    const auto id = parse_id(each);
    if (!id) throw store::DamagedError("an alert's watches cannot be read: " + text);
    watches.push_back(WatchId{*id});
  }
  return watches;
}

// Reasons explain an alert; one whose reasons cannot be read is still told.
json::Array read_reasons(std::string_view text, AlertId id) {
  auto reasons = json::parse(text);
  if (reasons && reasons->is_array()) return std::move(reasons->as_array());
  log::error("listen", "alert {}: its reasons cannot be read and are left out", id.text());
  return {};
}

Alert read_alert(const store::Query& row, const Judgements& judged) {
  Alert alert;
  alert.id = row.id<AlertId>(0);
  alert.kind = read_kind(row.text(1));
  alert.watch = row.id<WatchId>(2);
  alert.value = row.text(3);
  alert.subject = row.integer(4);
  alert.from = row.time(5);
  alert.to = row.time(6);
  alert.n = row.maybe_integer(7);
  alert.expected = row.real(8);
  alert.score = row.real(9);
  alert.reasons = read_reasons(row.text(10), alert.id);
  alert.raised_at = row.time(11);
  alert.watches = read_watches(row.text(12));
  if (const auto found = judged.find(alert.id); found != judged.end()) alert.judged = found->second;
  return alert;
}

}  // namespace

std::string_view to_string(AlertKind kind) {
  switch (kind) {
    case AlertKind::Burst:
      return "burst";
    case AlertKind::Silence:
      return "silence";
    case AlertKind::Narrative:
      return "narrative";
    case AlertKind::Duplicates:
      return "duplicates";
    case AlertKind::UnderFire:
      break;
  }
  return "under_fire";
}

bool store_alert(store::Transaction& tx, const Alert& alert) {
  const auto updated =
      store::connection(tx)
          .query(
              "UPDATE alert SET watch = ?, to_at = ?, n = ?, expected = ?, score = ?, reasons = ?, watches = ?"
              " WHERE id = ?")
          .bind(alert.watch, alert.to, alert.n, alert.expected, alert.score, boost::json::serialize(alert.reasons),
                watches_text(alert.watches), alert.id)
          .run();
  if (updated > 0) return false;
  auto query = store::connection(tx).query(
      "INSERT INTO alert (id, kind, watch, value, subject, from_at, to_at, n, expected, score, reasons, raised_at,"
      " watches) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (kind, watch, value, subject) DO UPDATE SET to_at = excluded.to_at, n = excluded.n,"
      " expected = excluded.expected, score = excluded.score, reasons = excluded.reasons, watches = excluded.watches"
      " RETURNING id");
  query.bind(alert.id, to_string(alert.kind), alert.watch, alert.value, alert.subject, alert.from, alert.to, alert.n,
             alert.expected, alert.score, boost::json::serialize(alert.reasons), alert.raised_at,
             watches_text(alert.watches));
  return query.step() && query.id<AlertId>(0) == alert.id;
}

std::vector<Alert> alerts(store::Snapshot& listen, const Judgements& judged, std::optional<Judgement> judgement,
                          AlertId before, std::size_t limit) {
  std::vector<Alert> list;
  auto query = store::connection(listen).query(
      "SELECT id, kind, watch, value, subject, from_at, to_at, n, expected, score, reasons, raised_at, watches"
      " FROM alert WHERE id < ? ORDER BY id DESC");
  query.bind(before ? before.value : std::numeric_limits<std::int64_t>::max());
  while (list.size() < limit && query.step()) {
    auto alert = read_alert(query, judged);
    if (!judgement || alert.judged.judgement == *judgement) list.push_back(std::move(alert));
  }
  return list;
}

std::optional<Alert> find_alert(store::Snapshot& listen, const Judgements& judged, AlertId id) {
  auto query = store::connection(listen).query(
      "SELECT id, kind, watch, value, subject, from_at, to_at, n, expected, score, reasons, raised_at, watches"
      " FROM alert WHERE id = ?");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return read_alert(query, judged);
}

std::int64_t expire_alerts(store::Transaction& listen, Timestamp before, std::size_t limit) {
  return store::connection(listen)
      .query("DELETE FROM alert WHERE id IN (SELECT id FROM alert WHERE raised_at < ? ORDER BY raised_at LIMIT ?)")
      .bind(before, static_cast<std::int64_t>(limit))
      .run();
}

AlertTally alert_tally(store::Snapshot& listen, const Judgements& judged, Timestamp now) {
  AlertTally tally;
  auto query = store::connection(listen).query("SELECT id FROM alert WHERE raised_at >= ?");
  query.bind(now - kTallied);
  while (query.step()) {
    ++tally.raised;
    const auto found = judged.find(query.id<AlertId>(0));
    switch (found == judged.end() ? Judgement::Open : found->second.judgement) {
      case Judgement::Open:
        ++tally.open;
        break;
      case Judgement::Useful:
        ++tally.useful;
        break;
      case Judgement::FalseAlarm:
        ++tally.false_alarms;
        break;
    }
  }
  return tally;
}

}  // namespace chancery::listen
