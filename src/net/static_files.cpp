#include "net/static_files.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include "net/white_space.hpp"

namespace chancery::net {

namespace {

// Calls `use(item)` for each item of a comma-separated list until it returns false.
template <class Use>
void each_item(std::string_view list, Use use) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    const auto item = trimmed(list.substr(0, comma));
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    if (!item.empty() && !use(item)) return;
  }
}

// Whether Accept-Encoding names the coding without refusing it ("br;q=0").
bool accepts(const Request& request, std::string_view coding) {
  const auto accepted = request.headers.find("Accept-Encoding");
  if (!accepted) return false;
  bool found = false;
  each_item(*accepted, [&](std::string_view item) {
    const auto semicolon = item.find(';');
    if (trimmed(item.substr(0, semicolon)) != coding) return true;
    const auto weight = semicolon == std::string_view::npos ? std::string_view{} : trimmed(item.substr(semicolon + 1));
    found = !weight.starts_with("q=0") || weight.find_first_of("123456789") != std::string_view::npos;
    return false;
  });
  return found;
}

// A content hash in the name: "assets/index-B1x9_aZ2.js".
bool is_hashed(std::string_view path) {
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos || !path.substr(0, slash + 1).ends_with("/assets/")) return false;
  const auto name = path.substr(slash + 1);
  const auto dot = name.rfind('.');
  constexpr std::size_t kShortest = 8;
  const auto dash = name.substr(0, dot).find('-');
  return dot != std::string_view::npos && dash != std::string_view::npos && dot - dash > kShortest;
}

// Each encoding is a representation of its own, so its strong tag differs: "abc" becomes "abc-br".
std::string tag_of(std::string_view etag, std::string_view coding) {
  if (coding.empty() || !etag.ends_with('"')) return std::string(etag);
  return std::string(etag.substr(0, etag.size() - 1)) + '-' + std::string(coding) + '"';
}

bool matches(const Request& request, std::string_view tag) {
  const auto wanted = request.headers.find("If-None-Match");
  if (!wanted) return false;
  bool found = false;
  each_item(*wanted, [&](std::string_view item) {
    if (item.starts_with("W/")) item.remove_prefix(2);  // the comparison is weak (RFC 9110 section 13.1.2)
    found = item == "*" || item == tag;
    return !found;
  });
  return found;
}

}  // namespace

Response serve_embedded(std::span<const EmbeddedFile> files, std::string_view path, const Request& request) {
  const auto file = std::find_if(files.begin(), files.end(), [&](const EmbeddedFile& f) { return f.path == path; });
  if (file == files.end())
    return Response::of(Error{Errc::NotFound, "no such file", "there is nothing at this address"});
  std::string_view coding;
  std::string_view bytes = file->bytes;
  if (!file->brotli.empty() && accepts(request, "br")) {
    coding = "br";
    bytes = file->brotli;
  } else if (!file->gzip.empty() && accepts(request, "gzip")) {
    coding = "gzip";
    bytes = file->gzip;
  }
  auto tag = tag_of(file->etag, coding);
  Response response;
  if (!file->brotli.empty() || !file->gzip.empty()) response.headers.add("Vary", "Accept-Encoding");
  response.headers.add("Cache-Control", is_hashed(path) ? "public, max-age=31536000, immutable" : "no-cache");
  const bool fresh = matches(request, tag);
  response.headers.add("ETag", std::move(tag));
  if (fresh) {
    response.status = 304;
    return response;
  }
  response.headers.add("Content-Type", std::string(media_type_of(path)));
  response.headers.add("X-Content-Type-Options", "nosniff");
  if (!coding.empty()) response.headers.add("Content-Encoding", std::string(coding));
  response.body = StaticBody{bytes};
  return response;
}

std::string_view media_type_of(std::string_view path) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kTypes{{
      {".html", "text/html; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".jpeg", "image/jpeg"},
      {".webp", "image/webp"},
      {".avif", "image/avif"},
      {".ico", "image/vnd.microsoft.icon"},
      {".woff2", "font/woff2"},
      {".wasm", "application/wasm"},
      {".txt", "text/plain; charset=utf-8"},
      {".xml", "application/xml"},
  }};
  for (const auto& [ending, type] : kTypes) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

}  // namespace chancery::net
