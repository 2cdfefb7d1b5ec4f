// The rows behind the register of public actors. Private to listen.
#pragma once

#include <optional>

#include "listen/register.hpp"
#include "store/store.hpp"

namespace chancery::listen::rows {

[[nodiscard]] std::optional<PublicActor> public_actor(store::Transaction& tx, PublicActorId id);
void insert_public_actor(store::Transaction& tx, const PublicActor& actor, staff::UserId proposer);
void insert_approval(store::Transaction& tx, PublicActorId id, staff::UserId approver, Timestamp now);
// Its status, and when and why it ended.
void set_status(store::Transaction& tx, const PublicActor& actor);

}  // namespace chancery::listen::rows
