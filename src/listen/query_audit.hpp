// Who looked at what listening gave, and when: the record behind "who had access". One row for a person, a kind of
// look, a watch and an hour; never a word of what was seen, and of a search not the words it asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "listen/watch.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::listen {

enum class Look { Figures, Posts, Search, Export, Preview };
[[nodiscard]] std::string_view to_string(Look look);  // "figures"

// To be called with what was found before it is answered: nobody looks without a record. `watch` is none when all
// watches were asked; `withheld` says that the answer was suppressed, because too few people stood behind it. One
// small write. Fails with what the store said: then nothing is shown.
[[nodiscard]] Status record_look(store::Store& chancery, staff::UserId by, Look look, WatchId watch, bool withheld,
                                 Timestamp now);

struct LookEntry {
  std::string login;
  std::string name;
  Look look = Look::Figures;
  WatchId watch;  // none: all of them
  Timestamp first;
  Timestamp last;  // within the same hour
  std::int64_t times = 0;
  std::int64_t withheld = 0;  // of them
};
// Newest hour first.
[[nodiscard]] std::vector<LookEntry> looks(store::Snapshot& snapshot, Timestamp from, Timestamp before,
                                           std::size_t limit);
struct LookTotals {
  std::int64_t times = 0;
  std::int64_t withheld = 0;
  std::int64_t people = 0;
};
[[nodiscard]] LookTotals look_totals(store::Snapshot& snapshot, Timestamp from, Timestamp before);

}  // namespace chancery::listen
