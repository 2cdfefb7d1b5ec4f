// What the commands share: reading the configuration from flags and environment, telling errors, exit codes.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>

#include "base/config.hpp"
#include "base/result.hpp"

namespace chancery::cli {

// The flags that stand for configuration keys, on the commands that take them.
struct ConfigFlags {
  std::string file;                          // --config; else ./chancery.toml where there is one
  std::map<std::string, std::string> given;  // configuration key -> value

  // Adds --config and --data, and with `serving` also --listen, --base-url and --log-level.
  void add_to(CLI::App& command, bool serving);
  // Flag, environment, file, default: in this order.
  [[nodiscard]] Result<Config> load() const;
};

// Writes "chancery: hint" to stderr and gives the exit code the error stands for.
[[nodiscard]] int tell(const Error& error);

}  // namespace chancery::cli
