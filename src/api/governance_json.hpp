// The shapes of watches, the register and the data-protection officer's desk, made from listen's values.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "listen/data_protection.hpp"
#include "listen/notice.hpp"
#include "listen/register.hpp"
#include "listen/watch_lifecycle.hpp"
#include "listen/watch_query.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::api {

// Names of users by id, read once for a list.
using UserNames = std::map<staff::UserId, staff::User>;
[[nodiscard]] UserNames user_names(store::Snapshot& snapshot);
// Of who did something, as the audit log has it ("user:anna"): her name; empty when it was no user, or none of them.
[[nodiscard]] std::string name_of_actor(const UserNames& users, std::string_view actor);
// Null when she is none of them.
[[nodiscard]] json::Value person(const UserNames& users, staff::UserId id);

[[nodiscard]] json::Object to_json(const listen::WatchVersion& version, const UserNames& users);
[[nodiscard]] json::Object to_json(const listen::WatchRecord& record, const UserNames& users, Timestamp now);
[[nodiscard]] json::Object to_json(const listen::WatchChange& change);
[[nodiscard]] json::Object to_json(const listen::QueryCheck& check);
[[nodiscard]] json::Object to_json(const listen::PublicActor& actor, Timestamp now);
[[nodiscard]] json::Object to_json(const listen::Notice& notice);
[[nodiscard]] json::Object to_json(const listen::LookEntry& look);

[[nodiscard]] json::Value text_or_null(std::string_view text);
[[nodiscard]] json::Value time_or_null(const std::optional<Timestamp>& time);

}  // namespace chancery::api
