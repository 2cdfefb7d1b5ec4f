// Who is reading or writing in a conversation right now. In memory alone, and forgotten soon: it is no record.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <vector>

#include "answer/conversation.hpp"
#include "base/clock.hpp"

namespace chancery::answer {

enum class Doing { Reading, Writing };
[[nodiscard]] std::string_view to_string(Doing doing);  // "reading"

// Thread safety: any thread.
class Presence {
 public:
  static constexpr std::chrono::seconds kKept{40};      // after the last sign of life
  static constexpr std::size_t kConversations = 4'096;  // looked at at once; further ones are not followed

  struct Seen {
    staff::UserId user;
    Doing doing = Doing::Reading;
    Timestamp since;
  };

  // Borrows the clock for its lifetime.
  explicit Presence(const Clock& clock) : clock_(clock) {}

  // Gives whether that is news to others.
  bool put(ConversationId conversation, staff::UserId user, Doing doing);
  bool leave(ConversationId conversation, staff::UserId user);
  // Those there now, who came first first.
  [[nodiscard]] std::vector<Seen> who(ConversationId conversation) const;
  // Forgets who gave no sign; gives the conversations this changed.
  std::vector<ConversationId> sweep();
  // She signed out, or her account ended; gives the conversations this changed.
  std::vector<ConversationId> forget(staff::UserId user);

 private:
  using Steady = std::chrono::steady_clock::time_point;
  struct Here {
    Doing doing = Doing::Reading;
    Timestamp since;
    Steady last;
  };

  const Clock& clock_;
  mutable std::mutex mutex_;
  std::map<ConversationId, std::map<staff::UserId, Here>> here_;  // guarded by mutex_
};

}  // namespace chancery::answer
