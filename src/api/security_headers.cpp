#include "api/security_headers.hpp"

namespace chancery::api {

std::string_view staff_content_security_policy() {
  return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
         "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
         "require-trusted-types-for 'script'; trusted-types svelte-trusted-html chancery";
}

void harden(net::Router& router, bool secure) {
  router.default_header("Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
                        "frame-ancestors 'none'");
  router.default_header("X-Content-Type-Options", "nosniff");
  router.default_header("Referrer-Policy", "no-referrer");
  router.default_header("Cross-Origin-Opener-Policy", "same-origin");
  if (secure) router.default_header("Strict-Transport-Security", "max-age=31536000");
}

void harden_api_answer(net::Headers& headers) {
  headers.set("Cache-Control", "no-store");
  headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  headers.set("X-Content-Type-Options", "nosniff");
}

}  // namespace chancery::api
