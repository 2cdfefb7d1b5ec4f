#include <array>
#include <limits>

#include "listen/alerts.hpp"
#include "store/sql.hpp"

namespace chancery::listen {
namespace {

constexpr std::array kKinds = {AlertKind::Burst, AlertKind::Silence, AlertKind::Narrative, AlertKind::Duplicates};
constexpr std::array kJudgements = {Judgement::Open, Judgement::Useful, Judgement::FalseAlarm};

template <class Values>
auto stored(const Values& values, const std::string& text) {
  for (const auto value : values) {
    if (text == to_string(value)) return value;
  }
  throw store::DamagedError("an alert cannot be read: " + text);
}

Alert read_alert(const store::Query& row) {
  Alert alert;
  alert.id = row.id<AlertId>(0);
  alert.kind = stored(kKinds, row.text(1));
  alert.watch = row.id<WatchId>(2);
  alert.value = row.text(3);
  alert.subject = row.integer(4);
  alert.from = row.time(5);
  alert.to = row.time(6);
  alert.n = row.maybe_integer(7);
  alert.expected = row.real(8);
  alert.score = row.real(9);
  const auto reasons = json::parse(row.text(10));
  if (!reasons || !reasons->is_array()) throw store::DamagedError("an alert's reasons cannot be read");
  alert.reasons = reasons->as_array();
  alert.raised_at = row.time(11);
  alert.judgement = stored(kJudgements, row.text(12));
  alert.judged_by = row.id<staff::UserId>(13);
  if (alert.judged_by) alert.judged_at = row.time(14);
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
      break;
  }
  return "duplicates";
}

std::string_view to_string(Judgement judgement) {
  switch (judgement) {
    case Judgement::Open:
      return "open";
    case Judgement::Useful:
      return "useful";
    case Judgement::FalseAlarm:
      break;
  }
  return "false_alarm";
}

Result<Judgement> parse_judgement(std::string_view text) {
  for (const auto judgement : kJudgements) {
    if (text == to_string(judgement)) return judgement;
  }
  return fail(Errc::Invalid, "no such judgement", "judgement: one of open, useful, false_alarm is needed");
}

bool store_alert(store::Transaction& tx, const Alert& alert) {
  auto query = store::connection(tx).query(
      "INSERT INTO alert (id, kind, watch, value, subject, from_at, to_at, n, expected, score, reasons, raised_at,"
      " state, judged_by, judged_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', 0, 0)"
      " ON CONFLICT (kind, watch, value, subject) DO UPDATE SET to_at = excluded.to_at, n = excluded.n,"
      " expected = excluded.expected, score = excluded.score, reasons = excluded.reasons RETURNING id");
  query.bind(alert.id, to_string(alert.kind), alert.watch, alert.value, alert.subject, alert.from, alert.to, alert.n,
             alert.expected, alert.score, boost::json::serialize(alert.reasons), alert.raised_at);
  return query.step() && query.id<AlertId>(0) == alert.id;
}

std::vector<Alert> alerts(store::Snapshot& snapshot, std::optional<Judgement> judgement, AlertId before,
                          std::size_t limit) {
  std::vector<Alert> list;
  const std::string_view state = judgement ? to_string(*judgement) : std::string_view{};
  auto query = store::connection(snapshot).query(
      "SELECT id, kind, watch, value, subject, from_at, to_at, n, expected, score, reasons, raised_at, state, "
      "judged_by,"
      " judged_at FROM alert WHERE id < ? AND (? = '' OR state = ?) ORDER BY id DESC LIMIT ?");
  query.bind(before ? before.value : std::numeric_limits<std::int64_t>::max(), state, state,
             static_cast<std::int64_t>(limit));
  while (query.step()) list.push_back(read_alert(query));
  return list;
}

std::optional<Alert> find_alert(store::Snapshot& snapshot, AlertId id) {
  auto query = store::connection(snapshot).query(
      "SELECT id, kind, watch, value, subject, from_at, to_at, n, expected, score, reasons, raised_at, state, "
      "judged_by,"
      " judged_at FROM alert WHERE id = ?");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return read_alert(query);
}

Status judge_alert(store::Transaction& tx, AlertId id, Judgement judgement, staff::UserId by, Timestamp now) {
  const auto changed = store::connection(tx)
                           .query("UPDATE alert SET state = ?, judged_by = ?, judged_at = ? WHERE id = ?")
                           .bind(to_string(judgement), by, now, id)
                           .run();
  if (changed == 0) return fail(Errc::NotFound, "no such alert", "This alert does not exist.");
  return {};
}

AlertTally alert_tally(store::Snapshot& snapshot, Timestamp now) {
  AlertTally tally;
  auto query =
      store::connection(snapshot).query("SELECT state, COUNT(*) FROM alert WHERE raised_at >= ? GROUP BY state");
  query.bind(now - kTallied);
  while (query.step()) {
    const auto n = query.integer(1);
    tally.raised += n;
    switch (stored(kJudgements, query.text(0))) {
      case Judgement::Open:
        tally.open += n;
        break;
      case Judgement::Useful:
        tally.useful += n;
        break;
      case Judgement::FalseAlarm:
        tally.false_alarms += n;
        break;
    }
  }
  return tally;
}

}  // namespace chancery::listen
