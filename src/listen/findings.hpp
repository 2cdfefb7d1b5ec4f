// What a report tells, as JSON and as tables. Private to listen.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "listen/tally.hpp"
#include "text/tone.hpp"
#include "trend/coordination.hpp"

namespace chancery::listen {

// Of ten authors at least.
struct FoundCopies {
  std::int64_t size = 0;
  std::int64_t authors = 0;
  std::string example;  // empty: it was taken down
};

struct FoundNarrative {
  std::vector<std::string> words;
  std::int64_t posts = 0;
  std::int64_t authors = 0;
  Timestamp first_seen;
  std::vector<std::string> languages;
};

struct Findings {
  const Tally& tally;
  std::vector<std::string> watches;  // as typed
  text::ToneEstimate tone;
  std::chrono::seconds share_window{60};
  std::uint32_t min_shared = 2;
  trend::Coordination coordination;
  std::vector<FoundCopies> copies;  // largest first
  std::vector<FoundNarrative> narratives;
};

[[nodiscard]] json::Object findings_json(const Findings& findings, std::chrono::duration<double> seconds);
[[nodiscard]] std::string findings_table(const Findings& findings, std::chrono::duration<double> seconds);

}  // namespace chancery::listen
