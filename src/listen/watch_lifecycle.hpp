// How a watch comes to run, and how it stops.
//
//   draft -> submitted -> approved <-> suspended -> stopped      approved, past its expiry: expired
//              |  ^
//              v  |   a phrase resembles a personal name: held, until the officer decides with a written reason
//             held
//
// What is asked for is a version. A change of any field, and a longer expiry too, is a new version that must be
// approved before it runs; the version approved before it runs on until then. Nobody decides on a watch she owns, or
// on a version she wrote or submitted. The one exception is the set-up's own watch (insert_first_watch).
//
// Every function here runs in a transaction, appends to the watch's own log (watch_change, never shortened), to the
// staff audit log, and appends the event other modules listen to.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "listen/watch.hpp"
#include "listen/watch_query.hpp"
#include "staff/users.hpp"

namespace chancery::listen {

// Where a watch stands as a whole.
enum class WatchStatus { Draft, Submitted, Held, Refused, Approved, Suspended, Stopped, Expired };
inline constexpr std::array kWatchStatuses = {WatchStatus::Draft,   WatchStatus::Submitted, WatchStatus::Held,
                                              WatchStatus::Refused, WatchStatus::Approved,  WatchStatus::Suspended,
                                              WatchStatus::Stopped, WatchStatus::Expired};
[[nodiscard]] std::string_view to_string(WatchStatus status);  // "draft"

// Where one version stands. Replaced: a later version was approved, or asked for, in its place.
enum class VersionStatus { Draft, Submitted, Held, Refused, Approved, Replaced };
[[nodiscard]] std::string_view to_string(VersionStatus status);

struct WatchVersion {
  int number = 1;  // from 1
  VersionStatus status = VersionStatus::Draft;
  NewWatch says;
  std::vector<std::string> held_phrases;  // what resembles a personal name and is in no register
  staff::UserId author;
  Timestamp written_at;
  std::string decided_by;  // kApprovedBySetup, "user:<login>", or empty
  std::optional<Timestamp> decided_at;
};

// A watch with all that led to where it stands.
struct WatchRecord {
  WatchId id;
  staff::UserId owner;
  Timestamp created_at;
  std::optional<WatchVersion> approved;  // what runs, ran last, or is suspended
  std::optional<WatchVersion> pending;   // what is asked for: draft, submitted, held or refused
  bool suspended = false;
  bool stopped = false;

  [[nodiscard]] WatchStatus status(Timestamp now) const;
  [[nodiscard]] bool expires_soon(Timestamp now) const;  // approved, and its end is less than kExpiresSoon away
};

struct WatchChange {
  Timestamp at;
  std::string actor;   // "user:<login>" or "setup"
  std::string action;  // "draft", "change", "submit", "renew", "approve", "refuse", "suspend", "resume", "stop"
  int version = 0;
  std::string from;  // a WatchStatus; empty at the beginning
  std::string to;
  std::string reason;
};

[[nodiscard]] std::vector<WatchRecord> watch_records(store::Snapshot& snapshot);  // newest first
[[nodiscard]] std::optional<WatchRecord> watch_record(store::Snapshot& snapshot, WatchId id);
[[nodiscard]] std::vector<WatchVersion> watch_versions(store::Snapshot& snapshot, WatchId id);  // oldest first
[[nodiscard]] std::vector<WatchChange> watch_changes(store::Snapshot& snapshot, WatchId id);    // oldest first

// Each of the following fails with Errc::Forbidden when the user's role, or her part in the watch, does not allow it;
// NotFound when there is no such watch; Conflict when it does not stand where the step begins; Invalid with the
// field's name. `now` is the transaction's time.

// Who asks, when, and what reads the query.
struct Asking {
  const staff::User& by;
  const QueryChecker& queries;
  Timestamp now;
};
// ManageWatches. The owner is who drafts it.
[[nodiscard]] Result<WatchRecord> draft_watch(store::Transaction& tx, WatchId id, const Asking& asking,
                                              const NewWatch& watch);
// A draft is rewritten; what was submitted or refused stays as it is, and a new draft takes its place.
[[nodiscard]] Result<WatchRecord> change_watch(store::Transaction& tx, WatchId id, const Asking& asking,
                                               const NewWatch& watch);
// The draft goes to the data-protection officer; held when it names what may be a person.
[[nodiscard]] Result<WatchRecord> submit_watch(store::Transaction& tx, WatchId id, const Asking& asking);
// A new version that differs in its expiry alone, submitted at once.
[[nodiscard]] Result<WatchRecord> renew_watch(store::Transaction& tx, WatchId id, const Asking& asking,
                                              Timestamp expires);

// What the officer decided on, and why. `version` is what she read: when another took its place, Errc::Conflict.
struct Decision {
  int version = 0;
  std::string reason;  // at most 1,000 characters; needed for what is held, refused, suspended or stopped
};
// DecideWatches, as are all that follow.
[[nodiscard]] Result<WatchRecord> approve_watch(store::Transaction& tx, WatchId id, const staff::User& by,
                                                const Decision& decision, Timestamp now);
[[nodiscard]] Result<WatchRecord> refuse_watch(store::Transaction& tx, WatchId id, const staff::User& by,
                                               const Decision& decision, Timestamp now);
[[nodiscard]] Result<WatchRecord> suspend_watch(store::Transaction& tx, WatchId id, const staff::User& by,
                                                std::string_view reason, Timestamp now);
[[nodiscard]] Result<WatchRecord> resume_watch(store::Transaction& tx, WatchId id, const staff::User& by,
                                               std::string_view reason, Timestamp now);
// For good, from wherever it stands.
[[nodiscard]] Result<WatchRecord> stop_watch(store::Transaction& tx, WatchId id, const staff::User& by,
                                             std::string_view reason, Timestamp now);

// Those that expire within kExpiresSoon and for which nothing longer is asked, soonest first.
[[nodiscard]] std::vector<WatchRecord> expiring_watches(store::Snapshot& snapshot, Timestamp now);
// Appends WatchExpiring {watch} for each of them whose expiry was not told before; gives how many. To be called with
// expiring_watches() now and then.
int announce_expiring(store::Transaction& tx, const std::vector<WatchRecord>& expiring);

}  // namespace chancery::listen
