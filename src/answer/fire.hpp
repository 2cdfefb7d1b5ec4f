// Posts of ours under fire: what each had drawn at 5, 15 and 60 minutes, judged against its account's own past
// (trend/fire.hpp), and the alerts that came of it.
//
// Counts alone are kept. Who reacted is nowhere but for public actors of the register; of texts only how many were in
// which language, said nearly the same or had a word of a quarrel between states. An alert tells people and does
// nothing.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/note.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"
#include "trend/fire.hpp"

namespace chancery::answer {

using FireAlertId = Id<struct FireAlertTag>;
using CrisisId = Id<struct CrisisTag>;

inline constexpr std::array kFireAges{std::chrono::minutes{5}, std::chrono::minutes{15}, std::chrono::minutes{60}};
inline constexpr std::chrono::days kFireMemory{180};  // marks older than that say nothing about today
inline constexpr std::size_t kFireCompared = 50;      // the newest of them

// What a post had drawn at one age.
struct FireMark {
  activity::NoteId note;
  activity::AccountId account;
  std::chrono::minutes age{5};
  Timestamp at;  // when it was that old
  trend::FireCounts counts;
  std::string evidence;  // JSON: {"signals": [{signal, seen, of, expected, surprise, fires}], "little_history",
                         // "hour_factor", "countries", "languages", "official": [{public_actor, kind, at}]}
};

enum class FireJudgement { Open, Useful, FalseAlarm };
[[nodiscard]] std::string_view to_string(FireJudgement judgement);  // "false_alarm"
// Fails with Errc::Invalid; the hint lists them.
[[nodiscard]] Result<FireJudgement> parse_fire_judgement(std::string_view text);

// A level is told once a post, a higher one again.
struct FireAlert {
  FireAlertId id;
  activity::NoteId note;
  activity::AccountId account;
  std::chrono::minutes age{0};  // of the post, when it was raised
  std::string level;            // "loud", "grave", "official"
  std::string evidence;         // as of the mark
  Timestamp raised_at;
  FireJudgement judged = FireJudgement::Open;
  staff::UserId judged_by;  // none: nobody yet
  std::optional<Timestamp> judged_at;
  CrisisId crisis;  // that was opened over it
};

// Of one post, youngest first.
[[nodiscard]] std::vector<FireMark> fire_marks(store::Snapshot& snapshot, activity::NoteId note);
// The newest marks of every account, of posts that left since then.
[[nodiscard]] std::vector<FireMark> latest_marks(store::Snapshot& snapshot, Timestamp since, std::size_t limit);
// What the same account's posts drew at that age, the newest first; not this post's.
[[nodiscard]] std::vector<trend::FireCounts> fire_history(store::Snapshot& snapshot, activity::AccountId account,
                                                          std::chrono::minutes age, activity::NoteId but,
                                                          Timestamp now);
// What those of all accounts drew.
[[nodiscard]] trend::FireUsual fire_usual(store::Snapshot& snapshot, std::chrono::minutes age, activity::NoteId but,
                                          Timestamp now);

// Newest first.
[[nodiscard]] std::vector<FireAlert> fire_alerts(store::Snapshot& snapshot, Timestamp since, std::size_t limit);
[[nodiscard]] std::vector<FireAlert> fire_alerts_of(store::Snapshot& snapshot, activity::NoteId note);
// Whether it helped: by anybody who may handle a crisis, as often as she likes; audited "fire.judge".
// Fails with Errc::NotFound.
[[nodiscard]] Result<FireAlert> judge_alert(store::Transaction& tx, FireAlertId id, FireJudgement judgement,
                                            const staff::User& by, Timestamp now);

}  // namespace chancery::answer
