#include "base/config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <functional>
#include <iterator>
#include <numeric>
#include <sstream>

#include "base/config_keys.hpp"

namespace chancery {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, substituted});
    }
  }
  return row.back();
}

std::string nearest_key(std::string_view name) {
  const auto best = std::ranges::min_element(
      config_keys(), {}, [&](const ConfigKey& key) { return edit_distance(name.substr(0, 64), key.name); });
  return std::string{best->name};
}

const ConfigKey* find_key(std::string_view name) {
  const auto found = std::ranges::find(config_keys(), name, &ConfigKey::name);
  return found == config_keys().end() ? nullptr : &*found;
}

// "CHANCERY_SERVER_LISTEN" for "server.listen".
std::string variable_of(std::string_view name) {
  std::string variable = "CHANCERY_";
  for (const char c : name) variable += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return variable;
}

Status set_key(Config& config, const ConfigKey& key, const std::vector<std::string>& values, std::string_view origin,
               std::string_view where) {
  if (!key.list && values.size() != 1) {
    return fail(Errc::Invalid, fmt::format("{}: {} takes one text", where, key.name));
  }
  if (auto ok = key.set(config, values); !ok) {
    return fail(Errc::Invalid, fmt::format("{}: {}: {}", where, key.name, ok.error().hint));
  }
  config.origin[std::string{key.name}] = origin;
  return {};
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream in{text};
  for (std::string part; std::getline(in, part, ',');) {
    const auto first = part.find_first_not_of(' ');
    if (first != std::string::npos) parts.push_back(part.substr(first, part.find_last_not_of(' ') - first + 1));
  }
  return parts;
}

Status set_text(Config& config, const ConfigKey& key, const std::string& text, std::string_view origin,
                std::string_view where) {
  return set_key(config, key, key.list ? split_list(text) : std::vector{text}, origin, where);
}

Result<std::vector<std::string>> values_of(const toml::node& node, std::string_view where) {
  if (const auto text = node.value_exact<std::string>()) return std::vector{*text};
  if (const auto* array = node.as_array()) {
    std::vector<std::string> values;
    for (const auto& element : *array) {
      const auto text = element.value_exact<std::string>();
      if (!text) return fail(Errc::Invalid, fmt::format("{}: write a list of texts in quotes", where));
      values.push_back(*text);
    }
    return values;
  }
  return fail(Errc::Invalid, fmt::format("{}: write a text in quotes, or a list of them", where));
}

constexpr std::string_view kNames = "names";

bool is_tag(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto other = [](char c) { return c == '-' || (c >= '0' && c <= '9'); };
  return text == "*" || (text.size() >= 2 && text.size() <= 35 && letter(text[0]) && letter(text[1]) &&
                         std::ranges::all_of(text, [&](char c) { return letter(c) || other(c); }));
}

// The section [names]: TR = { en = "Türkiye", "*" = "Türkiye" }. Whether there is such a country is not known here.
Status read_names(Config& config, const toml::table& section, std::string_view name) {
  constexpr std::size_t kLongest = 120;
  for (const auto& [code, node] : section) {
    const auto where = fmt::format("{}: line {}: {}.{}", name, node.source().begin.line, kNames, code.str());
    const auto* by_language = node.as_table();
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (code.str().size() != 2 || !std::ranges::all_of(code.str(), capital) || by_language == nullptr) {
      return fail(Errc::Invalid,
                  fmt::format("{}: write a country's two capital letters (ISO 3166-1) and its names by language, such "
                              "as TR = {{ en = \"Türkiye\" }}",
                              where));
    }
    for (const auto& [tag, value] : *by_language) {
      const auto said = value.value_exact<std::string>();
      const bool blank = !said || said->find_first_not_of(' ') == std::string::npos;
      const bool control = said && std::ranges::any_of(*said, [](char c) { return c >= 0 && c < ' '; });
      if (!is_tag(tag.str()) || blank || control || said->size() > kLongest) {
        return fail(Errc::Invalid,
                    fmt::format("{}.{}: write a language tag (BCP 47, or \"*\" for all others) and a name "
                                "of at most {} bytes in quotes",
                                where, tag.str(), kLongest));
      }
      config.map.names[std::string{code.str()}][std::string{tag.str()}] = *said;
    }
  }
  config.origin[std::string{kNames}] = "file";
  return {};
}

