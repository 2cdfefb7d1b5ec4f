// multipart/form-data (RFC 7578): the form that carries an upload. Read in one pass, whether the body is in memory or
// in the spool; files stay where they are and are named by their place in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/http.hpp"

namespace chancery::net {

struct MultipartLimits {
  std::size_t parts = 32;
  std::size_t header_bytes = 4'096;  // of one part
  std::size_t field_bytes = 65'536;  // of all parts that are not files, together
};

struct Part {
  std::string name;                     // UTF-8, as the form names it
  std::optional<std::string> filename;  // with a file alone: UTF-8, without folders; to be shown, never to be opened
  std::string media_type;               // what the sender says it is: not to be believed
  std::string value;                    // of a field; empty for a file
  std::uint64_t offset = 0;             // where its bytes stand in the body
  std::uint64_t length = 0;
};

// The incremental reader: takes the body in any pieces. Keeps no more than the fields, one header and a boundary.
class MultipartReader {
 public:
  // `boundary` as boundary_of gives it.
  explicit MultipartReader(std::string_view boundary, MultipartLimits limits = {});

  // Fails with Errc::Malformed for what no browser sends, Errc::TooLarge over a limit, Errc::Unsupported for a
  // Content-Transfer-Encoding that would have to be undone. After a failure nothing more may be fed.
  [[nodiscard]] Status feed(std::string_view bytes);
  // The parts in their order. Fails with Errc::Malformed when the last boundary did not come.
  [[nodiscard]] Result<std::vector<Part>> finish();

 private:
  enum class State { Preamble, Boundary, Header, Content, Epilogue };

  // Each takes from the front of buffer_; false: more bytes are needed.
  [[nodiscard]] Result<bool> step();
  [[nodiscard]] Result<bool> after_boundary();
  [[nodiscard]] Result<bool> header();
  [[nodiscard]] Result<bool> content();
  [[nodiscard]] Status keep(std::string_view bytes);
  void drop(std::size_t bytes);

  MultipartLimits limits_;
  std::string delimiter_;     // CRLF "--" boundary
  std::string buffer_;        // not yet read; begins with a CRLF of our own, so that every delimiter has one
  std::uint64_t offset_ = 0;  // of buffer_'s front in the body, and two more
  std::size_t field_bytes_ = 0;
  State state_ = State::Preamble;
  std::vector<Part> parts_;
};

// The boundary of a Content-Type field. Fails with Errc::Unsupported for another media type and with Errc::Malformed
// for a boundary that RFC 2046 section 5.1.1 does not allow.
[[nodiscard]] Result<std::string> boundary_of(std::string_view content_type);

// The parts of a request. Fails as above, and with Errc::Unavailable when the spool cannot be read.
[[nodiscard]] Result<std::vector<Part>> read_multipart(const Request& request, MultipartLimits limits = {});
// The bytes of a part, from memory or the spool. Fails with Errc::TooLarge over `limit`, else as above.
[[nodiscard]] Result<std::string> read_part(const Request& request, const Part& part, std::size_t limit);

}  // namespace chancery::net
