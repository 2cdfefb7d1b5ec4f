#include "cli/control_client.hpp"

#include <fmt/format.h>

#include <utility>

#include "cli/version.hpp"
#include "net/http_client.hpp"

namespace chancery::cli {

Errc code_of(int status) {
  for (int code = 0; code <= static_cast<int>(Errc::Internal); ++code) {
    if (errc_info(static_cast<Errc>(code)).http_status == status) return static_cast<Errc>(code);
  }
  return Errc::Internal;
}

Result<std::optional<json::Object>> ask_server(const std::filesystem::path& data, net::Method method,
                                               const std::string& path, const std::string& body,
                                               std::chrono::milliseconds patience) {
  const auto socket = std::filesystem::absolute(data) / "control.sock";
  std::error_code error;
  if (!std::filesystem::exists(socket, error)) return std::nullopt;

  auto url = net::Url::parse("http://localhost" + path);
  if (!url) return fail(url.error());
  net::HttpClient client({.guard = {}, .user_agent = "chancery/" + std::string{kVersion}});
  net::OutgoingRequest request;
  request.method = method;
  request.url = std::move(*url);
  request.deadline = patience;
  request.unix_socket = socket;
  if (!body.empty()) {
    request.headers.add("Content-Type", "application/json");
    request.body = body;
  }
  const auto answer = client.fetch(std::move(request));
  if (!answer && answer.error().code == Errc::Unavailable) return std::nullopt;
  if (!answer) return fail(answer.error());
  auto object = json::parse_object(answer->body);
  if (answer->status >= 400) {
    const auto hint = object ? json::text(*object, "hint") : std::nullopt;
    return fail(code_of(answer->status), fmt::format("the server answered {}", answer->status),
                hint ? std::string{*hint} : fmt::format("the server answered {}", answer->status));
  }
  if (!object) return fail(object.error());
  return std::optional(std::move(*object));
}

}  // namespace chancery::cli
