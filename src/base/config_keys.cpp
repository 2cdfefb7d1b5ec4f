#include "base/config_keys.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>

#include "base/colour.hpp"

namespace chancery {
namespace {

using Key = ConfigKey;

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
          [field, check = std::move(check)](Config& config, const std::vector<std::string>& values) -> Status {
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
          [field, check = std::move(check)](Config& config, const std::vector<std::string>& values) -> Status {
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
          [group, field, check = std::move(check)](Config& config, const std::vector<std::string>& values) -> Status {
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

}  // namespace

const std::vector<ConfigKey>& config_keys() {
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
        list_key("federation.ports",
                 "Ports beside 443 at which servers of others may be asked, such as \"8443\": by https, and on\n"
                 "# the public internet alone. Empty: none, and who lives on another port is not heard.",
                 &Config::ports, reads(parse_port)));
    made.push_back(
        list_key("federation.test_peers",
                 "For tests alone: loopback peers, as host:port, reached over plain http. Refused unless base_url\n"
                 "# is a loopback address.",
                 &Config::test_peers, check_host_port));
    made.push_back(list_key(
        "notify.internal_endpoints",
        "Services of your own network that webhooks may lead to, as host:port, such as\n"
        "# \"cases.mfa.example:8443\". They are asked by https alone. Everything else that is not on the public\n"
        "# internet, and every port but 443, is refused.",
        &Config::internal_endpoints, check_host_port));
    return made;
  }();
  return table;
}

}  // namespace chancery
