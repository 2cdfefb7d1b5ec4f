// What others of this program say before a post leaves, and hear when it did.
#pragma once

#include <string>
#include <string_view>

#include "activity/note.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "speak/posts.hpp"
#include "store/store.hpp"

namespace chancery::speak {

// Called in the transaction of leaving, on the writer's thread: it only reads and writes there.
class DepartureRules {
 public:
  struct Departure {
    PostId post;
    int version = 0;
    std::string digest;
    activity::AccountId account;
    activity::NoteId parent;  // what it answers, ours or a stranger's; none: a post of its own
    activity::NoteId note;    // it becomes, or changes; none before it has one
    bool edit = false;
  };

  DepartureRules() = default;
  DepartureRules(const DepartureRules&) = delete;
  DepartureRules& operator=(const DepartureRules&) = delete;
  virtual ~DepartureRules() = default;

  // A failure, whatever its code, gives the post back to its writers with the hint as the reason. Asked once a post; of
  // one text to many, once for each it answers, and there a failure leaves that one out: what was written here stays.
  [[nodiscard]] virtual Status may_leave(store::Transaction& tx, const Departure& departure) = 0;
  // Once for each note that left or was changed.
  virtual void has_left(store::Transaction& tx, const Departure& departure, const activity::Note& note,
                        Timestamp now) = 0;
  // The post is a draft again, whoever said that it may not leave; the reason is for people.
  virtual void went_back(store::Transaction& tx, PostId post, std::string_view reason, Timestamp now) = 0;
};

}  // namespace chancery::speak
