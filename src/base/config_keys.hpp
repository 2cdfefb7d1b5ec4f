// The keys of the configuration: each with its meaning, its check and its place in Config. For config.cpp.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.hpp"

namespace chancery {

// One key: where it stands, what it means, how a text becomes its value. Lists are read from TOML arrays, or
// from one text split at commas.
struct ConfigKey {
  std::string_view name;  // "section.key"
  std::string_view meaning;
  std::function<Status(Config&, const std::vector<std::string>&)> set;
  std::function<std::string(const Config&)> show;  // as TOML
  bool list = false;
  bool flag = false;    // true or false, without quotes
  bool number = false;  // likewise
};

[[nodiscard]] const std::vector<ConfigKey>& config_keys();

}  // namespace chancery
