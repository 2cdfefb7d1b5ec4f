// The rows behind crises and assertions. For answer/ alone.
#pragma once

#include <optional>

#include "answer/assertions.hpp"
#include "answer/crises.hpp"

namespace chancery::answer::rows {

void insert_crisis(store::Transaction& tx, const Crisis& crisis);
[[nodiscard]] std::optional<Crisis> crisis(store::Transaction& tx, CrisisId id);
[[nodiscard]] bool any_crisis_lasts(store::Transaction& tx);
[[nodiscard]] bool any_crisis_lasts(store::Snapshot& snapshot);
// When the last of them ended; nothing when none ever did.
[[nodiscard]] std::optional<Timestamp> last_crisis_closed(store::Transaction& tx);
[[nodiscard]] std::optional<Timestamp> last_crisis_closed(store::Snapshot& snapshot);
void close_crisis(store::Transaction& tx, const Crisis& crisis);
// Gives its number.
[[nodiscard]] std::int64_t insert_entry(store::Transaction& tx, CrisisId crisis, const CrisisEntry& entry);

void insert_assertion(store::Transaction& tx, const Assertion& assertion);
[[nodiscard]] std::optional<Assertion> assertion(store::Transaction& tx, AssertionId id);
void put_verdict(store::Transaction& tx, const Assertion& assertion);
void insert_evidence(store::Transaction& tx, AssertionId id, const Evidence& evidence);
void insert_copies(store::Transaction& tx, AssertionId id, const CopyCount& copies);
// The next version in that language.
[[nodiscard]] int next_version(store::Transaction& tx, AssertionId id, std::string_view language);
void insert_correction(store::Transaction& tx, AssertionId id, const Correction& correction);

}  // namespace chancery::answer::rows
