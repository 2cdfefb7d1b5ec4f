// A saved listening query, with the reason it may run: without purpose, legal basis, owner and expiry there is none.
//
// Watches stand in chancery.db. What they matched stands in listen.db, under the watch's id and nothing else of it.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::listen {

using WatchId = Id<struct WatchTag>;

// The closed list of what public posts may be listened to for.
enum class Purpose { PublicService, CrisisResponse, ConsularProtection, PublicDiplomacyEvaluation, PolicyResearch };
inline constexpr std::array kPurposes = {Purpose::PublicService, Purpose::CrisisResponse, Purpose::ConsularProtection,
                                         Purpose::PublicDiplomacyEvaluation, Purpose::PolicyResearch};
[[nodiscard]] std::string_view to_string(Purpose purpose);  // "public_service"
// Fails with Errc::Invalid; the hint lists the purposes.
[[nodiscard]] Result<Purpose> parse_purpose(std::string_view text);

inline constexpr std::size_t kMaxTerms = 200;                  // of one watch
inline constexpr std::chrono::days kLongestWatch{366};         // until it must be asked for again
inline constexpr std::string_view kApprovedBySetup = "setup";  // the first watch: approved by the set-up's own record

struct NewWatch {
  std::string name;                // as colleagues read it; 1 to 120 characters
  std::vector<std::string> terms;  // words and phrases; any of them matches
  Purpose purpose = Purpose::PublicService;
  std::string legal_basis;  // the provision it rests on, in the institution's words; 3 to 500 characters
  Timestamp expires;
};

struct Watch {
  WatchId id;
  std::string name;
  std::vector<std::string> terms;
  Purpose purpose = Purpose::PublicService;
  std::string legal_basis;
  staff::UserId owner;
  Timestamp expires;
  std::string approved_by;  // kApprovedBySetup
  Timestamp approved_at;
  Timestamp created_at;

  [[nodiscard]] bool active(Timestamp now) const { return now < expires; }
};

// Each term as text::check_term has it and of two characters at least, none starting with '@' or "did:" (a private
// handle is never a term), none twice; expiry in the future and within kLongestWatch. Fails with Errc::Invalid; the
// hint names field or term.
[[nodiscard]] Status check_watch(const NewWatch& watch, Timestamp now);

// Stores the set-up's own watch, approved by the set-up record, and appends WatchApproved {watch}: to be called in
// the transaction that sets the server up. Fails with Errc::Invalid (check_watch), or Errc::Forbidden when there is
// a watch already: a second one needs the data-protection officer's approval, which this version cannot record.
[[nodiscard]] Result<Watch> insert_first_watch(store::Transaction& tx, WatchId id, staff::UserId owner,
                                               const NewWatch& watch, Timestamp now);

// All of them, oldest first, expired ones too.
[[nodiscard]] std::vector<Watch> watches(store::Snapshot& snapshot);
[[nodiscard]] std::vector<Watch> watches(store::Transaction& tx);

}  // namespace chancery::listen
