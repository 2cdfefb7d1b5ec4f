// Posts as they are read: lists, the desk of what waits, the calendar, one post and its versions. For posts_routes.cpp.
#pragma once

#include "api/guard.hpp"
#include "api/resources.hpp"
#include "speak/posts.hpp"

namespace chancery::api {

// The post an address names.
[[nodiscard]] Result<speak::PostId> post_id(const net::Request& request);
// As this reader sees it.
[[nodiscard]] json::Object json_of(store::Snapshot& snapshot, const Services& services, const speak::Post& post,
                                   const Visitor& visitor);

void add_post_reading(GuardedRouter& routes, const Services& services);

}  // namespace chancery::api
