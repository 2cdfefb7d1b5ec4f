// The note at the end of a shift: what the next one should know, and how things stood then. One colleague reads it, and
// it is known who and when.
//
// What changes one runs in the caller's transaction and is audited (ids, never words). Each fails with Errc::NotFound
// where she does not read at the desk, Forbidden without `work` there, Invalid with the field's name.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "answer/conversation.hpp"
#include "store/store.hpp"

namespace chancery::answer {

using HandoverId = Id<struct HandoverTag>;

struct Handover {
  HandoverId id;
  DeskId desk;
  staff::UserId author;
  Timestamp at;
  std::string words;
  std::int64_t open = 0;  // conversations at that moment, as its author read them
  std::int64_t breached = 0;
  staff::UserId read_by;  // none: nobody yet
  std::optional<Timestamp> read_at;
};

inline constexpr std::size_t kMaxHandover = 4'000;  // characters
// An unread note is shown to who begins for so long, and its coming told to who is on duty by then.
inline constexpr std::chrono::days kHandoverNews{3};
inline constexpr std::chrono::hours kNextShift{16};

// `id`, `desk` and `words` as given; the counts are taken now. Puts a notice to each colleague on duty there, now or
// within kNextShift.
[[nodiscard]] Result<Handover> write_handover(store::Transaction& tx, const Handover& handover, const Acting& acting);
// Who reads it first stands; later ones change nothing. Fails with Errc::Conflict for who wrote it.
[[nodiscard]] Result<Handover> read_handover(store::Transaction& tx, HandoverId id, const Acting& acting);

// Of the desks she reads, the newest first.
[[nodiscard]] std::vector<Handover> handovers_of(store::Snapshot& snapshot, const Reader& reader,
                                                 std::size_t limit = 50);
// The newest one of each desk where she works, where nobody has read it and she did not write it.
[[nodiscard]] std::vector<Handover> handovers_for(store::Snapshot& snapshot, const Reader& reader, Timestamp now);

}  // namespace chancery::answer
