// A saved listening query, with the reason it may run: without purpose, legal basis, owner, expiry, DPIA reference and
// the data-protection officer's approval there is none.
//
// Watches stand in chancery.db. What they matched stands in listen.db, under the watch's id and nothing else of it.
// How a watch comes to run, and stops, is in listen/watch_lifecycle.hpp.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
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

inline constexpr std::size_t kMaxTerms = 200;                  // of the set-up's watch
inline constexpr std::size_t kMaxQueryBytes = 8 * 1024;        // of a query's text
inline constexpr std::chrono::days kLongestWatch{366};         // until it must be asked for again
inline constexpr std::chrono::days kExpiresSoon{14};           // before its end the owner and the officer are told
inline constexpr std::string_view kApprovedBySetup = "setup";  // the first watch: approved by the set-up's own record

// What is asked for. The set-up gives `terms`, everybody else a `query`; never both.
struct NewWatch {
  std::string name;                // as colleagues and the public read it; 1 to 120 characters
  std::string query = {};          // in the language of watches
  std::vector<std::string> terms;  // words and phrases; any of them matches
  Purpose purpose = Purpose::PublicService;
  std::string legal_basis;   // the provision it rests on, in the institution's words; 3 to 500 characters
  std::string dpia = {};     // where the impact assessment is filed; 3 to 200 characters; the set-up's may lack it
  std::string country = {};  // what it is about, ISO 3166-1 alpha-2; may be empty
  Timestamp expires;
};

// What runs: the version of a watch that was approved last.
struct Watch {
  WatchId id;
  int version = 1;
  std::string name;
  std::string query;
  std::vector<std::string> terms;  // the query as plain words and phrases, where it is no more than that
  Purpose purpose = Purpose::PublicService;
  std::string legal_basis;
  std::string dpia;
  std::string country;
  staff::UserId owner;
  Timestamp expires;
  std::string approved_by;  // kApprovedBySetup, or "user:<login>"
  Timestamp approved_at;
  Timestamp created_at;       // of the watch
  bool names_people = false;  // the officer let a phrase pass that resembles a personal name
  bool suspended = false;

  // Whether it runs. Only such a watch may match a post.
  [[nodiscard]] bool active(Timestamp now) const { return !suspended && now < expires; }

  friend bool operator==(const Watch&, const Watch&) = default;
};

// Name, legal basis, and expiry in the future and within kLongestWatch; terms as text::check_term has them and of two
// characters at least, none starting with '@' or "did:" (a private handle is never a term), none twice. A query is
// checked by listen/watch_query.hpp. Fails with Errc::Invalid; the hint names field or term.
[[nodiscard]] Status check_watch(const NewWatch& watch, Timestamp now);

// One word or phrase of a watch, as check_watch has it. Fails with Errc::Invalid; the hint says why.
[[nodiscard]] Status check_watch_term(std::string_view term);

// Stores the set-up's own watch, approved by the set-up record, and appends WatchApproved {watch}: to be called in
// the transaction that sets the server up. Fails with Errc::Invalid (check_watch), or Errc::Forbidden when there is
// a watch already: every other one needs the data-protection officer's approval.
[[nodiscard]] Result<Watch> insert_first_watch(store::Transaction& tx, WatchId id, staff::UserId owner,
                                               const NewWatch& watch, Timestamp now);

// Those with an approved version, neither stopped nor withdrawn, oldest first; suspended and expired ones too, which
// are not active.
[[nodiscard]] std::vector<Watch> watches(store::Snapshot& snapshot);
[[nodiscard]] std::vector<Watch> watches(store::Transaction& tx);

}  // namespace chancery::listen
