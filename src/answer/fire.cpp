#include "answer/fire.hpp"

#include "answer/fire_rows.hpp"
#include "staff/audit.hpp"

namespace chancery::answer {
namespace {

constexpr std::array<std::string_view, 3> kJudgements{"open", "useful", "false_alarm"};

}  // namespace

std::string_view to_string(FireJudgement judgement) {
  return kJudgements.at(static_cast<std::size_t>(judgement));
}

Result<FireJudgement> parse_fire_judgement(std::string_view text) {
  for (std::size_t i = 0; i < kJudgements.size(); ++i) {
    if (kJudgements[i] == text) return static_cast<FireJudgement>(i);
  }
  return fail(Errc::Invalid, "judgement: open, useful or false_alarm");
}

Result<FireAlert> judge_alert(store::Transaction& tx, FireAlertId id, FireJudgement judgement, const staff::User& by,
                              Timestamp now) {
  auto alert = rows::fire_alert(tx, id);
  if (!alert) return fail(Errc::NotFound, "there is no such alert");
  if (alert->judged == judgement) return std::move(*alert);
  alert->judged = judgement;
  alert->judged_by = by.id;
  alert->judged_at = now;
  rows::put_judgement(tx, *alert);
  staff::append_audit(tx, now, staff::audit_actor(by), "fire.judge", "fire:" + id.text());
  return std::move(*alert);
}

}  // namespace chancery::answer
