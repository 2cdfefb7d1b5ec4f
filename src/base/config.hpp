// The configuration: one table of keys, each with its default, type and meaning.
//
// Order of precedence: command-line flag, environment (CHANCERY_<KEY with . as _>), file, default. An unknown key
// is an error that names the nearest known one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/map_settings.hpp"
#include "base/result.hpp"
#include "base/speak_settings.hpp"

namespace chancery {

struct Config {
  // [server]
  std::filesystem::path data = "data";
  std::string listen = "127.0.0.1:8080";
  std::string base_url;                      // fixed before the first account federates; default: http://<listen>
  std::vector<std::string> trusted_proxies;  // addresses, or networks such as 10.0.0.0/8
  std::string tls_certificate;               // PEM file, the chain; empty: plain HTTP behind a proxy
  std::string tls_key;                       // PEM file
  std::string redirect_listen;               // HOST:PORT that leads to the base URL; empty: none
  std::string acme_folder;                   // what that one serves below /.well-known/acme-challenge; empty: nothing
  std::string log_level = "info";
  // [listen]
  std::string jetstream = "wss://jetstream2.us-east.bsky.network/subscribe";
  std::string jetstream_compression = "none";
  std::string jetstream_dictionary;  // a file; empty: none
  // [map] and [names]
  MapSettings map;
  // [appearance]
  std::string accent = "#1d3a6b";  // of the public pages
  // [speak]
  SpeakSettings speak;
  // [media]
  std::string remote_cache = "256 MB";  // disk for strangers' pictures; read it with parse_bytes
  // [federation]
  bool authorized_fetch = false;          // documents for signed requests alone
  std::int64_t conversation_notes = 200;  // kept of one conversation that nobody sent us; 0: none is fetched
  std::vector<std::string> ports;         // other than 443 at which others' servers are asked; read with parse_port
  std::vector<std::string> test_peers;    // exact host:port pairs; refused unless base_url is loopback
  // [notify]
  std::vector<std::string> internal_endpoints;  // host:port of the house's own services that webhooks may lead to

  // Where each key's value came from: "flag", "environment", "file" or "default".
  std::map<std::string, std::string> origin;
};

struct ConfigSources {
  std::optional<std::filesystem::path> file;
  std::map<std::string, std::string> environment;
  std::map<std::string, std::string> flags;  // "server.listen" -> value
};

// Fails with Errc::Invalid or Malformed; the hint names file, line or variable, the key, and what is allowed.
[[nodiscard]] Result<Config> load_config(const ConfigSources& sources);
// The same from the text of a file (for tests and fuzzing); `name` stands in errors.
[[nodiscard]] Result<Config> parse_config(std::string_view toml, std::string_view name);
// chancery.toml with every key, its default and its meaning as a comment.
[[nodiscard]] std::string commented_defaults();
// "64 MB", "2 GB": a whole number of MB (2^20 bytes) or GB, from 1 MB to 1,024 GB. Fails with Errc::Invalid.
[[nodiscard]] Result<std::uint64_t> parse_bytes(std::string_view text);
// "8443". Fails with Errc::Invalid.
[[nodiscard]] Result<std::uint16_t> parse_port(std::string_view text);
// "127.0.0.1:8080" or "[::1]:8080" in two. Fails with Errc::Invalid.
struct HostPort {
  std::string host;
  std::uint16_t port = 0;
};
[[nodiscard]] Result<HostPort> parse_host_port(std::string_view text);

}  // namespace chancery
