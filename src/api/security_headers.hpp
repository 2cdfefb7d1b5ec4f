// What every answer tells the browser to refuse (OWASP ASVS 5.0, V3).
#pragma once

#include <string>
#include <string_view>

#include "net/http.hpp"
#include "net/router.hpp"

namespace chancery::api {

// The Content-Security-Policy of the staff application: our own files alone, no inline script, and Trusted Types
// under two named policies: Svelte's own, and `chancery`, which shows federated HTML the server has sanitised.
[[nodiscard]] std::string_view staff_content_security_policy();

// For every answer of the router that does not say otherwise: a policy for pages without script, nosniff, no
// referrer, own browsing-context group, and, when the base URL is https, HSTS for a year.
void harden(net::Router& router, bool secure);

// Adds what API answers carry besides: no-store, and never inside another origin's document.
void harden_api_answer(net::Headers& headers);

}  // namespace chancery::api
