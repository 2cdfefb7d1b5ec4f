#include "activitypub/blocks.hpp"

#include <mutex>
#include <utility>

#include "activitypub/moderation.hpp"

namespace chancery::activitypub {
namespace {

// The host, or a domain above it.
bool holds(const std::unordered_set<std::string>& hosts, std::string_view host) {
  if (hosts.empty()) return false;
  for (;;) {
    if (hosts.contains(std::string(host))) return true;
    const auto dot = host.find('.');
    if (dot == std::string_view::npos) return false;
    host.remove_prefix(dot + 1);
  }
}

}  // namespace

void Blocks::load(store::Snapshot& snapshot) {
  std::unordered_set<std::string> hosts;
  std::unordered_set<std::string> medialess;
  std::unordered_set<std::string> actors;
  for (const auto& rule : host_rules(snapshot)) {
    if (rule.level == RuleLevel::Block) {
      hosts.insert(rule.host);
    } else if (rule.reject_media) {
      medialess.insert(rule.host);
    }
  }
  for (const auto& rule : actor_rules(snapshot)) {
    if (rule.level == RuleLevel::Block) actors.insert(rule.actor);
  }
  const std::unique_lock lock(mutex_);
  hosts_ = std::move(hosts);
  medialess_ = std::move(medialess);
  actors_ = std::move(actors);
}

bool Blocks::has_host(std::string_view host) const {
  const std::shared_lock lock(mutex_);
  return holds(hosts_, host);
}

bool Blocks::rejects_media(std::string_view host) const {
  const std::shared_lock lock(mutex_);
  return holds(medialess_, host) || holds(hosts_, host);
}

bool Blocks::has_actor(std::string_view uri) const {
  const std::shared_lock lock(mutex_);
  return !actors_.empty() && actors_.contains(std::string(uri));
}

}  // namespace chancery::activitypub
