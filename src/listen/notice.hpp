// The public notice (Art. 13 and 14 GDPR), made from what actually runs: /transparency shows it, the officer prints it.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "listen/register.hpp"
#include "listen/watch.hpp"
#include "staff/rights.hpp"
#include "store/store.hpp"

namespace chancery::listen {

struct NoticeWatch {
  std::string name;
  std::string query;  // empty when it names somebody the officer let pass
  bool names_people = false;
  Purpose purpose = Purpose::PublicService;
  std::string legal_basis;
  std::string country;
  staff::Role owner = staff::Role::Officer;  // the owner's role: no person is named
  bool suspended = false;
  Timestamp since;  // first approved
  Timestamp expires;
};

struct NoticeActor {
  ActorKind kind = ActorKind::StateOrgan;
  std::vector<ActorName> names;
  std::string office;
  std::string country;
  std::vector<std::string> addresses;
  std::string evidence_url;
  std::optional<Timestamp> until;
};

struct Notice {
  std::vector<NoticeWatch> watches;  // active and suspended ones, oldest first
  std::vector<NoticeActor> actors;   // the register, by id
  std::vector<std::string> sources;  // read in the last 30 days, or read from now on: hosts, "sample" or "file"
  std::chrono::days retention{30};   // of a post's text
  std::chrono::days key_lasts{30};   // after which an author has another pseudonym
  std::int64_t min_authors = 10;     // nothing is shown for fewer people
  std::string contact;               // whom to write to; empty until it is set
};

// From one snapshot of each file; they are not of the very same moment. `registered` are the sources that are read even
// if nothing has come from them yet (feeds::feed_sources), named like PostBatch::source.
[[nodiscard]] Notice notice(store::Snapshot& chancery, store::Snapshot& listen, std::span<const std::string> registered,
                            Timestamp now);

}  // namespace chancery::listen
