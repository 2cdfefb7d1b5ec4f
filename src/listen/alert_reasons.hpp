// An alert of what was found: its figures, and the reasons that explain it. Reasons are codes and numbers; the pages
// make sentences of them. Private to listen.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "listen/alerts.hpp"
#include "listen/burst_watch.hpp"
#include "listen/silence_watch.hpp"
#include "listen/talk.hpp"
#include "store/store.hpp"

namespace chancery::listen {

[[nodiscard]] Alert alert_of(store::Snapshot& snapshot, WatchId watch, const BurstWatch::Found& found);
[[nodiscard]] Alert alert_of(const SilenceWatch::Found& found);
[[nodiscard]] Alert alert_of(WatchId watch, const Narrative& narrative, json::Object why);
[[nodiscard]] Alert alert_of(WatchId watch, const CopiedText& text);

[[nodiscard]] json::Object words_reason(const std::vector<std::string>& words);
[[nodiscard]] json::Object languages_reason(const Narrative& narrative);
// What a story is known by: its first post, as its number is another one after a restart.
[[nodiscard]] std::int64_t subject_of(const Pseudonym& first);

}  // namespace chancery::listen
