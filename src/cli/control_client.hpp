// How commands reach the server that holds the data folder: HTTP over DIR/control.sock.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "base/json.hpp"
#include "base/result.hpp"
#include "net/http.hpp"

namespace chancery::cli {

// How long an answer may take; doctor reads whole files.
inline constexpr std::chrono::milliseconds kPatience{60'000};

// The code an answer's status stands for; Errc::Internal for one of none.
[[nodiscard]] Errc code_of(int status);

// The answer's JSON; nothing when no server listens there. Fails with the server's own error (its code by status, its
// hint as it came).
[[nodiscard]] Result<std::optional<json::Object>> ask_server(const std::filesystem::path& data, net::Method method,
                                                             const std::string& path, const std::string& body = {},
                                                             std::chrono::milliseconds patience = kPatience);

}  // namespace chancery::cli
