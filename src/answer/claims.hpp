// Who may write in a conversation now: the lease, in memory, of a claim that stands in the file.
//
// The row is the truth about who has it and by which token; the memory knows until when alone, so a restart takes
// nothing away (every open claim begins anew) and a clock set back and forth frees nothing. What a lease that is over
// allows is desk/claim_rule.hpp's.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "answer/conversation.hpp"
#include "answer/workplaces.hpp"
#include "base/clock.hpp"
#include "desk/claim_rule.hpp"
#include "store/store.hpp"

namespace chancery::answer {

// Thread safety: any thread.
class Claims {
 public:
  static constexpr std::chrono::minutes kLength{10};  // where a desk says nothing else

  // Every claim of the file gets a full lease. Borrows all for its lifetime.
  Claims(store::Store& store, const Clock& clock, const Workplaces& workplaces);

  struct Claimed {
    Conversation conversation;
    std::chrono::seconds left{0};
    bool took_over = false;
  };
  // Work at its desk; `take_over` needs Lead. Fails with Errc::Conflict; the hint names who has it.
  [[nodiscard]] Result<Claimed> claim(store::Transaction& tx, ConversationId id, const staff::User& by, Timestamp now,
                                      bool take_over);
  // A sign of life from the holder's page: renews, never revives. Gives what is left; nothing where it is not hers.
  std::optional<std::chrono::seconds> heartbeat(ConversationId id, staff::UserId holder, std::int64_t token);
  // Of who has it. Fails with Errc::Conflict where the token is not hers any more, or a reply waits.
  [[nodiscard]] Result<Conversation> release(store::Transaction& tx, ConversationId id, const staff::User& by,
                                             Timestamp now, std::int64_t token);
  // Those that are over go back to their desk's queue, draft and all; gives how many. What waits for approval stays.
  std::size_t lapse();
  // All she has go back: her account ended.
  std::size_t release_all(store::Transaction& tx, staff::UserId user, const Acting& acting);
  // Likewise what she may not work on any more, after her rights were changed; who may read at no desk is no longer
  // named in any conversation.
  std::size_t release_lost(store::Transaction& tx, const staff::User& user, const Acting& acting);
  // What is left of the claim this row names; nothing where it cannot lapse, or nobody has it.
  [[nodiscard]] std::optional<std::chrono::seconds> left(const Conversation& conversation) const;

 private:
  struct Kept {
    desk::Lease lease;
    std::chrono::minutes length;  // of each renewal
  };

  [[nodiscard]] std::optional<desk::Lease> lease_of(const Conversation& c) const;
  void give(ConversationId id, staff::UserId holder, std::int64_t token, DeskId desk);
  void drop(const desk::Lease& lease);
  void prolong(const desk::Lease& lease);  // while its reply waits
  [[nodiscard]] std::chrono::minutes length_at(DeskId desk) const;
  [[nodiscard]] std::vector<desk::Lease> over() const;

  store::Store& store_;
  const Clock& clock_;
  const Workplaces& workplaces_;
  mutable std::mutex mutex_;
  std::map<ConversationId, Kept> leases_;  // guarded by mutex_
};

}  // namespace chancery::answer
