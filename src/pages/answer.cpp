#include "pages/answer.hpp"

#include <zlib.h>

#include <stdexcept>
#include <utility>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"

namespace chancery::pages {
namespace {

constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
constexpr std::size_t kWorthPacking = 800;  // bytes: below it nothing is gained
constexpr int kLevel = 6;
constexpr int kGzipWindow = 15 + 16;  // zlib's way to ask for gzip
constexpr int kMemory = 8;

}  // namespace

std::string fingerprint(std::string_view bytes) {
  return crypto::to_base64url(crypto::sha256(bytes)).substr(0, 22);
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib has no memory");
  }
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib reads alone
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int done = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (done != Z_STREAM_END) throw std::runtime_error("zlib stopped early");
  return out;
}

bool takes_gzip(const net::Request& request) {
  const auto accepted = request.headers.find("Accept-Encoding");
  if (!accepted) return false;
  const auto at = accepted->find("gzip");
  return at != std::string_view::npos && !accepted->substr(at + 4).starts_with(";q=0");
}

net::Response document(std::string_view type, std::string body) {
  net::Response response;
  response.headers.add("Content-Type", std::string(type));
  response.headers.add("ETag", '"' + fingerprint(body) + '"');
  response.headers.add("Content-Security-Policy", std::string(kPolicy));
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Referrer-Policy", "no-referrer");
  response.body = std::move(body);
  return response;
}

net::Response packed(net::Response response) {
  auto* body = std::get_if<std::string>(&response.body);
  if (body == nullptr || body->size() < kWorthPacking) return response;
  *body = gzip(*body);
  response.headers.add("Content-Encoding", "gzip");
  if (const auto etag = response.headers.find("ETag")) {
    response.headers.set("ETag", std::string(etag->substr(0, etag->size() - 1)) + "-gz\"");
  }
  return response;
}

net::Response unless_known(const net::Request& request, net::Response response) {
  const auto known = request.headers.find("If-None-Match");
  const auto etag = response.headers.find("ETag");
  if (response.status != 200 || !known || !etag) return response;
  if (*known != "*" && known->find(*etag) == std::string_view::npos) return response;
  auto same = net::Response::empty(304);
  for (const auto* name : {"ETag", "Cache-Control", "Content-Language", "Vary"}) {
    if (const auto value = response.headers.find(name)) same.headers.add(name, std::string(*value));
  }
  return same;
}

net::Response for_reader(const net::Request& request, net::Response response) {
  return unless_known(request, takes_gzip(request) ? packed(std::move(response)) : std::move(response));
}

}  // namespace chancery::pages
