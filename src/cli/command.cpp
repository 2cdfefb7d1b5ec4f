#include "cli/command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <string_view>

#include "staff/institution.hpp"

namespace chancery::cli {
namespace {

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> found;
  for (char** each = environ; each != nullptr && *each != nullptr; ++each) {
    const std::string_view entry{*each};
    const auto equals = entry.find('=');
    if (entry.starts_with("CHANCERY_") && equals != std::string_view::npos) {
      found.emplace(entry.substr(0, equals), entry.substr(equals + 1));
    }
  }
  return found;
}

// Names of [names] are those of countries in use: a slip would change nothing, unseen.
Status check_countries(const Config& config) {
  for (const auto& [code, names] : config.map.names) {
    if (staff::is_country(code)) continue;
    return fail(Errc::Invalid, "not a country", fmt::format("names.{}: no country has this code in ISO 3166-1", code));
  }
  return {};
}

}  // namespace

void ConfigFlags::add_to(CLI::App& command, bool serving) {
  const auto add = [&](const char* flag, const char* key, const char* meaning) {
    command.add_option_function<std::string>(
        flag, [this, key](const std::string& value) { given[key] = value; }, meaning);
  };
  command.add_option("--config", file, "configuration file (default: ./chancery.toml where there is one)");
  add("--data", "server.data", "data folder (default: ./data)");
  if (!serving) return;
  add("--listen", "server.listen", "HOST:PORT to listen on (default: 127.0.0.1:8080)");
  add("--base-url", "server.base_url", "the public address, such as https://social.mfa.example");
  add("--log-level", "server.log_level", "debug, info, warn or error");
}

Result<Config> ConfigFlags::load() const {
  ConfigSources sources;
  sources.environment = environment();
  sources.flags = given;
  if (!file.empty()) {
    sources.file = file;
  } else if (std::filesystem::exists("chancery.toml")) {
    sources.file = "chancery.toml";
  }
  auto config = load_config(sources);
  if (config) {
    if (auto known = check_countries(*config); !known) return fail(known.error());
  }
  return config;
}

int tell(const Error& error) {
  std::cerr << "chancery: " << error.hint << '\n';
  return errc_info(error.code).exit_code;
}

}  // namespace chancery::cli
