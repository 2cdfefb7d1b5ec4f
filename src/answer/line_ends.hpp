// Whether what is made of an approved line may still be said, and why not.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "answer/lines.hpp"

namespace chancery::answer {

enum class LineEnd { Expired, Withdrawn, Replaced, Retired, CrisisOver };
[[nodiscard]] std::string_view to_string(LineEnd why);  // "expired", …, "crisis_over"

struct EndedLine {
  std::string name;  // of the line
  TextKey text;
  LineEnd why = LineEnd::Withdrawn;
  std::optional<Timestamp> since;  // none: that is not known
};
// Of the text something is made of; nothing while it stands.
[[nodiscard]] std::optional<EndedLine> ended_line(store::Snapshot& snapshot, const TextKey& key, Timestamp now);
// That it stands: approved, nothing took its place, and its crisis lasts. Fails with Errc::Conflict; the hint says what
// to do.
[[nodiscard]] Status check_stands(store::Transaction& tx, const TextKey& key, Timestamp now);

}  // namespace chancery::answer
