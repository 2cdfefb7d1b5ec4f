#include "listen/public_actor_index.hpp"

#include <utility>

namespace chancery::listen {

PublicActorIndex::PublicActorIndex(const store::Store& store, const Clock& clock) : store_(store), clock_(clock) {
  load();
}

void PublicActorIndex::load() {
  auto known = std::make_shared<ByAddress>();
  const auto active =
      store_.read([&](store::Snapshot& snapshot) { return active_public_actors(snapshot, clock_.now()); });
  for (const auto& entry : active) {
    const activity::PublicActor actor{entry.id.value, std::string(to_string(entry.says.kind)), entry.says.country};
    for (const auto& address : entry.says.addresses) known->insert_or_assign(address, Known{actor, entry.says.until});
  }
  const std::scoped_lock lock(mutex_);
  known_ = std::move(known);
}

std::shared_ptr<const PublicActorIndex::ByAddress> PublicActorIndex::known() const {
  const std::scoped_lock lock(mutex_);
  return known_;
}

std::optional<activity::PublicActor> PublicActorIndex::find(std::string_view actor_uri, std::string_view acct) const {
  const auto register_now = known();
  auto found = register_now->find(actor_uri);
  if (found == register_now->end() && !acct.empty()) {
    found = register_now->find("acct:" + std::string(acct.substr(acct.starts_with('@') ? 1 : 0)));
  }
  if (found == register_now->end()) return std::nullopt;
  const auto& [actor, until] = found->second;
  if (until && clock_.now() >= *until) return std::nullopt;
  return actor;
}

}  // namespace chancery::listen
