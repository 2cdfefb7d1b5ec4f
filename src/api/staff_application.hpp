// The staff application's files, built from web/ and linked in by cli (target `web_assets`).
#pragma once

#include <span>

#include "net/static_files.hpp"

namespace chancery::api {

// Paths as the browser asks for them below /staff: "/index.html", "/assets/app-1a2b.js".
[[nodiscard]] std::span<const net::EmbeddedFile> staff_application();

}  // namespace chancery::api
