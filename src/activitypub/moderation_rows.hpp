// The rows behind moderation. For activitypub/ alone.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/actor.hpp"
#include "activitypub/moderation.hpp"

namespace chancery::activitypub::rows {

void put_host_rule(store::Transaction& tx, const HostRule& rule);
void put_actor_rule(store::Transaction& tx, const ActorRule& rule);
// True when there was one.
bool remove_host_rule(store::Transaction& tx, std::string_view host);
bool remove_actor_rule(store::Transaction& tx, std::string_view actor);
// Of exactly that host.
[[nodiscard]] std::optional<HostRule> host_rule(store::Transaction& tx, std::string_view host);
[[nodiscard]] std::optional<HostRule> host_rule(store::Snapshot& snapshot, std::string_view host);

struct NamedActor {
  activity::ActorId id;
  std::string uri;
};
// Actors of other servers in the order of their ids.
[[nodiscard]] std::vector<NamedActor> actors_after(store::Transaction& tx, activity::ActorId after, std::size_t limit);

}  // namespace chancery::activitypub::rows
