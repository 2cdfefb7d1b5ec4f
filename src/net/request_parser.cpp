#include "net/request_parser.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/ascii.hpp"

namespace chancery::net {

namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

constexpr std::size_t kLongestHostField = 300;  // a name of 253, brackets, a port

std::string_view view(string_view text) {
  return {text.data(), text.size()};
}

Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get:
      return Method::Get;
    case http::verb::head:
      return Method::Head;
    case http::verb::post:
      return Method::Post;
    case http::verb::put:
      return Method::Put;
    case http::verb::patch:
      return Method::Patch;
    case http::verb::delete_:
      return Method::Delete;
    case http::verb::options:
      return Method::Options;
    default:
      return Method::Other;
  }
}

// A name, an IPv4 address or a bracketed IPv6 address, with or without a port (RFC 9110 section 7.2).
bool is_host(std::string_view host) {
  if (host.empty() || host.size() > kLongestHostField) return false;
  const bool bracketed = host.front() == '[';
  const auto end = bracketed ? host.find(']') : host.find(':');
  if (bracketed && end == std::string_view::npos) return false;
  const auto name = bracketed ? host.substr(1, end - 1) : host.substr(0, end);
  auto port = end == std::string_view::npos ? std::string_view{} : host.substr(bracketed ? end + 1 : end);
  if (!port.empty() && port.front() != ':') return false;
  if (!port.empty()) port.remove_prefix(1);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !name.empty() && port.size() <= 5 && std::all_of(port.begin(), port.end(), digit) &&
         std::all_of(name.begin(), name.end(), [bracketed](char c) {
           return ascii::is_alphanumeric(c) || c == '.' || (bracketed ? c == ':' : c == '-' || c == '_');
         });
}

// Fills target, path and query. A proxy's absolute form is cut down to the origin form, its authority replacing
// Host (RFC 9112 section 3.2.2).
std::optional<Refusal> read_target(Request& request) {
  std::string_view target = request.target;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!ascii::same_letters(target.substr(0, scheme.size()), scheme)) continue;
    if (request.headers.count("Host") > 1) return Refusal{400, "exactly one Host is needed"};
    target.remove_prefix(scheme.size());
    const auto slash = std::min(target.find_first_of("/?"), target.size());
    request.headers.set("Host", std::string(target.substr(0, slash)));
    request.target = target.substr(slash).starts_with('/') ? std::string(target.substr(slash))
                                                           : '/' + std::string(target.substr(slash));
    target = request.target;
    break;
  }
  if (!target.starts_with('/')) return Refusal{400, "the request target must start with '/'"};
  if (target.find('#') != std::string_view::npos) return Refusal{400, "a request target has no fragment"};
  const auto question = target.find('?');
  if (question != std::string_view::npos) request.query = target.substr(question + 1);
  auto path = percent_decode(target.substr(0, question));
  if (!path) return Refusal{400, "the path: " + path.error().hint};
  // An encoded '/', '\' or '%' means one path to us and another to a proxy before us.
  const auto raw_slashes =
      std::count(target.begin(), target.begin() + static_cast<std::ptrdiff_t>(std::min(question, target.size())), '/');
  const bool control =
      std::any_of(path->begin(), path->end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (control || path->find("..") != std::string::npos || path->find_first_of("%\\") != std::string::npos ||
      std::count(path->begin(), path->end(), '/') != raw_slashes) {
    return Refusal{400, "the path holds \"..\", a control character, or an encoded '/', '\\' or '%'"};
  }
  request.path = std::move(*path);
  return std::nullopt;
}

// What Beast leaves to its user: how the body is framed, where it goes, what it is packed in.
std::optional<Refusal> check_header(Request& request, int version) {
  if (auto refusal = read_target(request)) return refusal;
  const auto& headers = request.headers;
  const auto hosts = headers.count("Host");
  if (hosts > 1 || (hosts == 0 && version >= 11)) return Refusal{400, "exactly one Host is needed"};
  if (hosts == 1 && !is_host(*headers.find("Host"))) return Refusal{400, "Host is neither a name nor an address"};
  const auto length = headers.find("Content-Length");
  const auto coding = headers.find("Transfer-Encoding");
  if (coding && length) return Refusal{400, "Transfer-Encoding and Content-Length exclude each other"};
  if (headers.count("Transfer-Encoding") > 1 || (coding && !ascii::same_letters(*coding, "chunked"))) {
    return Refusal{501, "the only transfer coding understood is \"chunked\""};
  }
  if (coding && version < 11) return Refusal{400, "HTTP/1.0 has no Transfer-Encoding"};
  if (headers.count("Content-Length") > 1 ||
      (length && (length->empty() || length->find_first_not_of("0123456789") != std::string_view::npos))) {
    return Refusal{400, "exactly one Content-Length, of digits alone, is allowed"};
  }
  const auto packed = headers.find("Content-Encoding");
  if (packed && !ascii::same_letters(*packed, "identity"))
    return Refusal{415, "send the body without Content-Encoding"};
  const auto expect = headers.find("Expect");
  if (expect && !ascii::same_letters(*expect, "100-continue"))
    return Refusal{417, "the only expectation met is 100-continue"};
  return std::nullopt;
}

