// How commands reach the server that holds the data folder: HTTP over DIR/control.sock.
#pragma once

#include <filesystem>
#include <string>

#include "base/json.hpp"
#include "base/result.hpp"
#include "net/http.hpp"

namespace chancery::cli {

// The answer's JSON. Fails with Errc::NotFound when no server listens there, or with the server's own error (its
// code by status, its hint as it came).
[[nodiscard]] Result<json::Object> ask_server(const std::filesystem::path& data, net::Method method,
                                              const std::string& path, const std::string& body = {});

}  // namespace chancery::cli
