// A live stream for `chancery listen`: the server's own source, counted into a report and stored nowhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "listen/report.hpp"

namespace chancery::cli {

struct LiveOptions {
  std::string address;                         // "wss://host/subscribe"
  std::optional<std::chrono::seconds> length;  // none: until SIGINT or SIGTERM
  std::uint64_t events = 0;                    // about, then it is enough; 0: any number
  std::vector<std::string> test_peers;         // host:port on loopback, for tests alone
};

[[nodiscard]] bool is_live(std::string_view source);  // begins with ws:// or wss://

// "90s", "10m", "2h", or seconds alone; at most a week. Nothing for "". Fails with Errc::Invalid.
[[nodiscard]] Result<std::optional<std::chrono::seconds>> read_length(const std::string& text);

// Until the length is over, enough was heard, or SIGINT or SIGTERM came, which then do not end the process; a second
// one does. Reconnects by itself and resumes without loss; gaps and progress are told on `err`.
// Fails with Errc::Unavailable when no event was heard at all, Errc::Invalid when the address cannot be dialled.
[[nodiscard]] Status listen_live(const LiveOptions& options, listen::Report& report, std::ostream& err);

}  // namespace chancery::cli
