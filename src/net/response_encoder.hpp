// A response as it goes over the wire: made on the thread that answers, written by the event loop.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "net/file_descriptor.hpp"
#include "net/http.hpp"

namespace chancery::net {

struct WireRequest {
  bool head = false;        // no body is to follow
  bool keep_alive = false;  // the client may send another
};

// Head and body in order; at most one of `body`, `fixed` and `file` holds the body.
struct WireResponse {
  std::string head;  // with its last line; Date and the empty line are still to come
  std::string body;
  std::string_view fixed;
  FileDescriptor file;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  // of the file part
  bool keep_alive = false;
};

// Content-Length, Connection and Date are the server's: a handler's own are left out, and so is any field that a
// line break or NUL would turn into something else. A file that cannot be opened becomes 500.
[[nodiscard]] WireResponse encode_response(Response response, const WireRequest& request);
// The head of an answer without end: it closes the connection.
[[nodiscard]] WireResponse encode_stream_head(const Headers& headers);
// What the server says by itself: {"error":…,"hint":…}.
[[nodiscard]] Response refusal_response(int status, std::string_view reason);

}  // namespace chancery::net
