// The rows behind posts under fire. For answer/ alone.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "answer/fire.hpp"

namespace chancery::answer::rows {

// Writes a mark anew where it stands.
void put_mark(store::Transaction& tx, const FireMark& mark);
// False when this level was told of the post already.
[[nodiscard]] bool insert_alert(store::Transaction& tx, const FireAlert& alert);
[[nodiscard]] std::set<std::string> levels_told(store::Transaction& tx, activity::NoteId note);
[[nodiscard]] std::optional<FireAlert> fire_alert(store::Transaction& tx, FireAlertId id);
void put_judgement(store::Transaction& tx, const FireAlert& alert);
void put_crisis_of_alerts(store::Transaction& tx, activity::NoteId note, CrisisId crisis);

// What strangers said to a note of ours until then: answers and quotes that stand, oldest first, at most `limit`.
struct SaidText {
  std::int64_t note = 0;
  std::int64_t actor = 0;
  Timestamp at;
  std::string language;
  std::string content;     // HTML
  std::int64_t words = 0;  // classes of words, as the intake found them
};
[[nodiscard]] std::vector<SaidText> said_to(store::Snapshot& snapshot, const activity::Note& note, Timestamp until,
                                            std::size_t limit);
// What strangers wrote to any of us since then, the newest, at most `limit`.
[[nodiscard]] std::vector<SaidText> said_since(store::Snapshot& snapshot, Timestamp since, std::size_t limit);

// All reactions by the hour in which they came, oldest first.
struct HourCount {
  Timestamp hour;
  std::int64_t n = 0;
};
[[nodiscard]] std::vector<HourCount> reactions_by_hour(store::Snapshot& snapshot, Timestamp since);
// Notes of ours a public actor answered or quoted since then, of which that was not told yet.
[[nodiscard]] std::vector<activity::NoteId> unheard_officials(store::Snapshot& snapshot, Timestamp since);
// The country of the capital; empty where no mission says.
[[nodiscard]] std::string home_country(store::Snapshot& snapshot);

}  // namespace chancery::answer::rows
