// What the week brought: how many asked, how many were answered and how soon, what is open now, which topics are new.
// Counts of conversations, by desk; always-on dialogue and Q&A sessions apart, never in one sum. Nobody is named.
//
// It counts what its reader may read: conversations said to few only at desks where she reads those.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answer/conversation.hpp"
#include "desk/clocks.hpp"
#include "desk/zone.hpp"
#include "store/store.hpp"

namespace chancery::answer {

struct WeekFigures {
  std::int64_t asked = 0;     // somebody wrote in that week
  std::int64_t answered = 0;  // an answer of ours left in that week
  std::int64_t open = 0;      // now
  std::int64_t overdue = 0;   // of these
  // From her first message to our first answer, in the desk's hours; of those whose first answer left in that week and
  // that were not there before the desk was. None: there was none.
  std::optional<std::chrono::microseconds> first_answer;
};

struct ByChannel {
  WeekFigures dialogue;
  WeekFigures qa;
};

// A topic of the dialogue.
struct TopicNews {
  std::string topic;
  std::int64_t asked = 0;  // conversations in that week
  double usual = 0;        // a week, over the four before
  bool is_new = false;     // three at least, and more than twice the usual
};

struct WeekSpan {
  Timestamp from;
  Timestamp to;
};

struct Monday {
  std::map<DeskId, ByChannel> desks;  // every one she reads
  ByChannel all;                      // of these
  std::vector<TopicNews> topics;      // the new ones first, then by number
};

inline constexpr int kWeeksBefore = 4;

// The week, from Monday to Monday, in which `day` lies.
[[nodiscard]] WeekSpan week_of(const desk::Zone& zone, std::chrono::sys_days day);
// The last one that is over.
[[nodiscard]] WeekSpan last_week(const desk::Zone& zone, Timestamp now);

// Reads the messages of five weeks.
[[nodiscard]] Monday monday(store::Snapshot& snapshot, const Reader& reader, const WeekSpan& week,
                            const desk::Calendars& calendars);

}  // namespace chancery::answer
