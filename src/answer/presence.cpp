#include "answer/presence.hpp"

#include <algorithm>

namespace chancery::answer {

std::string_view to_string(Doing doing) {
  return doing == Doing::Writing ? "writing" : "reading";
}

bool Presence::put(ConversationId conversation, staff::UserId user, Doing doing) {
  const std::lock_guard lock(mutex_);
  if (!here_.contains(conversation) && here_.size() >= kConversations) return false;
  const auto now = clock_.steady();
  auto& people = here_[conversation];
  const auto [at, arrived] = people.try_emplace(user, Here{doing, clock_.now(), now});
  const bool was_gone = !arrived && now - at->second.last >= kKept;
  const bool news = arrived || was_gone || at->second.doing != doing;
  if (news) at->second.since = clock_.now();
  at->second.doing = doing;
  at->second.last = now;
  return news;
}

bool Presence::leave(ConversationId conversation, staff::UserId user) {
  const std::lock_guard lock(mutex_);
  const auto at = here_.find(conversation);
  if (at == here_.end() || at->second.erase(user) == 0) return false;
  if (at->second.empty()) here_.erase(at);
  return true;
}

std::vector<Presence::Seen> Presence::who(ConversationId conversation) const {
  const std::lock_guard lock(mutex_);
  std::vector<Seen> seen;
  const auto at = here_.find(conversation);
  if (at == here_.end()) return seen;
  const auto now = clock_.steady();
  for (const auto& [user, here] : at->second) {
    if (now - here.last < kKept) seen.push_back({user, here.doing, here.since});
  }
  std::ranges::stable_sort(seen, {}, &Seen::since);
  return seen;
}

std::vector<ConversationId> Presence::sweep() {
  const std::lock_guard lock(mutex_);
  std::vector<ConversationId> changed;
  const auto now = clock_.steady();
  for (auto at = here_.begin(); at != here_.end();) {
    const auto gone = std::erase_if(at->second, [&](const auto& one) { return now - one.second.last >= kKept; });
    if (gone != 0) changed.push_back(at->first);
    at = at->second.empty() ? here_.erase(at) : std::next(at);
  }
  return changed;
}

std::vector<ConversationId> Presence::forget(staff::UserId user) {
  const std::lock_guard lock(mutex_);
  std::vector<ConversationId> changed;
  for (auto at = here_.begin(); at != here_.end();) {
    if (at->second.erase(user) != 0) changed.push_back(at->first);
    at = at->second.empty() ? here_.erase(at) : std::next(at);
  }
  return changed;
}

}  // namespace chancery::answer
