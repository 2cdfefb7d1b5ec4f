#include "net/response_encoder.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "base/ascii.hpp"
#include "base/json.hpp"
#include "base/log.hpp"

namespace chancery::net {

namespace {

std::string_view reason_phrase(int status) {
  struct Phrase {
    int status;
    std::string_view text;
  };
  static constexpr std::array<Phrase, 41> kPhrases{{{200, "OK"},
                                                    {201, "Created"},
                                                    {202, "Accepted"},
                                                    {204, "No Content"},
                                                    {205, "Reset Content"},
                                                    {206, "Partial Content"},
                                                    {300, "Multiple Choices"},
                                                    {301, "Moved Permanently"},
                                                    {302, "Found"},
                                                    {303, "See Other"},
                                                    {304, "Not Modified"},
                                                    {307, "Temporary Redirect"},
                                                    {308, "Permanent Redirect"},
                                                    {400, "Bad Request"},
                                                    {401, "Unauthorized"},
                                                    {403, "Forbidden"},
                                                    {404, "Not Found"},
                                                    {405, "Method Not Allowed"},
                                                    {406, "Not Acceptable"},
                                                    {408, "Request Timeout"},
                                                    {409, "Conflict"},
                                                    {410, "Gone"},
                                                    {411, "Length Required"},
                                                    {412, "Precondition Failed"},
                                                    {413, "Content Too Large"},
                                                    {414, "URI Too Long"},
                                                    {415, "Unsupported Media Type"},
                                                    {416, "Range Not Satisfiable"},
                                                    {417, "Expectation Failed"},
                                                    {421, "Misdirected Request"},
                                                    {422, "Unprocessable Content"},
                                                    {425, "Too Early"},
                                                    {428, "Precondition Required"},
                                                    {429, "Too Many Requests"},
                                                    {431, "Request Header Fields Too Large"},
                                                    {500, "Internal Server Error"},
                                                    {501, "Not Implemented"},
                                                    {502, "Bad Gateway"},
                                                    {503, "Service Unavailable"},
                                                    {504, "Gateway Timeout"},
                                                    {505, "HTTP Version Not Supported"}}};
  for (const auto& phrase : kPhrases) {
    if (phrase.status == status) return phrase.text;
  }
  return "Unnamed";
}

bool is_server_field(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kOurs{"content-length", "connection", "date", "transfer-encoding"};
  return std::any_of(kOurs.begin(), kOurs.end(),
                     [&](std::string_view ours) { return ascii::same_letters(name, ours); });
}

bool is_safe(std::string_view name, std::string_view value) {
  constexpr std::string_view kBreaks("\r\n\0", 3);
  return !name.empty() && name.find_first_of(": \t") == std::string_view::npos &&
         name.find_first_of(kBreaks) == std::string_view::npos &&
         value.find_first_of(kBreaks) == std::string_view::npos;
}

std::string start_head(int status, const Headers& headers, bool keep_alive) {
  std::string head;
  head.reserve(256);
  head += "HTTP/1.1 ";
  head += std::to_string(status);
  head += ' ';
  head += reason_phrase(status);
  head += "\r\n";
  for (const auto& [name, value] : headers.all()) {
    if (is_server_field(name)) continue;
    if (!is_safe(name, value)) {
      log::error("net", "a response field with a line break was left out");
      continue;
    }
    head += name;
    head += ": ";
    head += value;
    head += "\r\n";
  }
  head += keep_alive ? "Connection: keep-alive\r\n" : "Connection: close\r\n";
  return head;
}

// Opens the file and settles its length.
bool open_file(const FileBody& body, WireResponse& wire) {
  wire.file = FileDescriptor(::open(body.path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info{};
  if (wire.file.get() < 0 || ::fstat(wire.file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return false;
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (body.offset > size) return false;
  wire.offset = body.offset;
  wire.length = body.length == 0 ? size - body.offset : body.length;
  return wire.length <= size - body.offset;
}

}  // namespace

WireResponse encode_response(Response response, const WireRequest& request) {
  WireResponse wire;
  std::uint64_t length = 0;
  if (const auto* file = std::get_if<FileBody>(&response.body)) {
    if (!open_file(*file, wire)) {
      log::error("net", "cannot serve {}: {}", file->path.string(), std::generic_category().message(errno));
      return encode_response(refusal_response(500, "the server cannot read what it wanted to send"), request);
    }
    length = wire.length;
  } else if (const auto* fixed = std::get_if<StaticBody>(&response.body)) {
    wire.fixed = fixed->bytes;
    length = wire.fixed.size();
  } else {
    wire.body = std::move(std::get<std::string>(response.body));
    length = wire.body.size();
  }
  wire.keep_alive = request.keep_alive;
  wire.head = start_head(response.status, response.headers, wire.keep_alive);
  const bool bodiless = response.status == 204 || response.status == 304;
  if (!bodiless) {
    wire.head += "Content-Length: ";
    wire.head += std::to_string(length);
    wire.head += "\r\n";
  }
  if (request.head || bodiless) {
    wire.body.clear();
    wire.fixed = {};
    wire.file = FileDescriptor();
    wire.length = 0;
  }
  return wire;
}

WireResponse encode_stream_head(const Headers& headers) {
  Headers all = headers;
  all.set("Content-Type", "text/event-stream");
  if (!all.find("Cache-Control")) all.add("Cache-Control", "no-store");
  all.set("X-Accel-Buffering", "no");  // nginx would hold events back
  WireResponse wire;
  wire.head = start_head(200, all, false);
  return wire;
}

Response refusal_response(int status, std::string_view reason) {
  std::string_view name = "malformed";
  if (status == 401) name = errc_info(Errc::Unauthorized).name;
  if (status == 408) name = errc_info(Errc::Timeout).name;
  if (status == 413 || status == 431) name = errc_info(Errc::TooLarge).name;
  if (status == 415 || status == 417 || status == 501 || status == 505) name = errc_info(Errc::Unsupported).name;
  if (status == 429) name = errc_info(Errc::TooMany).name;
  if (status == 500) name = errc_info(Errc::Internal).name;
  if (status == 503) name = errc_info(Errc::Unavailable).name;
  auto response =
      Response::json(status, boost::json::serialize(json::Object{{"error", name}, {"hint", reason}}) + '\n');
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("X-Content-Type-Options", "nosniff");
  if (status == 429 || status == 503) response.headers.add("Retry-After", "1");
  return response;
}

}  // namespace chancery::net
