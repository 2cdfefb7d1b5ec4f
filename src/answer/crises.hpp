// A crisis: what was known, decided, held and said, in order, while it lasts. Opened by a person, never by the program.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/note.hpp"
#include "answer/fire.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::answer {

inline constexpr std::size_t kMaxCrisisTitle = 120;    // characters
inline constexpr std::size_t kMaxCrisisWords = 2'000;  // of an entry

struct Crisis {
  CrisisId id;
  std::string title;
  staff::UserId opened_by;
  Timestamp opened_at;
  staff::UserId closed_by;  // none while it lasts
  std::optional<Timestamp> closed_at;
  activity::NoteId note;  // of ours, with which it began; none: something else
};

enum class EntryKind { Decision, Fact, Hold, Line, Post, Note };
[[nodiscard]] std::string_view to_string(EntryKind kind);  // "decision"
// Fails with Errc::Invalid; the hint lists them.
[[nodiscard]] Result<EntryKind> parse_entry_kind(std::string_view text);

// Of the log, which only grows.
struct CrisisEntry {
  std::int64_t id = 0;
  Timestamp at;
  staff::UserId by;
  EntryKind kind = EntryKind::Note;
  std::string words;
  std::int64_t subject = 0;  // of a line or a post: which; 0: none
};

// Each is audited ("crisis.open", …; never its words) and told in the log. Fail with Errc::NotFound, Invalid with the
// field's name, Conflict where it is closed.
[[nodiscard]] Result<Crisis> open_crisis(store::Transaction& tx, CrisisId id, std::string_view title,
                                         activity::NoteId note, const staff::User& by, Timestamp now);
[[nodiscard]] Result<CrisisEntry> add_entry(store::Transaction& tx, CrisisId id, EntryKind kind, std::string_view words,
                                            std::int64_t subject, const staff::User& by, Timestamp now);
// With what was decided in the end, as its last entry. Twice does nothing more.
[[nodiscard]] Result<Crisis> close_crisis(store::Transaction& tx, CrisisId id, std::string_view words,
                                          const staff::User& by, Timestamp now);

// Those that last first, then the newest.
[[nodiscard]] std::vector<Crisis> crises(store::Snapshot& snapshot, std::size_t limit = 100);
[[nodiscard]] std::optional<Crisis> crisis_by_id(store::Snapshot& snapshot, CrisisId id);
[[nodiscard]] std::vector<CrisisEntry> entries_of(store::Snapshot& snapshot, CrisisId id);  // oldest first
// Answers its closing would stop: made of lines prepared for a crisis that stand now, and not yet left. 0 while another
// crisis lasts too.
[[nodiscard]] std::size_t stopped_by_closing(store::Snapshot& snapshot, const Crisis& crisis, Timestamp now);

// What the wall shows: figures, and nobody's words.
// What people say to us and we to them: everyday dialogue, or Q&A sessions, never both.
struct BoardTalk {
  std::int64_t open = 0;       // conversations that wait or are somebody's
  std::int64_t waiting = 0;    // of these, nobody's
  std::int64_t breached = 0;   // of these, past what was promised
  std::int64_t life = 0;       // of these, about a life
  std::int64_t last_hour = 0;  // messages that came
  std::int64_t answered = 0;   // answers that left in the last hour
};
struct Board {
  BoardTalk dialogue;
  BoardTalk qa;
  std::int64_t alerts = 0;            // posts under fire since it was opened
  std::int64_t assertions = 0;        // said falsely and corrected or not
  std::int64_t corrected = 0;         // of these
  std::vector<std::int64_t> by_hour;  // dialogue alone: messages of the last 24 hours, the oldest first
};
[[nodiscard]] Board board_of(store::Snapshot& snapshot, const Crisis& crisis, Timestamp now);

}  // namespace chancery::answer
