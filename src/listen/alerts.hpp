// What left its usual range, with the reasons in numbers: for people to read and to judge. Nothing follows by itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
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
};
[[nodiscard]] std::string_view to_string(AlertKind kind);  // "burst"

// What a person made of it.
enum class Judgement { Open, Useful, FalseAlarm };
[[nodiscard]] std::string_view to_string(Judgement judgement);  // "open", "useful", "false_alarm"
// Fails with Errc::Invalid; the hint lists the judgements.
[[nodiscard]] Result<Judgement> parse_judgement(std::string_view text);

struct Alert {
  AlertId id;
  AlertKind kind = AlertKind::Burst;
  WatchId watch;  // 0: all together
  std::string value;
  std::int64_t subject = 0;
  Timestamp from;
  Timestamp to;
  std::optional<std::int64_t> n;  // nothing: of fewer than ten people
  double expected = 0;
  double score = 0;
  json::Array reasons;  // [{"code": "above_expected", …numbers}]: see alert_rules.hpp
  Timestamp raised_at;
  Judgement judgement = Judgement::Open;
  staff::UserId judged_by;
  std::optional<Timestamp> judged_at;
};

// Stores a new alert, or brings the same one (kind, watch, value, subject) up to date; its judgement stays. Gives
// whether it is new.
[[nodiscard]] bool store_alert(store::Transaction& tx, const Alert& alert);
// Newest first, those before `before` (none: from the newest); `judgement`: these alone.
[[nodiscard]] std::vector<Alert> alerts(store::Snapshot& snapshot, std::optional<Judgement> judgement, AlertId before,
                                        std::size_t limit);
[[nodiscard]] std::optional<Alert> find_alert(store::Snapshot& snapshot, AlertId id);
// Fails with Errc::NotFound.
[[nodiscard]] Status judge_alert(store::Transaction& tx, AlertId id, Judgement judgement, staff::UserId by,
                                 Timestamp now);

// How well the alerts of the last 30 days did, as far as people said.
struct AlertTally {
  std::int64_t raised = 0;
  std::int64_t useful = 0;
  std::int64_t false_alarms = 0;
  std::int64_t open = 0;
};
inline constexpr std::chrono::days kTallied{30};
[[nodiscard]] AlertTally alert_tally(store::Snapshot& snapshot, Timestamp now);

}  // namespace chancery::listen