Refusal refusal_of(const error_code& error) {
  if (error == http::error::body_limit) return {413, "the body is larger than the server takes"};
  if (error == http::error::header_limit) return {431, "the header is larger than the server takes"};
  if (error == http::error::bad_version) return {505, "only HTTP/1.0 and HTTP/1.1 are spoken here"};
  return {400, "not an HTTP/1.1 request: " + error.message()};
}

// Beast's parser, telling us what it finds. It holds the request while it grows.
class Reader final : public http::basic_parser<true> {
 public:
  Reader(const ServerLimits& limits, const std::filesystem::path& folder, const std::shared_ptr<SpoolSpace>& space,
         const std::string& subscriber)
      : limits_(limits), folder_(folder), space_(space), subscriber_(subscriber) {
    eager(true);
    header_limit(static_cast<std::uint32_t>(limits.header_bytes));
    body_limit(limits.body_bytes);
  }

  Request request;
  SpoolFile spool;
  int version = 11;
  std::size_t body_size = 0;
  bool upload = false;
  std::optional<Refusal> refusal;

 private:
  void refuse(Refusal why, error_code& error) {
    refusal = std::move(why);
    error = http::error::bad_field;
  }

  // Here, before any field is read: Beast compares Content-Length with the limit when it meets it.
  void on_request_impl(http::verb verb, string_view, string_view target, int v, error_code&) override {
    const auto path = view(target).substr(0, view(target).find('?'));
    const auto limit = std::ranges::find(limits_.uploads, path, &UploadLimit::path);
    if (limit != limits_.uploads.end()) {
      body_limit(limit->bytes);
      upload = true;
    }
    request.method = method_of(verb);
    request.target = view(target);
    version = v;
  }
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_field_impl(http::field, string_view name, string_view value, error_code& error) override {
    if (header_done_) return;  // a trailer field: it could forge what the header did not say
    if (++fields_ > limits_.header_fields) return refuse({431, "the header has too many fields"}, error);
    request.headers.add(std::string(view(name)), std::string(view(value)));
  }
  void on_header_impl(error_code& error) override {
    header_done_ = true;
    if (auto why = check_header(request, version)) return refuse(std::move(*why), error);
    if (upload && limits_.may_upload && !limits_.may_upload(request)) as_any_other(error);
  }
  // Beast has compared Content-Length already, so that is done here once more.
  void as_any_other(error_code& error) {
    upload = false;
    body_limit(limits_.body_bytes);
    const auto length = content_length();
    if (length && *length > limits_.body_bytes) refuse({401, "sign in first: only then the server takes it"}, error);
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    if (length && *length <= limits_.body_memory) request.body.reserve(*length);
  }
  std::size_t on_body_impl(string_view bytes, error_code& error) override { return keep(view(bytes), error); }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& error) override {
    return keep(view(bytes), error);
  }
  void on_finish_impl(error_code&) override {
    if (spool.empty()) return;
    spool.finish();
    request.body_file = spool.path();
  }

  std::size_t keep(std::string_view bytes, error_code& error) {
    body_size += bytes.size();
    if (spool.empty() && body_size <= limits_.body_memory) {
      request.body += bytes;
      return bytes.size();
    }
    if (const auto kept = keep_in_file(bytes); !kept) refuse({503, kept.error().hint}, error);
    return bytes.size();
  }
  Status keep_in_file(std::string_view bytes) {
    if (spool.empty()) {
      auto file = SpoolFile::create(folder_, space_, {subscriber_, upload});
      if (!file) return fail(file.error());
      spool = std::move(*file);
      if (auto kept = spool.append(std::exchange(request.body, {})); !kept) return kept;
    }
    return spool.append(bytes);
  }

  const ServerLimits& limits_;
  const std::filesystem::path& folder_;
  const std::shared_ptr<SpoolSpace>& space_;
  const std::string& subscriber_;
  std::size_t fields_ = 0;
  bool header_done_ = false;
};

}  // namespace

struct RequestParser::Impl {
  Impl(const ServerLimits& server_limits, std::filesystem::path folder, std::shared_ptr<SpoolSpace> spool_space,
       std::string whose)
      : limits(server_limits), spool(std::move(folder)), space(std::move(spool_space)), subscriber(std::move(whose)) {
    reader.emplace(limits, spool, space, subscriber);
  }

  ServerLimits limits;
  std::filesystem::path spool;
  std::shared_ptr<SpoolSpace> space;  // shared with the server's other connections
  std::string subscriber;
  std::optional<Reader> reader;
  State state = State::Header;
  Refusal refusal;
  std::size_t scanned = 0;  // header bytes looked at so far

  void refuse(Refusal why) {
    refusal = std::move(why);
    state = State::Refused;
  }

