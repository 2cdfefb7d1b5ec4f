// The shapes of watches, the register and the data-protection officer's desk, made from listen's values.
#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "listen/data_protection.hpp"
#include "listen/notice.hpp"
#include "listen/register.hpp"
#include "listen/watch_lifecycle.hpp"
#include "listen/watch_query.hpp"
#include "staff/shown_names.hpp"
#include "store/store.hpp"

namespace chancery::api {

// As this reader may see her; null when there is no such person.
[[nodiscard]] json::Value person(const staff::ShownNames& users, staff::UserId id);

[[nodiscard]] json::Object to_json(const listen::WatchVersion& version, const staff::ShownNames& users);
[[nodiscard]] json::Object to_json(const listen::WatchRecord& record, const staff::ShownNames& users, Timestamp now);
[[nodiscard]] json::Object to_json(const listen::WatchChange& change, const staff::ShownNames& users);
[[nodiscard]] json::Object to_json(const listen::QueryCheck& check);
[[nodiscard]] json::Object to_json(const listen::PublicActor& actor, const staff::ShownNames& users, Timestamp now);
[[nodiscard]] json::Object to_json(const listen::Notice& notice);
[[nodiscard]] json::Object to_json(const listen::LookEntry& look, const staff::ShownNames& users);

[[nodiscard]] json::Value text_or_null(std::string_view text);
[[nodiscard]] json::Value time_or_null(const std::optional<Timestamp>& time);

}  // namespace chancery::api
