// The rows behind approved wording. For answer/ alone.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "answer/lines.hpp"
#include "store/store.hpp"

namespace chancery::answer::rows {

[[nodiscard]] std::vector<Line> lines(store::Snapshot& snapshot);  // by name
[[nodiscard]] std::vector<Line> lines(store::Transaction& tx);
[[nodiscard]] std::optional<Line> line(store::Snapshot& snapshot, LineId id);
[[nodiscard]] std::optional<Line> line(store::Transaction& tx, LineId id);
void put_line(store::Transaction& tx, const Line& line);

// The newest version first.
[[nodiscard]] std::vector<LineText> texts(store::Snapshot& snapshot, LineId line);
[[nodiscard]] std::vector<LineText> texts(store::Transaction& tx, LineId line, std::string_view language);
[[nodiscard]] std::vector<LineText> approved_texts(store::Transaction& tx, LineId line);
// Drafts, submitted and approved ones of every line.
[[nodiscard]] std::vector<LineText> living_texts(store::Snapshot& snapshot);
[[nodiscard]] std::optional<LineText> text(store::Snapshot& snapshot, const TextKey& key);
[[nodiscard]] std::optional<LineText> text(store::Transaction& tx, const TextKey& key);
void put_text(store::Transaction& tx, const LineText& text);
// Approved, past their day, and told to nobody yet.
[[nodiscard]] bool any_expired_untold(store::Snapshot& snapshot, Timestamp now);
[[nodiscard]] std::vector<TextKey> expired_untold(store::Transaction& tx, Timestamp now, std::size_t limit);
void put_expiry_told(store::Transaction& tx, const TextKey& key);
void put_status(store::Transaction& tx, const TextKey& key, LineStatus status);
// Replaced or Withdrawn, as of `at`.
void put_end(store::Transaction& tx, const TextKey& key, LineStatus status, Timestamp at);

}  // namespace chancery::answer::rows
