// Which Chancery this is.
#pragma once

#include <string>
#include <string_view>

namespace chancery::cli {

inline constexpr std::string_view kVersion = CHANCERY_VERSION;

// What we tell other servers we are: "Chancery/0.1.0 (+https://mfa.example/)".
[[nodiscard]] inline std::string user_agent(std::string_view base_url) {
  return "Chancery/" + std::string{kVersion} + " (+" + std::string{base_url} + "/)";
}

}  // namespace chancery::cli
