// What of our accounts a person may read beyond what everyone may: the grants on an account say, and those at a desk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "activity/addresses.hpp"
#include "activity/note.hpp"
#include "answer/conversation.hpp"
#include "speak/posts.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::api {

// Whoever holds any right on an account reads its drafts and what it said to few; the others what it published. What is
// part of a conversation among few, ours and a stranger's, is read by who may read that conversation, at its desk, and
// a draft of it by who decides about it; before a stranger's note is of one, by whoever holds a right on the account it
// speaks to. Who may read a conversation reads our answers in it too, drafts and all.
// For the span of a snapshot, which it borrows with the rest.
class NeedToKnow {
 public:
  NeedToKnow(store::Snapshot& snapshot, const activity::Addresses& addresses, const staff::User& reader)
      : snapshot_(snapshot), addresses_(addresses), reader_(reader) {}

  [[nodiscard]] bool concerns(activity::AccountId account);
  // Its drafts and versions too.
  [[nodiscard]] bool may_read_whole(const speak::Post& post);
  // Of others' accounts a post as it was sent to everyone.
  [[nodiscard]] bool may_read(const speak::Post& post);
  [[nodiscard]] bool may_read(const activity::Note& note);
  // What a post of ours answers: who approves or publishes the answer, and who is asked to clear it, reads its
  // question, though it was said to few.
  [[nodiscard]] bool may_read_answered(const speak::Post& post, const activity::Note& asked);

  // The things on one page, and the id behind which the next begins; 0: there is none.
  template <class Thing>
  struct Page {
    std::vector<Thing> things;
    std::int64_t next = 0;
  };
  // Up to `size` things she may read. `list` gives up to `size` and one more behind an id (none: from the newest).
  // Looks at 20 such lists at most, so a page may be short, even empty, and still have a next.
  template <class Thing, class List>
  [[nodiscard]] Page<Thing> page(std::size_t size, List list) {
    Page<Thing> page;
    decltype(Thing::id) seen{};
    for (int lists = 0; lists < 20; ++lists) {
      auto some = list(seen);
      for (auto& thing : some) {
        if (page.things.size() == size) {
          page.next = seen.value;
          return page;
        }
        seen = thing.id;
        if (may_read(thing)) page.things.push_back(std::move(thing));
      }
      if (some.size() <= size) return page;
    }
    page.next = seen.value;
    return page;
  }

 private:
  [[nodiscard]] bool at_desk(answer::ConversationId conversation);
  [[nodiscard]] bool decides(activity::AccountId account);
  [[nodiscard]] bool is_asked(const speak::Post& post);  // to clear it, now

  store::Snapshot& snapshot_;
  const activity::Addresses& addresses_;
  const staff::User& reader_;
  std::map<activity::AccountId, bool> known_;
  std::optional<answer::Reader> eyes_;  // made when first needed
};

}  // namespace chancery::api
