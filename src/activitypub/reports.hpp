// Complaints other servers sent about us (ActivityStreams `Flag`), until somebody here has settled each.
//
// Of who complains only the server is kept: most send them in the name of the server anyway.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

inline constexpr std::size_t kMaxReport = 5'000;       // bytes of its text; the rest is cut off
inline constexpr std::size_t kMaxReported = 100;       // addresses of one
inline constexpr std::size_t kMaxOpenReports = 1'000;  // of one server; the next are dropped

struct Report {
  std::int64_t id = 0;
  std::string uri;                   // of the Flag
  std::string server;                // host
  std::vector<std::string> objects;  // accounts and notes of ours
  std::string content;               // plain text
  Timestamp received;
  std::string resolved_by;  // "user:<login>"; empty: open
  Timestamp resolved;
  std::string resolution;
};

// False when it is known already, or its server has too many open.
bool add_report(store::Transaction& tx, const Report& report);
// Newest first, before the id `before` (0: from the newest).
[[nodiscard]] std::vector<Report> reports(store::Snapshot& snapshot, bool only_open, std::int64_t before,
                                          std::size_t limit);
// Settles it, with a word on how, and an audit entry; settling it twice changes nothing. Fails with Errc::NotFound, or
// Invalid (nothing said, or more than 1,000 bytes).
[[nodiscard]] Status resolve_report(store::Transaction& tx, std::int64_t id, std::string_view by,
                                    std::string_view resolution, Timestamp now);

}  // namespace chancery::activitypub
