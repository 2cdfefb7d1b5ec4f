// The routes of a desk's days: the inbox as one keeps it, what a shift leaves the next, what the week brought.
#pragma once

#include "api/guard.hpp"
#include "api/routes.hpp"

namespace chancery::api {

void add_views_routes(GuardedRouter& routes, const Services& services);
void add_handovers_routes(GuardedRouter& routes, const Services& services);
void add_monday_routes(GuardedRouter& routes, const Services& services);

}  // namespace chancery::api
