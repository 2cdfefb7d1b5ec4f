// Retention, holds and archives: added with the routes of records, which they belong to.
#pragma once

#include "api/guard.hpp"
#include "api/routes.hpp"

namespace chancery::api {

void add_retention_routes(GuardedRouter& routes, const Services& services);

}  // namespace chancery::api
