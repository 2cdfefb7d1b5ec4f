#include "api/redirect_routes.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>
#include <utility>

namespace chancery::api {
namespace {

constexpr std::size_t kLongestToken = 128;
constexpr std::size_t kLargestAnswer = 4096;  // the token, a dot, and a thumbprint
constexpr std::string_view kAnywhere = "/{path...}";

// base64url, as tokens are: so no name leads out of the folder.
bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= kLongestToken && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

net::Response challenge(const std::filesystem::path& folder, std::string_view token) {
  const auto nothing = [] { return net::Response::text(404, "there is nothing at this address\n"); };
  if (folder.empty() || !is_token(token)) return nothing();
  std::ifstream in(folder / token, std::ios::binary);
  std::string answer(kLargestAnswer + 1, '\0');
  in.read(answer.data(), static_cast<std::streamsize>(answer.size()));
  answer.resize(static_cast<std::size_t>(in.gcount()));
  if (answer.empty() || answer.size() > kLargestAnswer) return nothing();
  return net::Response::text(200, std::move(answer));
}

net::Response lead(int status, const std::string& base_url, const net::Request& request) {
  auto response = net::Response::text(status, "");
  response.headers.set("Location", base_url + request.target);
  return response;
}

}  // namespace

void add_redirect_routes(net::Router& router, std::string base_url, std::filesystem::path acme_folder) {
  router.add(net::Method::Get, "/.well-known/acme-challenge/{token}",
             [folder = std::move(acme_folder)](const net::Request& request) {
               return challenge(folder, request.param("token"));
             });
  const auto add = [&](net::Method method, int status) {
    router.add(method, std::string(kAnywhere),
               [status, base_url](const net::Request& request) { return lead(status, base_url, request); });
  };
  add(net::Method::Get, 301);
  for (const auto method : {net::Method::Post, net::Method::Put, net::Method::Patch, net::Method::Delete,
                            net::Method::Options, net::Method::Other}) {
    add(method, 308);
  }
}

}  // namespace chancery::api