  // The length of the header with its empty line; 0 while that is missing. Looks at each byte once.
  std::size_t header_size(std::string_view bytes) {
    for (;;) {
      const auto feed = bytes.find('\n', scanned);
      if (feed == std::string_view::npos) {
        scanned = bytes.size();
        return 0;
      }
      if (feed == 0 || bytes[feed - 1] != '\r') {
        refuse({400, "a line must end with CRLF"});
        return 0;
      }
      if (feed >= 3 && bytes[feed - 2] == '\n') return feed + 1;
      // The next line's first byte tells a folded line; wait for it.
      if (feed + 1 == bytes.size()) {
        scanned = feed;
        return 0;
      }
      if (bytes[feed + 1] == ' ' || bytes[feed + 1] == '\t') {
        refuse({400, "a folded header line is not accepted"});
        return 0;
      }
      scanned = feed + 1;
    }
  }

  std::size_t put(std::string_view bytes) {
    error_code error;
    const auto taken = reader->put({bytes.data(), bytes.size()}, error);
    if (error && error != http::error::need_more) {
      refuse(reader->refusal ? std::move(*reader->refusal) : refusal_of(error));
    }
    return taken;
  }

  std::size_t feed_header(std::string_view bytes) {
    // An empty line before a request is forgiven (RFC 9112 section 2.2).
    if (bytes.starts_with("\r\n")) return 2;
    const auto size = header_size(bytes);
    if (state == State::Refused) return 0;
    if (size > limits.header_bytes || (size == 0 && bytes.size() >= limits.header_bytes)) {
      refuse({431, "the header is larger than the server takes"});
      return 0;
    }
    if (size == 0) return 0;
    const auto taken = put(bytes.substr(0, size));
    if (state == State::Refused) return taken;
    if (!reader->is_header_done()) {
      refuse({400, "not an HTTP/1.1 request"});
      return taken;
    }
    state = reader->is_done() ? State::Done : State::Body;
    return taken;
  }

  std::size_t feed_body(std::string_view bytes) {
    // A chunked body ends with at least "0\r\n\r\n", which Beast 1.81 asserts to see whole once it has begun it.
    constexpr std::size_t kShortestEnd = 5;
    if (reader->chunked() && bytes.size() < kShortestEnd) return 0;
    const auto taken = put(bytes);
    if (state == State::Refused) return taken;
    if (reader->is_done()) {
      state = State::Done;
    } else if (taken == 0 && bytes.size() >= limits.header_bytes) {
      refuse({431, "a chunk's header or the trailer is larger than the server takes"});
    }
    return taken;
  }
};

RequestParser::RequestParser(const ServerLimits& limits, std::filesystem::path spool, std::shared_ptr<SpoolSpace> space,
                             std::string subscriber)
    : impl_(std::make_unique<Impl>(limits, std::move(spool), std::move(space), std::move(subscriber))) {}

RequestParser::~RequestParser() = default;

std::size_t RequestParser::feed(std::string_view bytes) {
  if (bytes.empty()) return 0;
  if (impl_->state == State::Header) return impl_->feed_header(bytes);
  if (impl_->state == State::Body) return impl_->feed_body(bytes);
  return 0;
}

RequestParser::State RequestParser::state() const {
  return impl_->state;
}

bool RequestParser::wants_continue() const {
  return impl_->state == State::Body && impl_->reader->version >= 11 &&
         impl_->reader->request.headers.find("Expect").has_value();
}

bool RequestParser::keep_alive() const {
  return impl_->reader->is_header_done() && impl_->reader->keep_alive();
}

bool RequestParser::is_upload() const {
  return impl_->reader->upload;
}

std::size_t RequestParser::body_size() const {
  return impl_->reader->body_size;
}

const Refusal& RequestParser::refusal() const {
  return impl_->refusal;
}

RequestParser::Parsed RequestParser::take() {
  Parsed parsed{std::move(impl_->reader->request), std::move(impl_->reader->spool)};
  impl_->reader.emplace(impl_->limits, impl_->spool, impl_->space, impl_->subscriber);
  impl_->state = State::Header;
  impl_->scanned = 0;
  return parsed;
}

Result<Request> parse_request(std::string_view bytes, const ServerLimits& limits) {
  ServerLimits in_memory = limits;
  in_memory.body_memory = limits.body_bytes;
  RequestParser parser(in_memory, {});
  while (parser.state() == RequestParser::State::Header || parser.state() == RequestParser::State::Body) {
    const auto taken = parser.feed(bytes);
    bytes.remove_prefix(taken);
    if (taken == 0) break;
  }
  if (parser.state() == RequestParser::State::Done) return std::move(parser.take().request);
  if (parser.state() != RequestParser::State::Refused) return fail(Errc::Malformed, "the request is not complete");
  const auto& refusal = parser.refusal();
  return fail(refusal.status == 413 || refusal.status == 431 ? Errc::TooLarge : Errc::Malformed, refusal.reason);
}

}  // namespace chancery::net
