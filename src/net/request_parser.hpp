// Turns the bytes of one HTTP/1.1 request into a Request, within limits (RFC 9110, RFC 9112).
//
// Stricter than the specification allows where leniency lets two readers of one message disagree: no line folding,
// no bare LF, no Transfer-Encoding beside Content-Length, one Content-Length of digits alone, one Host. Trailer
// fields are read and forgotten. A Content-Encoding is refused (415): nobody here decompresses a request.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "net/http.hpp"
#include "net/server.hpp"
#include "net/spool.hpp"

namespace chancery::net {

// What the client is told: 400, 408, 413, 415, 417, 431, 501, 503, 505 …
struct Refusal {
  int status = 400;
  std::string reason;
};

// Reads one request after another from a stream of bytes. Thread safety: none.
class RequestParser {
 public:
  enum class State { Header, Body, Done, Refused };

  // A body over `limits.body_memory` goes to a file in `spool`, as far as `space` has room for `subscriber`.
  RequestParser(const ServerLimits& limits, std::filesystem::path spool, std::shared_ptr<SpoolSpace> space = {},
                std::string subscriber = {});
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;
  ~RequestParser();

  // Takes bytes from the front and says how many; offer the rest again, with more behind it, while the state is
  // Header or Body. With limits.header_bytes on offer it always takes some or refuses.
  std::size_t feed(std::string_view bytes);
  [[nodiscard]] State state() const;
  // In state Body: the client waits for "100 Continue" before it sends.
  [[nodiscard]] bool wants_continue() const;
  // After the header: whether the client can send another request on this connection.
  [[nodiscard]] bool keep_alive() const;
  // After the header: whether its path is one of limits.uploads, and its sender may.
  [[nodiscard]] bool is_upload() const;
  // Body bytes taken so far.
  [[nodiscard]] std::size_t body_size() const;
  // In state Refused.
  [[nodiscard]] const Refusal& refusal() const;

  // In state Done: the request, and the file its body_file names. Ready for the next request afterwards.
  struct Parsed {
    Request request;
    SpoolFile spool;
  };
  [[nodiscard]] Parsed take();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// One whole request, its body in memory. Fails with Errc::Malformed (also when bytes are missing) or TooLarge.
[[nodiscard]] Result<Request> parse_request(std::string_view bytes, const ServerLimits& limits);

}  // namespace chancery::net
