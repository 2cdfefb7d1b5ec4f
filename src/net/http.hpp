// HTTP as the rest of the program sees it: plain values, no event loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace chancery::net {

enum class Method { Get, Head, Post, Put, Patch, Delete, Options, Other };
[[nodiscard]] std::string_view to_string(Method method);

// Header fields in order. Names compare without case (RFC 9110 section 5.1).
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<std::pair<std::string, std::string>> fields) : fields_(fields) {}
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  // Replaces every field of that name.
  void set(std::string_view name, std::string value);
  // The first value, or nothing.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

// One whole request: already bounded, body complete.
struct Request {
  Method method = Method::Get;
  std::string target;  // as sent: "/inbox?x=1"
  std::string path;    // percent-decoded, always starting with '/'; never holds "..", NUL or a bare '%'
  std::string query;   // as sent, without '?'
  Headers headers;
  std::string body;                 // empty when body_file is set
  std::filesystem::path body_file;  // a body over 64 KiB; deleted when the request ends
  std::string peer;                 // the client's address, X-Forwarded-For honoured from trusted proxies only
  bool secure = false;              // the client reached us over TLS (through a trusted proxy)
  std::int64_t peer_uid = -1;       // of a Unix-socket client, else -1
  std::map<std::string, std::string, std::less<>> params;  // what {name} of the route matched

  [[nodiscard]] std::string_view param(std::string_view name) const;
  // One query parameter, percent-decoded, '+' as space; nothing when absent.
  [[nodiscard]] std::optional<std::string> query_param(std::string_view name) const;
  [[nodiscard]] std::optional<std::string> cookie(std::string_view name) const;
  // The body, read back from the spool where it is there. Fails with Errc::TooLarge over `limit` bytes.
  [[nodiscard]] Result<std::string> read_body(std::size_t limit) const;
};

// Bytes that outlive every response: an embedded file.
struct StaticBody {
  std::string_view bytes;
};
struct FileBody {
  std::filesystem::path path;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  // 0: to the end of the file
};

struct Response {
  int status = 200;
  Headers headers;
  std::variant<std::string, StaticBody, FileBody> body;

  [[nodiscard]] static Response text(int status, std::string body);
  [[nodiscard]] static Response html(int status, std::string body);
  [[nodiscard]] static Response json(int status, std::string body);
  [[nodiscard]] static Response empty(int status);
  // {"error":"<name>","hint":"…"} with the error's status; `detail` never leaves the process.
  [[nodiscard]] static Response of(const Error& error);
};

[[nodiscard]] std::string percent_encode(std::string_view text);  // everything but RFC 3986 unreserved
// The reverse; with `plus_is_space` as forms want it. Fails with Errc::Malformed for a '%' without two hexadecimal
// digits, and where what comes out is not UTF-8 or holds NUL.
[[nodiscard]] Result<std::string> percent_decode(std::string_view text, bool plus_is_space = false);
// application/x-www-form-urlencoded; of a repeated name the last value counts. Fails with Errc::Malformed, and with
// Errc::TooLarge over 1,000 fields.
[[nodiscard]] Result<std::map<std::string, std::string, std::less<>>> parse_form(std::string_view body);

}  // namespace chancery::net
