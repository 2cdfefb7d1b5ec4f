// What left its usual range, with the reasons in numbers: for people to read and to judge. Nothing follows by itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "listen/watch.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::listen {

using AlertId = Id<struct AlertTag>;

enum class AlertKind {
  Burst,       // far more than usual within minutes
  Silence,     // a country or language of which much is usually heard fell silent
  Narrative,   // a new or fast-growing story
  Duplicates,  // the same text by many people
  UnderFire,   // a post of a public actor draws more anger than usual
};
[[nodiscard]] std::string_view to_string(AlertKind kind);  // "burst"

// What a person made of it.
enum class Judgement { Open, Useful, FalseAlarm };
[[nodiscard]] std::string_view to_string(Judgement judgement);  // "open", "useful", "false_alarm"
// Fails with Errc::Invalid; the hint lists the judgements.
[[nodiscard]] Result<Judgement> parse_judgement(std::string_view text);

// Judgements are kept in chancery.db, each written in the transaction of its audit entry.
struct Judged {
  Judgement judgement = Judgement::Open;
  staff::UserId by;  // none: nobody yet
  std::optional<Timestamp> at;
};
using Judgements = std::map<AlertId, Judged>;  // of the alerts somebody judged

struct Alert {
  AlertId id;
  AlertKind kind = AlertKind::Burst;
  WatchId watch;  // whose figures these are; 0: of all together
  // Those that heard it, without any that was withheld when it was found; ascending. Before they are named, those
  // withheld meanwhile are left out (withheld_watches).
  std::vector<WatchId> watches;
  std::string value;  // country or language of a silence; the level of a fire
  std::int64_t subject = 0;
  Timestamp from;
  Timestamp to;
  std::optional<std::int64_t> n;  // nothing: of fewer than ten people
  double expected = 0;
  double score = 0;
  json::Array reasons;  // [{"code": "above_expected", …numbers}]: see alert_rules.hpp, fire_rules.hpp
  Timestamp raised_at;
  Judged judged;
};

// Stores a new alert, or brings the same one (its id, or kind, watch, value and subject) up to date. Gives whether it
// is new.
[[nodiscard]] bool store_alert(store::Transaction& tx, const Alert& alert);
// Newest first, those before `before` (none: from the newest); `judgement`: these alone. `listen` is a snapshot of
// listen.db.
[[nodiscard]] std::vector<Alert> alerts(store::Snapshot& listen, const Judgements& judged,
                                        std::optional<Judgement> judgement, AlertId before, std::size_t limit);
[[nodiscard]] std::optional<Alert> find_alert(store::Snapshot& listen, const Judgements& judged, AlertId id);
// Deletes up to `limit` of those raised before then; gives how many.
[[nodiscard]] std::int64_t expire_alerts(store::Transaction& listen, Timestamp before, std::size_t limit);

// As it may be shown while these watches are withheld: they are not named, and where the figures are one's, the numbers
// are left out. Nothing: it is about withheld watches alone. What is told of a public actor's post is no watch's figure
// and stays.
[[nodiscard]] std::optional<Alert> shown_alert(Alert alert, const std::set<std::int64_t>& withheld);

[[nodiscard]] Judgements judgements(store::Snapshot& chancery);
// With its audit entry "alert.useful", in one transaction of chancery.db. That there is such an alert is for the caller
// to see. Fails with Errc::Forbidden without JudgeAlerts.
[[nodiscard]] Status judge_alert(store::Transaction& chancery, AlertId id, Judgement judgement, const staff::User& by,
                                 Timestamp now);
// Deletes those made before then: of alerts that are gone.
void expire_judgements(store::Transaction& chancery, Timestamp before);

// How well the alerts of the last 30 days did, as far as people said.
struct AlertTally {
  std::int64_t raised = 0;
  std::int64_t useful = 0;
  std::int64_t false_alarms = 0;
  std::int64_t open = 0;
};
inline constexpr std::chrono::days kTallied{30};
[[nodiscard]] AlertTally alert_tally(store::Snapshot& listen, const Judgements& judged, Timestamp now);

}  // namespace chancery::listen