Status read_toml(Config& config, std::string_view text, std::string_view name) {
  constexpr std::size_t kLargest = 1024 * 1024;
  if (text.size() > kLargest) return fail(Errc::TooLarge, fmt::format("{}: over 1 MiB", name));
  toml::table root;
  try {
    root = toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    return fail(Errc::Malformed, fmt::format("{}: line {}: {}", name, error.source().begin.line, error.description()));
  }
  for (const auto& [section, node] : root) {
    const auto* table = node.as_table();
    const auto line = node.source().begin.line;
    if (table != nullptr && section.str() == kNames) {
      if (auto ok = read_names(config, *table, name); !ok) return ok;
      continue;
    }
    if (table == nullptr) {
      return fail(Errc::Invalid, fmt::format("{}: line {}: \"{}\" stands outside a section; did you mean {}?", name,
                                             line, section.str(), nearest_key(section.str())));
    }
    for (const auto& [key_name, value] : *table) {
      const auto full = fmt::format("{}.{}", section.str(), key_name.str());
      const auto where = fmt::format("{}: line {}", name, value.source().begin.line);
      const ConfigKey* key = find_key(full);
      if (key == nullptr) {
        return fail(Errc::Invalid, fmt::format("{}: unknown key {}; did you mean {}?", where, full, nearest_key(full)));
      }
      const auto flag = value.value_exact<bool>();
      const auto number = value.value_exact<std::int64_t>();
      const auto values = key->flag && flag       ? std::vector<std::string>{*flag ? "true" : "false"}
                          : key->number && number ? std::vector<std::string>{std::to_string(*number)}
                                                  : values_of(value, where);
      if (!values) return fail(values.error());
      if (auto ok = set_key(config, *key, *values, "file", where); !ok) return ok;
    }
  }
  return {};
}

bool is_loopback(std::string_view base_url) {
  const auto start = base_url.find("://");
  if (start == std::string_view::npos) return false;
  const auto authority = base_url.substr(start + 3);
  if (authority == "[::1]" || authority.starts_with("[::1]:")) return true;
  const auto host = authority.substr(0, authority.find(':'));
  const bool numeric = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return host == "localhost" || (numeric && host.starts_with("127."));
}

Status check_tls(const Config& config) {
  const auto refuse = [](std::string hint) { return fail(Errc::Invalid, "a key that needs another", std::move(hint)); };
  if (config.tls_certificate.empty() != config.tls_key.empty()) {
    return refuse("server.tls_certificate and server.tls_key belong together: set both, or neither");
  }
  if (config.redirect_listen.empty() && !config.acme_folder.empty()) {
    return refuse("server.acme_folder is served by server.redirect_listen: set that too, such as \"0.0.0.0:80\"");
  }
  if (!config.redirect_listen.empty() && config.redirect_listen == config.listen) {
    return refuse("server.redirect_listen and server.listen are the same address: choose two");
  }
  return {};
}

// What needs more than one key to be judged.
Status check_whole(Config& config) {
  const auto scheme = config.tls_certificate.empty() ? "http://" : "https://";
  if (config.base_url.empty()) config.base_url = scheme + config.listen;
  if (!config.test_peers.empty() && !is_loopback(config.base_url)) {
    return fail(Errc::Refused, "federation.test_peers with a public base_url",
                "federation.test_peers is for tests: remove it, or set server.base_url to a loopback address");
  }
  const auto whole = [](std::vector<std::string>& named) {
    if (std::ranges::find(named, "all") != named.end()) named.assign(disputes().begin(), disputes().end());
  };
  whole(config.map.solid);
  whole(config.map.hidden);
  for (const auto& dispute : config.map.hidden) {
    if (std::ranges::find(config.map.solid, dispute) != config.map.solid.end()) {
      return fail(Errc::Invalid, fmt::format("{} is both solid and hidden", dispute),
                  fmt::format("map.solid and map.hidden both name \"{}\": keep it in one of them", dispute));
    }
  }
  if (auto tls = check_tls(config); !tls) return tls;
  for (const auto& key : config_keys()) config.origin.try_emplace(std::string{key.name}, "default");
  return {};
}

