// What the staff application and the control socket do alike with users.
#pragma once

#include <string>

#include "activity/addresses.hpp"
#include "base/result.hpp"
#include "net/http.hpp"
#include "staff/enrolment.hpp"
#include "store/store.hpp"

namespace chancery::api {

[[nodiscard]] net::Response list_users(const store::Store& store);
// `by` is who invites, as the audit log writes it.
[[nodiscard]] Result<net::Response> invite(staff::Enrolments& enrolments, const activity::Addresses& addresses,
                                           const net::Request& request, const std::string& by);

}  // namespace chancery::api
