// The shapes of docs/api/openapi.yaml, made from the domain's values.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "activity/addresses.hpp"
#include "activity/note.hpp"
#include "activity/source_control.hpp"
#include "activitypub/deliveries_overview.hpp"
#include "activitypub/picture_links.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "listen/watch.hpp"
#include "net/http.hpp"
#include "staff/institution.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::api {

inline constexpr std::size_t kShownReplies = 500;  // of what was said below one note

[[nodiscard]] net::Response json_answer(int status, const json::Object& body);
// An id as text, or null when there is none.
[[nodiscard]] json::Value id_or_null(std::int64_t id);
[[nodiscard]] json::Array list_of(const std::vector<std::string>& texts);

[[nodiscard]] json::Object to_json(const staff::Institution& institution);
[[nodiscard]] json::Object to_json(const staff::User& user);
[[nodiscard]] json::Object to_json(const activity::SourceStatus& source);
[[nodiscard]] json::Object watch_json(const listen::Watch& watch, std::string_view owner, Timestamp now);

[[nodiscard]] json::Object reach_json(const activitypub::AccountReach& reach);

// These ask the store for what stands around: counts, the author, deliveries. A few queries each.
[[nodiscard]] json::Object account_json(store::Snapshot& snapshot, const activity::Addresses& addresses,
                                        const activity::Account& account);
[[nodiscard]] json::Object note_json(store::Snapshot& snapshot, const activity::Addresses& addresses,
                                     const activitypub::PictureLinks& links, const activity::Note& note);

}  // namespace chancery::api
