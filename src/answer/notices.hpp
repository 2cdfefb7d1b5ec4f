// What one person is told: that she was named in a note, was given a conversation, that a clock of hers runs out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "answer/conversation.hpp"
#include "store/store.hpp"

namespace chancery::answer {

enum class NoticeKind {
  Mention,        // "mention"
  Assigned,       // "assigned"
  TakenOver,      // "taken_over": somebody else has it now
  Returned,       // "returned": her reply came back
  Warned,         // "warned": a clock runs out soon
  Breached,       // "breached"
  HandedOver,     // "handed_over": read the handover
  WebhookPaused,  // "webhook_paused": other: the webhook
  PostLate,       // "post_late": other: a post that should have left, and has not
  // Of clearance; other: the post.
  ClearanceAsked,    // "clearance_asked": her desk is asked, or is late
  Cleared,           // "cleared": what she wrote is, at one step; by nobody: by silence, as the rule says
  Objected,          // "objected"
  ClearanceOverdue,  // "clearance_overdue": the desk asked has not said anything in time
  ClearanceVoid,     // "clearance_void": the chain was changed; ask again
};
[[nodiscard]] std::string_view to_string(NoticeKind kind);

struct Notice {
  std::int64_t id = 0;
  staff::UserId user;
  NoticeKind kind = NoticeKind::Mention;
  ConversationId conversation;
  std::int64_t other = 0;
  staff::UserId by;  // none: the program
  Timestamp at;
};

// Does nothing where she herself did it. Appends NoticePut {user} to the log.
void put_notice(store::Transaction& tx, const Notice& notice);
// Whether she was told of the same (kind and other) since.
[[nodiscard]] bool was_told(store::Transaction& tx, const Notice& notice, Timestamp since);
// Hers that she has not seen, newest first.
[[nodiscard]] std::vector<Notice> notices_of(store::Snapshot& snapshot, staff::UserId user, std::size_t limit = 100);
// Fails with Errc::NotFound where it is not hers.
[[nodiscard]] Status see_notice(store::Transaction& tx, staff::UserId user, std::int64_t id, Timestamp now);
void see_all_notices(store::Transaction& tx, staff::UserId user, Timestamp now);

}  // namespace chancery::answer
