// Finds the handler of a request by method and path.
//
// A handler is a plain function from request to response. What must answer later takes a Responder.
// Thread safety: filled before the server starts, then only read.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.hpp"
#include "net/responder.hpp"

namespace chancery::net {

using Handler = std::function<Response(const Request&)>;
using DeferredHandler = std::function<void(Request, Responder)>;

class Router {
 public:
  struct Route {
    Method method;
    std::string pattern;
  };

  Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;
  ~Router();

  // `pattern` is a path whose segments may be "{name}" (one segment, kept in Request::params) and whose last
  // may be "{name...}" (the rest). A literal segment wins over a name. GET answers HEAD too.
  // Registering the same method and pattern twice is a programming error.
  void add(Method method, std::string pattern, Handler handler);
  void add_deferred(Method method, std::string pattern, DeferredHandler handler);
  // Added to every response that does not set the field itself.
  void default_header(std::string name, std::string value);

  // Answers 404, or 405 with Allow, when nothing matches. Runs the handler on the calling thread; an exception
  // becomes 500 and a log line.
  void dispatch(Request request, Responder responder) const;

  [[nodiscard]] std::vector<Route> routes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chancery::net
