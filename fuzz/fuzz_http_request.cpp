// HTTP requests as strangers send them. What is accepted must keep its promises, and must not depend on how the
// bytes were cut on their way.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/request_parser.hpp"

namespace {

using chancery::net::Request;
using chancery::net::RequestParser;
using chancery::net::ServerLimits;

void expect(bool promise) {
  if (!promise) std::abort();
}

ServerLimits small_limits() {
  ServerLimits limits;
  limits.header_bytes = 4096;
  limits.header_fields = 20;
  limits.body_bytes = 2000;
  limits.body_memory = 2000;  // no files while fuzzing
  return limits;
}

void check_promises(const Request& request, const ServerLimits& limits) {
  expect(request.path.starts_with('/'));
  expect(request.path.find("..") == std::string::npos);
  expect(request.path.find_first_of(std::string_view("\0%\\", 3)) == std::string::npos);
  expect(request.target.starts_with('/'));
  expect(request.headers.all().size() <= limits.header_fields + 1);
  expect(request.headers.count("Host") <= 1);
  expect(request.body.size() <= limits.body_bytes);
  for (const auto& [name, value] : request.headers.all()) {
    expect(name.find_first_of("\r\n: ") == std::string::npos && value.find_first_of("\r\n") == std::string::npos);
  }
  (void)request.query_param("resource");
  (void)request.cookie("chancery");
  (void)request.read_body(1000);
  (void)chancery::net::parse_form(request.body);
}

// Offers the bytes `step` at a time, as the server does.
RequestParser::State feed_in_steps(RequestParser& parser, std::string_view bytes, std::size_t step) {
  using State = RequestParser::State;
  std::string pending;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    pending += bytes.substr(at, step);
    while (parser.state() == State::Header || parser.state() == State::Body) {
      const auto taken = parser.feed(pending);
      pending.erase(0, taken);
      if (taken == 0) break;
    }
    if (parser.state() == State::Done || parser.state() == State::Refused) break;
  }
  return parser.state();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto limits = small_limits();
  const auto whole = chancery::net::parse_request(bytes, limits);
  if (whole) check_promises(*whole, limits);
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}}) {
    RequestParser parser(limits, {});
    const bool done = feed_in_steps(parser, bytes, step) == RequestParser::State::Done;
    expect(done == whole.has_value());
    if (!done) continue;
    const auto request = parser.take().request;
    expect(request.target == whole->target && request.path == whole->path && request.body == whole->body);
    expect(request.headers.all() == whole->headers.all());
  }
  return 0;
}
