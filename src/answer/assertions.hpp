// What is said falsely, the evidence against it, and what we say instead, each with its day. An assertion is about a
// text, never about who wrote it: it may name copies only of a text that ten people or more used, and keeps no author.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answer/crises.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::answer {

using AssertionId = Id<struct AssertionTag>;

inline constexpr std::size_t kMaxSaid = 2'000;        // characters
inline constexpr std::size_t kMaxEvidence = 1'000;    // of what stands there
inline constexpr std::size_t kMaxCorrection = 5'000;  // as of a post
inline constexpr std::int64_t kLeastAuthors = 10;     // of a text that may be named
inline constexpr std::chrono::days kCopiesSought{7};
inline constexpr std::size_t kCopiesCompared = 5'000;  // the newest messages of that time

enum class Verdict { Open, False, Misleading, True, Unknown };
[[nodiscard]] std::string_view to_string(Verdict verdict);  // "misleading"
// Fails with Errc::Invalid; the hint lists them.
[[nodiscard]] Result<Verdict> parse_verdict(std::string_view text);

struct Assertion {
  AssertionId id;
  CrisisId crisis;  // none: of no crisis
  std::string said;
  std::string language;  // BCP 47
  staff::UserId by;
  Timestamp at;
  Verdict verdict = Verdict::Open;
};
struct Evidence {
  std::int64_t id = 0;
  std::string url;  // https: where anybody can see it
  std::string words;
  staff::UserId by;
  Timestamp at;
};
// How often a text was used, as it was counted.
struct CopyCount {
  std::int64_t id = 0;
  std::string folded;
  std::int64_t posts = 0;
  std::int64_t authors = 0;
  Timestamp first_at;
  Timestamp last_at;
  Timestamp counted_at;
};
// One version in one language; the former stay readable.
struct Correction {
  int version = 1;
  std::string language;
  std::string markdown;
  Timestamp at;
  staff::UserId by;
  std::int64_t post = 0;  // of speak, that says it; 0: none yet
};

// Each is audited ("assertion.make", …; never words). Fail with Errc::NotFound, or Invalid with the field's name.
[[nodiscard]] Result<Assertion> make_assertion(store::Transaction& tx, AssertionId id, CrisisId crisis,
                                               std::string_view said, std::string_view language, const staff::User& by,
                                               Timestamp now);
// `verdict`, where the evidence says one.
[[nodiscard]] Result<Assertion> add_evidence(store::Transaction& tx, AssertionId id, std::string_view url,
                                             std::string_view words, std::optional<Verdict> verdict,
                                             const staff::User& by, Timestamp now);
[[nodiscard]] Result<Correction> correct(store::Transaction& tx, AssertionId id, std::string_view language,
                                         std::string_view markdown, std::int64_t post, const staff::User& by,
                                         Timestamp now);
// Counts who wrote nearly the same to us in the last week (trend/near_duplicates.hpp). Reads up to kCopiesCompared
// texts: some tenths of a second. Fails with Errc::Invalid under kLeastAuthors people: then nothing is told of it.
[[nodiscard]] Result<CopyCount> count_copies(store::Snapshot& snapshot, std::string_view text, Timestamp now);
[[nodiscard]] Status add_copies(store::Transaction& tx, AssertionId id, const CopyCount& copies, const staff::User& by,
                                Timestamp now);

// Newest first; of one crisis, or of all (none).
[[nodiscard]] std::vector<Assertion> assertions(store::Snapshot& snapshot, CrisisId crisis, std::size_t limit = 100);
[[nodiscard]] std::optional<Assertion> assertion_by_id(store::Snapshot& snapshot, AssertionId id);
[[nodiscard]] std::vector<Evidence> evidence_of(store::Snapshot& snapshot, AssertionId id);       // oldest first
[[nodiscard]] std::vector<CopyCount> copies_of(store::Snapshot& snapshot, AssertionId id);        // oldest first
[[nodiscard]] std::vector<Correction> corrections_of(store::Snapshot& snapshot, AssertionId id);  // newest first

}  // namespace chancery::answer
