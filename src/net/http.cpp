#include "net/http.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>

#include "base/ascii.hpp"
#include "base/json.hpp"
#include "net/utf8.hpp"

namespace chancery::net {

namespace {

constexpr std::size_t kFormFields = 1000;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Calls `use(name, value)` for each raw pair until it returns false.
template <class Use>
void each_pair(std::string_view pairs, Use use) {
  while (!pairs.empty()) {
    const auto end = pairs.find('&');
    const auto pair = pairs.substr(0, end);
    pairs.remove_prefix(end == std::string_view::npos ? pairs.size() : end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const auto value = equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
    if (!use(pair.substr(0, equals), value)) return;
  }
}

Response with_type(int status, std::string body, std::string_view type) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", std::string(type));
  response.body = std::move(body);
  return response;
}

}  // namespace

std::string_view to_string(Method method) {
  static constexpr std::array<std::string_view, 8> kNames{"GET",   "HEAD",   "POST",    "PUT",
                                                          "PATCH", "DELETE", "OPTIONS", "OTHER"};
  return kNames.at(static_cast<std::size_t>(method));
}

void Headers::set(std::string_view name, std::string value) {
  std::erase_if(fields_, [&](const auto& field) { return ascii::same_letters(field.first, name); });
  fields_.emplace_back(std::string(name), std::move(value));
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& [field, value] : fields_) {
    if (ascii::same_letters(field, name)) return value;
  }
  return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(
      fields_.begin(), fields_.end(), [&](const auto& field) { return ascii::same_letters(field.first, name); }));
}

std::string_view Request::param(std::string_view name) const {
  const auto found = params.find(name);
  return found == params.end() ? std::string_view{} : std::string_view(found->second);
}

std::optional<std::string> Request::query_param(std::string_view name) const {
  std::optional<std::string> found;
  each_pair(query, [&](std::string_view raw_name, std::string_view raw_value) {
    const auto decoded = percent_decode(raw_name, true);
    if (!decoded || *decoded != name) return true;
    if (auto value = percent_decode(raw_value, true)) found = std::move(*value);
    return false;
  });
  return found;
}

std::optional<std::string> Request::cookie(std::string_view name) const {
  for (const auto& [field, value] : headers.all()) {
    if (!ascii::same_letters(field, "cookie")) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const auto end = rest.find(';');
      auto pair = rest.substr(0, end);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      while (pair.starts_with(' ')) pair.remove_prefix(1);
      while (pair.ends_with(' ')) pair.remove_suffix(1);
      const auto equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name)
        return std::string(pair.substr(equals + 1));
    }
  }
  return std::nullopt;
}

Result<std::string> Request::read_body(std::size_t limit) const {
  const auto too_large = [&] {
    return fail(Errc::TooLarge, "a body over its route's limit",
                "the body may have at most " + std::to_string(limit) + " bytes");
  };
  if (body_file.empty()) {
    if (body.size() > limit) return too_large();
    return body;
  }
  std::error_code error;
  const auto size = std::filesystem::file_size(body_file, error);
  if (error)
    return fail(Errc::Internal, "the spooled body is gone: " + error.message(),
                "the server lost the body; send it again");
  if (size > limit) return too_large();
  std::string bytes(size, '\0');
  std::ifstream file(body_file, std::ios::binary);
  if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) {
    return fail(Errc::Internal, "the spooled body cannot be read", "the server lost the body; send it again");
  }
  return bytes;
}

Response Response::text(int status, std::string body) {
  return with_type(status, std::move(body), "text/plain; charset=utf-8");
}

Response Response::html(int status, std::string body) {
  return with_type(status, std::move(body), "text/html; charset=utf-8");
}

Response Response::json(int status, std::string body) {
  return with_type(status, std::move(body), "application/json");
}

Response Response::empty(int status) {
  Response response;
  response.status = status;
  return response;
}

Response Response::of(const Error& error) {
  const auto info = errc_info(error.code);
  auto response =
      json(info.http_status, boost::json::serialize(json::Object{{"error", info.name}, {"hint", error.hint}}) + '\n');
  response.headers.add("Cache-Control", "no-store");
  if (info.http_status == 429 || info.http_status == 503) {
    const auto seconds = error.retry_after.count() > 0 ? error.retry_after.count() : 5;
    response.headers.add("Retry-After", std::to_string(seconds));
  }
  return response;
}

std::string percent_encode(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (ascii::is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 0x0F];
    }
  }
  return out;
}

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) return fail(Errc::Malformed, "'%' needs two hexadecimal digits after it");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  if (out.find('\0') != std::string::npos) return fail(Errc::Malformed, "a NUL byte is not allowed here");
  if (!is_utf8(out)) return fail(Errc::Malformed, "this is not UTF-8 after percent-decoding");
  return out;
}

Result<std::map<std::string, std::string, std::less<>>> parse_form(std::string_view body) {
  std::map<std::string, std::string, std::less<>> form;
  std::optional<Error> problem;
  std::size_t fields = 0;
  each_pair(body, [&](std::string_view raw_name, std::string_view raw_value) {
    auto name = percent_decode(raw_name, true);
    auto value = percent_decode(raw_value, true);
    if (++fields > kFormFields) {
      problem = Error{Errc::TooLarge, "a form of too many fields", "a form may have at most 1000 fields"};
    } else if (!name || !value) {
      problem = Error{Errc::Malformed, "a form that cannot be decoded",
                      "the form is not application/x-www-form-urlencoded in UTF-8"};
    } else {
      form.insert_or_assign(std::move(*name), std::move(*value));
    }
    return !problem;
  });
  if (problem) return fail(std::move(*problem));
  return form;
}

}  // namespace chancery::net
