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

#include "base/colour.hpp"

namespace chancery {
namespace {

// One key: where it stands, what it means, how a text becomes its value. Lists are read from TOML arrays, or
// from one text split at commas.
struct Key {
  std::string_view name;  // "section.key"
  std::string_view meaning;
  std::function<Status(Config&, const std::vector<std::string>&)> set;
  std::function<std::string(const Config&)> show;  // as TOML
  bool list = false;
  bool flag = false;    // true or false, without quotes
  bool number = false;  // likewise
};

std::string quoted(const std::string& text) {
  std::ostringstream out;
  out << toml::value<std::string>{text};
  return out.str();
}

std::string quoted_list(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const auto& text : texts) out += (out.size() > 1 ? ", " : "") + quoted(text);
  return out + "]";
}

Key text_key(std::string_view name, std::string_view meaning, std::string Config::* field,
             std::function<Status(const std::string&)> check = {}) {
  return {name, meaning,
          [field, check](Config& config, const std::vector<std::string>& values) -> Status {
            if (check) {
              if (auto ok = check(values.front()); !ok) return ok;
            }
            config.*field = values.front();
            return {};
          },
          [field](const Config& config) { return quoted(config.*field); }};
}

Key flag_key(std::string_view name, std::string_view meaning, bool Config::* field) {
  return {name,
          meaning,
          [field](Config& config, const std::vector<std::string>& values) -> Status {
            if (values.front() != "true" && values.front() != "false") {
              return fail(Errc::Invalid, "neither true nor false", "write true or false");
            }
            config.*field = values.front() == "true";
            return {};
          },
          [field](const Config& config) { return std::string(config.*field ? "true" : "false"); },
          false,
          true};
}

Key number_key(std::string_view name, std::string_view meaning, std::int64_t Config::* field, std::int64_t most) {
  return {name,
          meaning,
          [field, most](Config& config, const std::vector<std::string>& values) -> Status {
            const auto& text = values.front();
            std::int64_t value = -1;
            const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
            if (error != std::errc{} || stop != text.data() + text.size() || value < 0 || value > most) {
              return fail(Errc::Invalid, "no such number", fmt::format("write a number from 0 to {}", most));
            }
            config.*field = value;
            return {};
          },
          [field](const Config& config) { return std::to_string(config.*field); },
          false,
          false,
          true};
}

Key list_key(std::string_view name, std::string_view meaning, std::vector<std::string> Config::* field,
             std::function<Status(const std::string&)> check = {}) {
  return {name, meaning,
          [field, check](Config& config, const std::vector<std::string>& values) -> Status {
            for (const auto& value : values) {
              if (check) {
                if (auto ok = check(value); !ok) return ok;
              }
            }
            config.*field = values;
            return {};
          },
          [field](const Config& config) { return quoted_list(config.*field); }, true};
}

// A list in one of the groups of settings: `Config::map`, `Config::speak`.
template <class Settings>
Key list_key(std::string_view name, std::string_view meaning, Settings Config::* group,
             std::vector<std::string> Settings::* field, std::function<Status(const std::string&)> check) {
  return {name, meaning,
          [group, field, check](Config& config, const std::vector<std::string>& values) -> Status {
            for (const auto& value : values) {
              if (auto ok = check(value); !ok) return ok;
            }
            config.*group.*field = values;
            return {};
          },
          [group, field](const Config& config) { return quoted_list(config.*group.*field); }, true};
}

// A parser whose value is read again where it is used.
template <class Parse>
std::function<Status(const std::string&)> reads(Parse parse) {
  return [parse](const std::string& text) -> Status {
    if (auto read = parse(text); !read) return fail(read.error());
    return {};
  };
}

Status check_host_port(const std::string& text) {
  if (auto pair = parse_host_port(text); !pair) return fail(pair.error());
  return {};
}

Status check_optional_host_port(const std::string& text) {
  return text.empty() ? Status{} : check_host_port(text);
}

Status check_base_url(const std::string& text) {
  if (text.empty()) return {};
  const bool scheme = text.starts_with("https://") || text.starts_with("http://");
  const auto host = text.find("://");
  if (!scheme || text.find_first_of("/?#", host + 3) != std::string::npos || text.size() == host + 3) {
    return fail(Errc::Invalid, "not a base URL", "write scheme and host alone, such as https://social.mfa.example");
  }
  return {};
}

Status check_stream(const std::string& text) {
  if (text.starts_with("wss://") || text.starts_with("ws://")) return {};
  return fail(Errc::Invalid, "not a stream address", "write a WebSocket address, such as wss://host/subscribe");
}

Status check_compression(const std::string& text) {
  constexpr std::array kKinds{"none", "deflate", "zstd"};
  if (std::ranges::find(kKinds, text) != kKinds.end()) return {};
  return fail(Errc::Invalid, "not a compression", "write none, deflate or zstd");
}

Status check_dispute(const std::string& text) {
  if (text == "all" || std::ranges::find(disputes(), text) != disputes().end()) return {};
  return fail(Errc::Invalid, "not a dispute",
              fmt::format("\"{}\" is none of: all, {}", text, fmt::join(disputes(), ", ")));
}

Status check_accent(const std::string& text) {
  constexpr Colour kPaper{0xfa, 0xf7, 0xf0};
  constexpr double kReadable = 4.5;
  const auto colour = Colour::parse(text);
  if (!colour) return fail(colour.error());
  const auto found = contrast(*colour, kPaper);
  if (found >= kReadable) return {};
  return fail(Errc::Invalid, "accent too light",
              fmt::format("{} on paper has a contrast of {:.1f}, and reading wants {}: take a darker one", text, found,
                          kReadable));
}

Status check_log_level(const std::string& text) {
  constexpr std::array kLevels{"debug", "info", "warn", "error"};
  if (std::ranges::find(kLevels, text) != kLevels.end()) return {};
  return fail(Errc::Invalid, "not a log level", "write debug, info, warn or error");
}

const std::vector<Key>& keys() {
  static const std::vector<Key> table = [] {
    std::vector<Key> made;
    made.push_back({"server.data", "Folder everything is kept in.",
                    [](Config& config, const std::vector<std::string>& values) -> Status {
                      config.data = values.front();
                      return {};
                    },
                    [](const Config& config) { return quoted(config.data.string()); }});
    made.push_back(text_key("server.listen",
                            "Where the server listens: HOST:PORT. Put a TLS proxy in front of it, or give it a\n"
                            "# certificate below.",
                            &Config::listen, check_host_port));
    made.push_back(
        text_key("server.base_url",
                 "The public address, such as \"https://social.mfa.example\". Fixed before the first account\n"
                 "# federates: it is part of every identifier. Empty: http:// and the listening address.",
                 &Config::base_url, check_base_url));
    made.push_back(list_key("server.trusted_proxies",
                            "Proxies whose X-Forwarded-For and -Proto count: addresses, or networks such as\n"
                            "# 10.0.0.0/8.",
                            &Config::trusted_proxies));
    made.push_back(text_key("server.tls_certificate",
                            "The certificate and those that vouch for it, a PEM file: then the server speaks https by\n"
                            "# itself. A changed file is taken up within seconds, or at once on SIGHUP. Empty: http.",
                            &Config::tls_certificate));
    made.push_back(text_key("server.tls_key", "The certificate's private key, a PEM file.", &Config::tls_key));
    made.push_back(text_key("server.redirect_listen",
                            "HOST:PORT, such as 0.0.0.0:80, where every request is led to the base URL. Empty: none.",
                            &Config::redirect_listen, check_optional_host_port));
    made.push_back(text_key("server.acme_folder",
                            "Folder whose files that one serves at /.well-known/acme-challenge/, for certificates by\n"
                            "# ACME (http-01). Empty: none.",
                            &Config::acme_folder));
    made.push_back(text_key("server.log_level", "debug, info, warn or error.", &Config::log_level, check_log_level));
    made.push_back(text_key("listen.jetstream",
                            "The Bluesky stream \"connect\" dials. Nothing is dialled before someone does.",
                            &Config::jetstream, check_stream));
    made.push_back(text_key("listen.jetstream_compression",
                            "none, deflate or zstd: on a good line plain frames are cheapest, on a metered one zstd\n"
                            "# sends less than half the bytes.",
                            &Config::jetstream_compression, check_compression));
    made.push_back(
        text_key("listen.jetstream_dictionary",
                 "The zstd dictionary of a /subscribe stream: a file from its operator. Streams below /xrpc/\n"
                 "# give theirs themselves. Empty: none.",
                 &Config::jetstream_dictionary));
    made.push_back(list_key("map.solid",
                            "Disputed borders are dashed. These are drawn as any other border instead: names from\n"
                            "# docs/operate, or \"all\".",
                            &Config::map, &MapSettings::solid, check_dispute));
    made.push_back(list_key("map.hidden", "Disputed borders that are not drawn at all: names as above.", &Config::map,
                            &MapSettings::hidden, check_dispute));
    made.push_back(list_key("speak.link_domains",
                            "Domains links in posts may lead to, with all below them; the server's own always may.\n"
                            "# Others are cautioned. Empty: no domain is.",
                            &Config::speak, &SpeakSettings::link_domains, reads(parse_link_domain)));
    made.push_back(
        list_key("speak.days",
                 "Days on which posts to a country are looked at again, beside the national days that are\n"
                 "# known: \"2026-03-05 TR earthquake\", \"2026-03-05/2026-03-07 TR earthquake\", or\n"
                 "# \"03-05 TR remembrance\" for every year. Days of lunar calendars are known by nobody else.",
                 &Config::speak, &SpeakSettings::days, reads(parse_declared_day)));
    made.push_back(list_key("speak.rival_names",
                            "Places with names that take a side: whoever writes one is told the others.",
                            &Config::speak, &SpeakSettings::rival_names, reads(parse_rival_names)));
    made.push_back(text_key("appearance.accent",
                            "The colour of links and rules on the public pages: one of the institution's own, dark\n"
                            "# enough to be read on paper. The dark theme takes a lighter tint of it.",
                            &Config::accent, check_accent));
    made.push_back(text_key("media.remote_cache",
                            "Disk for pictures of other servers, fetched and made anew when somebody looks at them:\n"
                            "# a number of MB or GB. The least recently seen go first; none is ever needed.",
                            &Config::remote_cache, reads(parse_bytes)));
    made.push_back(
        flag_key("federation.authorized_fetch",
                 "Gives documents to other servers only when they sign their requests, and none to servers that are\n"
                 "# blocked. Pages for people stay open.",
                 &Config::authorized_fetch));
    made.push_back(
        number_key("federation.conversation_notes",
                   "How many notes of others are fetched of one conversation we are part of, beside what we are sent:\n"
                   "# what they answer, and who answered them. 0: none, and what is missing stays so.",
                   &Config::conversation_notes, 1'000));
    made.push_back(
        list_key("federation.test_peers",
                 "For tests alone: loopback peers, as host:port, reached over plain http. Refused unless base_url\n"
                 "# is a loopback address.",
                 &Config::test_peers, check_host_port));
    return made;
  }();
  return table;
}

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
  const auto best =
      std::ranges::min_element(keys(), {}, [&](const Key& key) { return edit_distance(name.substr(0, 64), key.name); });
  return std::string{best->name};
}

const Key* find_key(std::string_view name) {
  const auto found = std::ranges::find(keys(), name, &Key::name);
  return found == keys().end() ? nullptr : &*found;
}

// "CHANCERY_SERVER_LISTEN" for "server.listen".
std::string variable_of(std::string_view name) {
  std::string variable = "CHANCERY_";
  for (const char c : name) variable += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return variable;
}

Status set_key(Config& config, const Key& key, const std::vector<std::string>& values, std::string_view origin,
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

Status set_text(Config& config, const Key& key, const std::string& text, std::string_view origin,
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
      const Key* key = find_key(full);
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
  for (const auto& key : keys()) config.origin.try_emplace(std::string{key.name}, "default");
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
  for (const auto& key : keys()) {
    const auto variable = variable_of(key.name);
    if (const auto found = sources.environment.find(variable); found != sources.environment.end()) {
      if (auto ok = set_text(config, key, found->second, "environment", variable); !ok) return fail(ok.error());
    }
  }
  for (const auto& [name, value] : sources.flags) {
    const Key* key = find_key(name);
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
  for (const auto& key : keys()) {
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
