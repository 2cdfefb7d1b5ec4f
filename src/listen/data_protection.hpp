// The data-protection officer's desk: what is listened to and kept, who looked, and what a person may ask for.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "listen/opt_outs.hpp"
#include "listen/pseudonym.hpp"
#include "listen/query_audit.hpp"
#include "listen/register.hpp"
#include "listen/watch_lifecycle.hpp"
#include "store/store.hpp"

namespace chancery::listen {

// --- what stands ---

struct NamedCount {
  std::string of;
  std::int64_t count = 0;
};

struct Desk {
  std::vector<NamedCount> by_status;       // watches, every WatchStatus
  std::vector<NamedCount> by_purpose;      // active ones, every Purpose
  std::vector<NamedCount> by_legal_basis;  // active ones, the largest first
  std::vector<WatchRecord> waiting;        // submitted or held, longest first
  std::vector<WatchRecord> expiring;       // expiring_watches()
  std::vector<PublicActor> proposed;       // waiting for approvals, longest first
  std::int64_t public_actors = 0;          // active ones
  LookTotals looks;                        // of the last 30 days
};
// Of chancery.db. A few queries.
[[nodiscard]] Desk desk(store::Snapshot& snapshot, Timestamp now);

struct Kept {
  std::int64_t posts = 0;
  std::optional<Timestamp> oldest;  // when the oldest post that is kept was stored
  // Stored within the last day, week, fortnight, 30 days, and before: the last must be 0 an hour after its time.
  std::array<std::int64_t, 5> by_age{};
  std::optional<Timestamp> next_expiry;  // when the next deletion run is due
  std::vector<std::string> sources;      // which were read in the last 30 days, by name
};
// Of listen.db. O(posts kept), on an index.
[[nodiscard]] Kept kept(store::Snapshot& snapshot, Timestamp now);

// --- what a person may ask for (Art. 15, 17, 21 GDPR) ---

struct HeldPost {
  Timestamp time;
  Timestamp stored;
  std::string text;
  std::string language;
  std::vector<WatchId> watches;
};
// What is kept of an author, under every key there is; newest first. For her own eyes.
[[nodiscard]] std::vector<HeldPost> held_of_author(store::Snapshot& snapshot, const Pseudonymiser& pseudonyms,
                                                   std::string_view author);
// Deletes it; gives how many posts went. In listen.db's transaction.
[[nodiscard]] std::int64_t erase_author(store::Transaction& tx, const Pseudonymiser& pseudonyms,
                                        std::string_view author);
// An author as sources name her: a DID, an acct: or https: address; "@user@host" and "user@host" become acct:. A handle
// without a host names nobody for long and is refused with Errc::Invalid, which says how to find the DID.
[[nodiscard]] Result<std::string> author_address(std::string_view text);
// The ways sources write that address, itself first: of acct:user@host also "@user@host" and "user@host".
[[nodiscard]] std::vector<std::string> author_forms(std::string_view address);

}  // namespace chancery::listen
