#include <array>
#include <utility>

#include "answer/fire_rows.hpp"
#include "store/sql.hpp"

namespace chancery::answer {
namespace {

using store::Connection;
using store::connection;
using store::Query;

std::int64_t whole_count(double count) {
  return static_cast<std::int64_t>(count);
}

trend::FireCounts counts_at(const Query& query, int column) {
  const auto next = [&] { return query.real(column++); };
  trend::FireCounts counts;
  for (auto* count : {&counts.likes, &counts.announces, &counts.replies, &counts.quotes, &counts.aged, &counts.fresh,
                      &counts.texts, &counts.in_target, &counts.copied, &counts.crisis, &counts.official}) {
    *count = next();
  }
  return counts;
}

FireMark read_mark(const Query& query) {
  FireMark mark;
  mark.note = query.id<activity::NoteId>(0);
  mark.account = query.id<activity::AccountId>(1);
  mark.age = std::chrono::minutes{query.integer(2)};
  mark.at = query.time(3);
  mark.counts = counts_at(query, 4);
  mark.evidence = query.text(15);
  return mark;
}

FireAlert read_alert(const Query& query) {
  FireAlert alert;
  alert.id = query.id<FireAlertId>(0);
  alert.note = query.id<activity::NoteId>(1);
  alert.account = query.id<activity::AccountId>(2);
  alert.age = std::chrono::minutes{query.integer(3)};
  alert.level = query.text(4);
  alert.evidence = query.text(5);
  alert.raised_at = query.time(6);
  alert.judged = parse_fire_judgement(query.text(7)).value_or(FireJudgement::Open);
  alert.judged_by = query.id<staff::UserId>(8);
  if (!query.is_null(9)) alert.judged_at = query.time(9);
  alert.crisis = query.id<CrisisId>(10);
  return alert;
}

rows::SaidText read_said(const Query& query) {
  return {query.integer(0), query.integer(1), query.time(2), query.text(3), query.text(4), query.integer(5)};
}

// Monday 00:00 UTC is hour 0; the first of January 1970 was a Thursday.
std::int64_t hour_of_week(Timestamp at) {
  const auto hours = std::chrono::floor<std::chrono::hours>(at.time_since_epoch()).count();
  return ((hours + 72) % 168 + 168) % 168;
}

}  // namespace

std::vector<FireMark> fire_marks(store::Snapshot& snapshot, activity::NoteId note) {
  std::vector<FireMark> marks;
  auto query = connection(snapshot).query(
      "SELECT note, account, age, at, likes, announces, replies, quotes, aged, fresh, texts, in_target, copied,"
      " crisis, official, evidence FROM fire_mark WHERE note = ? ORDER BY age");
  query.bind(note);
  while (query.step()) marks.push_back(read_mark(query));
  return marks;
}

std::vector<FireMark> latest_marks(store::Snapshot& snapshot, Timestamp since, std::size_t limit) {
  std::vector<FireMark> marks;
  auto query = connection(snapshot).query(
      "SELECT note, account, age, at, likes, announces, replies, quotes, aged, fresh, texts, in_target, copied,"
      " crisis, official, evidence FROM fire_mark AS mark WHERE age = 5 AND at >= ?1"
      " UNION ALL SELECT note, account, age, at, likes, announces, replies, quotes, aged, fresh, texts, in_target,"
      " copied, crisis, official, evidence FROM fire_mark WHERE age = 15 AND at >= ?1"
      " UNION ALL SELECT note, account, age, at, likes, announces, replies, quotes, aged, fresh, texts, in_target,"
      " copied, crisis, official, evidence FROM fire_mark WHERE age = 60 AND at >= ?1"
      " ORDER BY note DESC, age DESC LIMIT ?2");
  query.bind(since, static_cast<std::int64_t>(limit * kFireAges.size()));
  while (query.step()) {
    auto mark = read_mark(query);
    if (marks.empty() || marks.back().note != mark.note) marks.push_back(std::move(mark));
  }
  if (marks.size() > limit) marks.resize(limit);
  return marks;
}

std::vector<trend::FireCounts> fire_history(store::Snapshot& snapshot, activity::AccountId account,
                                            std::chrono::minutes age, activity::NoteId but, Timestamp now) {
  std::vector<trend::FireCounts> history;
  auto query = connection(snapshot).query(
      "SELECT likes, announces, replies, quotes, aged, fresh, texts, in_target, copied, crisis, official FROM fire_mark"
      " WHERE account = ? AND age = ? AND at >= ? AND note <> ? ORDER BY at DESC LIMIT ?");
  query.bind(account, std::int64_t{age.count()}, now - kFireMemory, but, static_cast<std::int64_t>(kFireCompared));
  while (query.step()) history.push_back(counts_at(query, 0));
  return history;
}

trend::FireUsual fire_usual(store::Snapshot& snapshot, std::chrono::minutes age, activity::NoteId but, Timestamp now) {
  auto query = connection(snapshot).query(
      "SELECT avg(likes), avg(announces), avg(replies), avg(quotes), avg(aged), avg(fresh), avg(texts), avg(in_target),"
      " avg(copied), avg(crisis), avg(official), count(*) FROM fire_mark WHERE age = ? AND at >= ? AND note <> ?");
  query.bind(std::int64_t{age.count()}, now - kFireMemory, but);
  if (!query.step()) return {};
  return {counts_at(query, 0), static_cast<std::size_t>(query.integer(11))};
}

std::vector<FireAlert> fire_alerts(store::Snapshot& snapshot, Timestamp since, std::size_t limit) {
  std::vector<FireAlert> alerts;
  auto query = connection(snapshot).query(
      "SELECT id, note, account, age, level, evidence, raised_at, judged, judged_by, judged_at, crisis FROM fire_alert"
      " WHERE raised_at >= ? ORDER BY raised_at DESC, id DESC LIMIT ?");
  query.bind(since, static_cast<std::int64_t>(limit));
  while (query.step()) alerts.push_back(read_alert(query));
  return alerts;
}

std::vector<FireAlert> fire_alerts_of(store::Snapshot& snapshot, activity::NoteId note) {
  std::vector<FireAlert> alerts;
  auto query = connection(snapshot).query(
      "SELECT id, note, account, age, level, evidence, raised_at, judged, judged_by, judged_at, crisis FROM fire_alert"
      " WHERE note = ? ORDER BY raised_at DESC, id DESC");
  query.bind(note);
  while (query.step()) alerts.push_back(read_alert(query));
  return alerts;
}

namespace rows {

void put_mark(store::Transaction& tx, const FireMark& mark) {
  const auto& c = mark.counts;
  connection(tx)
      .query(
          "INSERT INTO fire_mark (note, account, age, at, hour, likes, announces, replies, quotes, aged, fresh, texts,"
          " in_target, copied, crisis, official, evidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          " ON CONFLICT (note, age) DO UPDATE SET likes = excluded.likes, announces = excluded.announces,"
          " replies = excluded.replies, quotes = excluded.quotes, aged = excluded.aged, fresh = excluded.fresh,"
          " texts = excluded.texts, in_target = excluded.in_target, copied = excluded.copied, crisis = excluded.crisis,"
          " official = excluded.official, evidence = excluded.evidence")
      .bind(mark.note, mark.account, std::int64_t{mark.age.count()}, mark.at, hour_of_week(mark.at),
            whole_count(c.likes), whole_count(c.announces), whole_count(c.replies), whole_count(c.quotes),
            whole_count(c.aged), whole_count(c.fresh), whole_count(c.texts), whole_count(c.in_target),
            whole_count(c.copied), whole_count(c.crisis), whole_count(c.official), mark.evidence)
      .run();
}

bool insert_alert(store::Transaction& tx, const FireAlert& alert) {
  return connection(tx)
             .query(
                 "INSERT INTO fire_alert (id, note, account, age, level, evidence, raised_at) VALUES (?, ?, ?, ?, ?, "
                 "?, ?)"
                 " ON CONFLICT (note, level) DO NOTHING")
             .bind(alert.id, alert.note, alert.account, std::int64_t{alert.age.count()}, alert.level, alert.evidence,
                   alert.raised_at)
             .run() > 0;
}

std::set<std::string> levels_told(store::Transaction& tx, activity::NoteId note) {
  std::set<std::string> levels;
  auto query = connection(tx).query("SELECT level FROM fire_alert WHERE note = ?");
  query.bind(note);
  while (query.step()) levels.insert(query.text(0));
  return levels;
}

std::optional<FireAlert> fire_alert(store::Transaction& tx, FireAlertId id) {
  auto query = connection(tx).query(
      "SELECT id, note, account, age, level, evidence, raised_at, judged, judged_by, judged_at, crisis FROM fire_alert"
      " WHERE id = ?");
  if (!query.bind(id).step()) return std::nullopt;
  return read_alert(query);
}

void put_judgement(store::Transaction& tx, const FireAlert& alert) {
  connection(tx)
      .query("UPDATE fire_alert SET judged = ?, judged_by = ?, judged_at = ? WHERE id = ?")
      .bind(to_string(alert.judged), alert.judged_by, alert.judged_at, alert.id)
      .run();
}

void put_crisis_of_alerts(store::Transaction& tx, activity::NoteId note, CrisisId crisis) {
  connection(tx).query("UPDATE fire_alert SET crisis = ? WHERE note = ?").bind(crisis, note).run();
}

std::vector<SaidText> said_to(store::Snapshot& snapshot, const activity::Note& note, Timestamp until,
                              std::size_t limit) {
  std::vector<SaidText> said;
  const auto read = [&](Query& query) {
    while (query.step() && said.size() < limit) said.push_back(read_said(query));
  };
  {
    auto answers = connection(snapshot).query(
        "SELECT n.id, coalesce(n.actor, 0), n.received, coalesce(m.language, n.language), n.content,"
        " coalesce(m.words, 0) FROM note AS n LEFT JOIN message AS m ON m.note = n.id WHERE n.in_reply_to_note = ?"
        " AND n.actor IS NOT NULL AND n.deleted = 0 AND n.received <= ? ORDER BY n.id LIMIT ?");
    answers.bind(note.id, until, static_cast<std::int64_t>(limit));
    read(answers);
  }
  auto quotes = connection(snapshot).query(
      "SELECT n.id, coalesce(n.actor, 0), n.received, m.language, n.content, m.words FROM message AS m"
      " JOIN note AS n ON n.id = m.note JOIN note_addressed AS a ON a.note = n.id AND a.account = ?"
      " WHERE m.direction = 'in' AND m.at BETWEEN ? AND ? AND a.how = 'quote' AND n.deleted = 0"
      " AND instr(n.parts, ?) > 0 ORDER BY n.id LIMIT ?");
  // An address may be the beginning of another: it ends with a quotation mark in the parts.
  quotes.bind(note.account, note.published, until, note.uri + '"', static_cast<std::int64_t>(limit));
  read(quotes);
  return said;
}

std::vector<SaidText> said_since(store::Snapshot& snapshot, Timestamp since, std::size_t limit) {
  std::vector<SaidText> said;
  auto query = connection(snapshot).query(
      "SELECT n.id, coalesce(n.actor, 0), n.received, m.language, n.content, m.words FROM message AS m"
      " JOIN note AS n ON n.id = m.note WHERE m.direction = 'in' AND m.at >= ? AND n.deleted = 0"
      " ORDER BY m.at DESC LIMIT ?");
  query.bind(since, static_cast<std::int64_t>(limit));
  while (query.step()) said.push_back(read_said(query));
  return said;
}

std::vector<HourCount> reactions_by_hour(store::Snapshot& snapshot, Timestamp since) {
  std::vector<HourCount> hours;
  auto query = connection(snapshot).query(
      "SELECT ((mark.at / 60000000) - 5 + bin.minute) / 60 AS hour, sum(bin.n) FROM fire_mark AS mark"
      " JOIN reaction_bin AS bin ON bin.note = mark.note WHERE mark.age = 5 AND mark.at >= ? GROUP BY hour"
      " ORDER BY hour");
  query.bind(since);
  while (query.step()) {
    hours.push_back({Timestamp{std::chrono::hours{query.integer(0)}}, query.integer(1)});
  }
  return hours;
}

std::vector<activity::NoteId> unheard_officials(store::Snapshot& snapshot, Timestamp since) {
  std::vector<activity::NoteId> notes;
  auto query = connection(snapshot).query(
      "SELECT DISTINCT note FROM official_reaction AS official WHERE kind IN ('reply', 'quote') AND at >= ?"
      " AND NOT EXISTS (SELECT 1 FROM fire_alert WHERE fire_alert.note = official.note AND level = 'official')");
  query.bind(since);
  while (query.step()) notes.push_back(query.id<activity::NoteId>(0));
  return notes;
}

std::string home_country(store::Snapshot& snapshot) {
  auto query = connection(snapshot).query("SELECT country FROM mission WHERE kind = 'capital' ORDER BY id LIMIT 1");
  return query.step() ? query.text(0) : std::string();
}

}  // namespace rows
}  // namespace chancery::answer
