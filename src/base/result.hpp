// What a call that the world can make fail returns, and what it says when it fails.
//
// `Result<T>` is a value or an `Error`. A programming error is an assertion, never an Error.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace chancery {

// What went wrong, as a closed list. `errc_info` maps each to one name, HTTP status and exit code.
enum class Errc {
  Malformed,     // the input cannot be read as what it claims to be
  Invalid,       // readable, but breaks a rule
  NotFound,      //
  Gone,          // was here, was removed on purpose
  Conflict,      // already exists, or changed meanwhile
  Unauthorized,  // who is asking is not known
  Forbidden,     // known, but may not
  TooLarge,      // a size limit was passed
  TooMany,       // a rate or queue limit was passed: try again later
  Unsupported,   // media type, method or feature we do not serve
  Timeout,       // a deadline passed
  Unavailable,   // a peer, a file or a lock is not there now
  Refused,       // our own rule forbids it (address guard, signature policy)
  Internal,      // our fault
};

struct ErrcInfo {
  std::string_view name;  // snake_case, stable: the `error` of an API answer
  int http_status;
  int exit_code;  // sysexits: 2 usage, 65 data, 70 internal, 75 try again
};

// The one table code -> name, HTTP status, exit code.
[[nodiscard]] ErrcInfo errc_info(Errc code);

struct Error {
  Errc code = Errc::Internal;
  std::string detail;                   // for our log: may name files, peers, SQL
  std::string hint;                     // for the reader: what, where, what to do. Only this leaves the process
  std::chrono::seconds retry_after{0};  // with TooMany: when to try again (HTTP Retry-After); 0 when not known
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

// Makes the failing side of any Result: `return fail(Errc::Malformed, "no host", "write user@host");`
// Without a hint the detail is the hint: then it must be fit for the reader.
[[nodiscard]] inline tl::unexpected<Error> fail(Errc code, std::string detail) {
  Error error{code, detail, std::move(detail)};
  return tl::unexpected<Error>(std::move(error));
}
[[nodiscard]] inline tl::unexpected<Error> fail(Errc code, std::string detail, std::string hint) {
  return tl::unexpected<Error>(Error{code, std::move(detail), std::move(hint)});
}
// Hands on another call's error: `if (!x) return fail(x.error());`
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace chancery
