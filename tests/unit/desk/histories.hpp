// Conversations made up at random, for properties that must hold of every one.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "desk/event.hpp"

namespace chancery::desk::testing {

using History = std::vector<Event>;

inline constexpr int kHistories = 10'000;
inline constexpr Timestamp kMonday = std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + std::chrono::hours{9};
// None of `any_history`.
inline const Officer kOle{7};
inline const Officer kAmina{8};

inline Event event(EventKind kind, Timestamp at) {
  Event made;
  made.kind = kind;
  made.at = at;
  return made;
}

// Numbers by the order of recording.
inline History recorded(History events) {
  for (std::size_t n = 0; n < events.size(); ++n) events[n].id = static_cast<std::int64_t>(n) + 1;
  return events;
}

// One event of any kind, within ten days of `kMonday`, about few desks, people and notes so that they meet.
inline Event any_event(std::mt19937_64& random) {
  const auto below = [&random](int n) { return static_cast<int>(random() % static_cast<std::uint64_t>(n)); };
  const auto kind = static_cast<EventKind>(below(static_cast<int>(EventKind::Imported) + 1));
  const auto at = kMonday + std::chrono::minutes{below(10 * 24 * 60)};
  Event made = event(kind, at);
  made.desk = DeskId{below(3) + 1};
  made.user = Officer{below(4)};
  made.token = below(3);
  made.note = below(6) + 1;
  made.matter = static_cast<Matter>(below(4));
  made.outcome = static_cast<Outcome>(below(5));
  made.urgency = below(6) - 1;
  made.counts_as_answer = below(4) != 0;
  made.strand = below(6) / 4;
  made.merged = below(3);
  return made;
}

inline History any_history(std::mt19937_64& random, int longest = 24) {
  History made(1 + random() % static_cast<std::uint64_t>(longest));
  for (Event& next : made) next = any_event(random);
  return recorded(std::move(made));
}

inline std::string shown(const History& history) {
  std::string text;
  for (const Event& e : history) {
    text += std::to_string(e.id) + " " + to_rfc3339(e.at) + " " + std::string(to_string(e.kind)) + " desk " +
            e.desk.text() + " user " + e.user.text() + " note " + std::to_string(e.note) + " strand " +
            std::to_string(e.strand) + " merged " + std::to_string(e.merged) + " " + std::string(to_string(e.matter)) +
            "\n";
  }
  return text;
}

// A shorter history for which `holds` fails too: halves, then single events, are left out while it does.
inline History shrunk(History failing, const std::function<bool(const History&)>& holds) {
  for (std::size_t piece = failing.size() / 2; piece > 0; piece /= 2) {
    for (std::size_t from = 0; from + piece <= failing.size();) {
      History shorter = failing;
      const auto begin = shorter.begin() + static_cast<std::ptrdiff_t>(from);
      shorter.erase(begin, begin + static_cast<std::ptrdiff_t>(piece));
      if (!shorter.empty() && !holds(shorter)) {
        failing = std::move(shorter);
      } else {
        from += piece;
      }
    }
  }
  return failing;
}

// Tries `holds` on many histories of one seed, and shows the shortest that fails.
inline void for_all(std::uint64_t seed, const std::function<bool(const History&)>& holds, int histories = kHistories) {
  std::mt19937_64 random(seed);
  for (int n = 0; n < histories; ++n) {
    const History history = any_history(random);
    if (holds(history)) continue;
    FAIL() << "seed " << seed << ", history " << n << ":\n" << shown(shrunk(history, holds));
  }
}

}  // namespace chancery::desk::testing
