// One line each of what `doctor` and `verify` tell.
#pragma once

#include <string>
#include <utility>

#include "api/routes.hpp"

namespace chancery::cli {

[[nodiscard]] inline api::Check ok(std::string name, std::string message) {
  return {std::move(name), api::Check::State::Ok, std::move(message), {}};
}
[[nodiscard]] inline api::Check warn(std::string name, std::string message, std::string repair) {
  return {std::move(name), api::Check::State::Warn, std::move(message), std::move(repair)};
}
[[nodiscard]] inline api::Check broken(std::string name, std::string message, std::string repair) {
  return {std::move(name), api::Check::State::Fail, std::move(message), std::move(repair)};
}

}  // namespace chancery::cli
