// Which conversation a note belongs to. One person and one account of ours, in one thread, said to everybody or to few.
#pragma once

#include <cstdint>
#include <string>

#include "desk/ids.hpp"

namespace chancery::desk {

struct Incoming {
  std::int64_t person = 0, account = 0;
  bool is_private = false;
  std::string uri, parent;  // parent: what it answers, as its author says; empty: nothing
};

// What the store knows of the parent.
struct Known {
  ConversationId conversation;           // where it is a message; none: nowhere
  std::int64_t person = 0, account = 0;  // of that conversation
  bool is_private = false;
  std::string root;  // of our own post it leads to, or the oldest address known; empty: nothing is known
};

struct Belongs {
  ConversationId conversation;  // none: it begins one, or joins the one of (account, person, root, private)
  std::string root;
};

// 1. The parent is in a conversation of this person, account and privacy: that one, open or closed.
// 2. Else the thread's root names it: our own post, else the oldest address known, else its own.
// A private note never joins a public conversation, nor the other way.
[[nodiscard]] Belongs belongs(const Incoming& note, const Known& parent);

}  // namespace chancery::desk
