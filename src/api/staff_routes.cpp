// The staff application's files.
#include "api/resources.hpp"
#include "api/security_headers.hpp"

namespace chancery::api {
namespace {

net::Response serve(std::span<const net::EmbeddedFile> files, const net::Request& request) {
  if (files.empty()) {
    return net::Response::text(404, "This build has no staff application. script/bootstrap installs what builds it.\n");
  }
  auto path = '/' + std::string(request.param("path"));
  // An address of the application's own, not of a file: the application finds its page itself.
  if (path.find('.') == std::string::npos) path = "/index.html";
  auto response = net::serve_embedded(files, path, request);
  response.headers.set("Content-Security-Policy", std::string(staff_content_security_policy()));
  response.headers.set("Cross-Origin-Resource-Policy", "same-origin");
  return response;
}

}  // namespace

void add_staff_application(net::Router& router, std::span<const net::EmbeddedFile> files) {
  router.add(net::Method::Get, "/staff", [](const net::Request&) {
    auto response = net::Response::empty(308);
    response.headers.set("Location", "/staff/");
    return response;
  });
  router.add(net::Method::Get, "/staff/{path...}",
             [files](const net::Request& request) { return serve(files, request); });
}

}  // namespace chancery::api
