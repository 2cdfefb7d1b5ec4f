// The log's tables as Consumer moves through them, inside a write. For store/ alone; events.hpp is for everyone.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "store/events.hpp"
#include "store/sql.hpp"

namespace chancery::store {

[[nodiscard]] std::vector<Event> events_after(Connection& db, std::int64_t position, std::size_t limit);
[[nodiscard]] std::int64_t cursor(Connection& db, std::string_view consumer);
void move_cursor(Connection& db, std::string_view consumer, std::int64_t position);
void park_event(Transaction& tx, std::string_view consumer, const Event& event, std::string_view error);
// Whether it was parked.
[[nodiscard]] bool unpark_event(Transaction& tx, std::string_view consumer, std::int64_t position);

}  // namespace chancery::store
