#include <array>

#include "listen/alerts.hpp"
#include "staff/audit.hpp"
#include "staff/rights.hpp"
#include "store/sql.hpp"

namespace chancery::listen {
namespace {

constexpr std::array kJudgements = {Judgement::Open, Judgement::Useful, Judgement::FalseAlarm};

}  // namespace

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

Judgements judgements(store::Snapshot& chancery) {
  Judgements all;
  auto query = store::connection(chancery).query("SELECT alert, judgement, judged_by, judged_at FROM alert_judgement");
  while (query.step()) {
    const auto judgement = parse_judgement(query.text(1));
    if (!judgement) throw store::DamagedError("a judgement cannot be read: " + query.text(1));
    all.emplace(query.id<AlertId>(0),
                Judged{.judgement = *judgement, .by = query.id<staff::UserId>(2), .at = query.time(3)});
  }
  return all;
}

Status judge_alert(store::Transaction& chancery, AlertId id, Judgement judgement, const staff::User& by,
                   Timestamp now) {
  if (auto allowed = staff::require(by.role, staff::Action::JudgeAlerts); !allowed) return allowed;
  store::connection(chancery)
      .query(
          "INSERT INTO alert_judgement (alert, judgement, judged_by, judged_at) VALUES (?, ?, ?, ?)"
          " ON CONFLICT (alert) DO UPDATE SET judgement = excluded.judgement, judged_by = excluded.judged_by,"
          " judged_at = excluded.judged_at")
      .bind(id, to_string(judgement), by.id, now)
      .run();
  staff::append_audit(chancery, now, staff::audit_actor(by), "alert." + std::string{to_string(judgement)},
                      "alert:" + id.text());
  return {};
}

void expire_judgements(store::Transaction& chancery, Timestamp before) {
  store::connection(chancery).query("DELETE FROM alert_judgement WHERE judged_at < ?").bind(before).run();
}

}  // namespace chancery::listen
