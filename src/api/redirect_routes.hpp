// What the plain-http listener answers when the server itself speaks https.
#pragma once

#include <filesystem>
#include <string>

#include "net/router.hpp"

namespace chancery::api {

// Leads every GET and HEAD to the same path of `base_url` for good (301), any other method likewise with 308; but
// /.well-known/acme-challenge/TOKEN answers the file TOKEN of `acme_folder` (RFC 8555 section 8.3), 404 when there is
// none or the folder is empty.
void add_redirect_routes(net::Router& router, std::string base_url, std::filesystem::path acme_folder);

}  // namespace chancery::api
