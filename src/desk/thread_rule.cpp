#include "desk/thread_rule.hpp"

namespace chancery::desk {

Belongs belongs(const Incoming& note, const Known& parent) {
  const std::string& oldest = note.parent.empty() ? note.uri : note.parent;
  Belongs found{{}, parent.root.empty() ? oldest : parent.root};
  if (parent.person == note.person && parent.account == note.account && parent.is_private == note.is_private) {
    found.conversation = parent.conversation;
  }
  return found;
}

}  // namespace chancery::desk
