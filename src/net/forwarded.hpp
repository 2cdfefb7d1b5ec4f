// Whom a request comes from when a proxy stands between.
#pragma once

#include <span>
#include <string>

#include "net/http.hpp"

namespace chancery::net {

// Sets peer and secure of `request`, which came from `address`. X-Forwarded-For and -Proto count only where
// `address` is a trusted proxy: read from the right, each trusted proxy vouches for the hop before it, and a
// stranger's word ends the chain. `trusted` holds canonical numeric addresses.
void set_peer(Request& request, const std::string& address, std::span<const std::string> trusted);

}  // namespace chancery::net
