#include "activitypub/blocks.hpp"

#include <mutex>
#include <utility>

#include "activitypub/moderation.hpp"

namespace chancery::activitypub {

void Blocks::load(store::Snapshot& snapshot) {
  std::unordered_set<std::string> hosts;
  std::unordered_set<std::string> actors;
  for (const auto& rule : host_rules(snapshot)) {
    if (rule.level == RuleLevel::Block) hosts.insert(rule.host);
  }
  for (const auto& rule : actor_rules(snapshot)) {
    if (rule.level == RuleLevel::Block) actors.insert(rule.actor);
  }
  const std::unique_lock lock(mutex_);
  hosts_ = std::move(hosts);
  actors_ = std::move(actors);
}

bool Blocks::has_host(std::string_view host) const {
  const std::shared_lock lock(mutex_);
  if (hosts_.empty()) return false;
  for (;;) {
    if (hosts_.contains(std::string(host))) return true;
    const auto dot = host.find('.');
    if (dot == std::string_view::npos) return false;
    host.remove_prefix(dot + 1);
  }
}

bool Blocks::has_actor(std::string_view uri) const {
  const std::shared_lock lock(mutex_);
  return !actors_.empty() && actors_.contains(std::string(uri));
}

}  // namespace chancery::activitypub
