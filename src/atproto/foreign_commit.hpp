// Knows a commit nobody reads, most of the stream, by its two ends, without reading what lies between.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace chancery::atproto {

// The time_us of a Jetstream v1 commit of a collection that is neither posts nor reposts; nothing for every other
// line, which is then to be read in full. Only a line exactly as the servers write it is known: its members in their
// order, no white space, at its end the closed record and its cid, or the rkey of what was deleted, ASCII throughout,
// and no sign that two have run together. So one that is cut off is never taken for whole.
[[nodiscard]] std::optional<std::int64_t> time_of_foreign_commit(std::string_view line);

}  // namespace chancery::atproto
