// A finished page as an answer: its ETag, compressed where the reader takes that, and 304 where she has it already.
// For pages/ alone.
#pragma once

#include <string>
#include <string_view>

#include "net/http.hpp"

namespace chancery::pages {

// 22 letters that change with the bytes.
[[nodiscard]] std::string fingerprint(std::string_view bytes);
// RFC 1952.
[[nodiscard]] std::string gzip(std::string_view bytes);
[[nodiscard]] bool takes_gzip(const net::Request& request);

// 200 with the bytes and a strong ETag; loads nothing but our own style sheet and pictures.
[[nodiscard]] net::Response document(std::string_view type, std::string body);
// The same compressed, under an ETag of its own.
[[nodiscard]] net::Response packed(net::Response response);
// What goes out: the response, or 304 when If-None-Match names it.
[[nodiscard]] net::Response unless_known(const net::Request& request, net::Response response);
// Both: packed where she takes it, unless she has it.
[[nodiscard]] net::Response for_reader(const net::Request& request, net::Response response);

}  // namespace chancery::pages