Result<std::string> read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    return fail(Errc::Unavailable, fmt::format("{}: cannot be read", file.string()),
                fmt::format("{}: cannot be read; check the path and its permissions", file.string()));
  }
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Result<std::uint64_t> parse_bytes(std::string_view text) {
  constexpr std::uint64_t kMost = std::uint64_t{1'024} << 30U;
  const auto wrong = [] {
    return fail(Errc::Invalid, "not an amount of bytes", "write an amount such as 256 MB or 2 GB");
  };
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  auto unit = text.substr(digits);
  if (unit.starts_with(' ')) unit.remove_prefix(1);
  if (digits == 0 || digits > 7 || (unit != "MB" && unit != "GB")) return wrong();
  std::uint64_t amount = 0;
  for (const char c : text.substr(0, digits)) amount = amount * 10 + static_cast<unsigned>(c - '0');
  const auto bytes = amount << (unit == "GB" ? 30U : 20U);
  if (bytes == 0 || bytes > kMost) return wrong();
  return bytes;
}

Result<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || stop != text.data() + text.size() || port == 0) {
    return fail(Errc::Invalid, "not a port", "write a port from 1 to 65535, such as \"8443\"");
  }
  return port;
}

Result<HostPort> parse_host_port(std::string_view text) {
  const auto refuse = [] {
    return fail(Errc::Invalid, "not HOST:PORT", "write HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080");
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return refuse();
  auto host = text.substr(0, colon);
  const auto port_text = text.substr(colon + 1);
  HostPort pair;
  const auto [stop, error] = std::from_chars(port_text.data(), port_text.data() + port_text.size(), pair.port);
  if (error != std::errc{} || stop != port_text.data() + port_text.size()) return refuse();
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return refuse();
  }
  if (host.empty() || host.find_first_of(" /@") != std::string_view::npos) return refuse();
  pair.host = host;
  return pair;
}

Result<Config> parse_config(std::string_view toml, std::string_view name) {
  Config config;
  if (auto ok = read_toml(config, toml, name); !ok) return fail(ok.error());
  if (auto ok = check_whole(config); !ok) return fail(ok.error());
  return config;
}

Result<Config> load_config(const ConfigSources& sources) {
  Config config;
  if (sources.file) {
    const auto text = read_file(*sources.file);
    if (!text) return fail(text.error());
    if (auto ok = read_toml(config, *text, sources.file->string()); !ok) return fail(ok.error());
  }
  for (const auto& key : config_keys()) {
    const auto variable = variable_of(key.name);
    if (const auto found = sources.environment.find(variable); found != sources.environment.end()) {
      if (auto ok = set_text(config, key, found->second, "environment", variable); !ok) return fail(ok.error());
    }
  }
  for (const auto& [name, value] : sources.flags) {
    const ConfigKey* key = find_key(name);
    if (key == nullptr) return fail(Errc::Internal, fmt::format("no configuration key {}", name));
    if (auto ok = set_text(config, *key, value, "flag", "command line"); !ok) return fail(ok.error());
  }
  if (auto ok = check_whole(config); !ok) return fail(ok.error());
  return config;
}

std::string commented_defaults() {
  const Config defaults;
  std::string text =
      "# Chancery's configuration: every key with its default.\n"
      "# Order of precedence: command-line flag, environment (CHANCERY_SECTION_KEY), this file, default.\n";
  std::string_view section;
  for (const auto& key : config_keys()) {
    const auto dot = key.name.find('.');
    if (key.name.substr(0, dot) != section) {
      section = key.name.substr(0, dot);
      text += fmt::format("\n[{}]\n", section);
    }
    text += fmt::format("# {}\n# {} = {}\n", key.meaning, key.name.substr(dot + 1), key.show(defaults));
  }
  text +=
      "\n[names]\n"
      "# Names of countries instead of Unicode CLDR's, by code (ISO 3166-1) and language (BCP 47); \"*\": in all "
      "others.\n"
      "# TR = { en = \"Türkiye\", \"*\" = \"Türkiye\" }\n";
  return text;
}

}  // namespace chancery
