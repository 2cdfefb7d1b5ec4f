// What signing in, setting up and accepting an invitation answer alike: the session, and its cookie.
#pragma once

#include <string_view>

#include "api/routes.hpp"
#include "api/session_cookie.hpp"
#include "base/json.hpp"
#include "net/http.hpp"
#include "staff/sessions.hpp"
#include "staff/users.hpp"

namespace chancery::api {

// Without a user nobody is signed in; `csrf` is then not looked at.
[[nodiscard]] json::Object session_json(const Services& services, const staff::User* user, std::string_view csrf);
[[nodiscard]] net::Response signed_in_answer(int status, const Services& services, const SessionCookie& cookie,
                                             const staff::SignedIn& signed_in);
// A one-time link as an administrator sees it, once.
[[nodiscard]] net::Response link_answer(int status, const activity::Addresses& addresses, staff::EnrolmentKind kind,
                                        const staff::EnrolmentLink& link);

}  // namespace chancery::api
