// How the audit log and the records of posts name a user who did something.
#pragma once

#include <optional>
#include <string_view>

namespace chancery::staff {

inline constexpr std::string_view kUserActor = "user:";  // before her login

// Her login; nothing where it was no user. Into `actor`.
[[nodiscard]] constexpr std::optional<std::string_view> login_of_actor(std::string_view actor) {
  if (!actor.starts_with(kUserActor)) return std::nullopt;
  return actor.substr(kUserActor.size());
}

}  // namespace chancery::staff
