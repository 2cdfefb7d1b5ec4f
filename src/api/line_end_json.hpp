// Why the approved line a waiting answer was made of may be said no more.
#pragma once

#include "base/clock.hpp"
#include "base/json.hpp"
#include "speak/posts.hpp"

namespace chancery::api {

// Of a post that has not left; null where its line stands, or it was made of none.
[[nodiscard]] json::Value line_end_json(store::Snapshot& snapshot, speak::PostId post, Timestamp now);

}  // namespace chancery::api
