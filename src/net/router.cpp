#include "net/router.hpp"

#include <algorithm>
#include <cassert>
#include <exception>
#include <map>
#include <utility>
#include <variant>

#include "base/log.hpp"

namespace chancery::net {

namespace {

using AnyHandler = std::variant<Handler, DeferredHandler>;

// One segment of the tree of patterns. Literal children win; `rest` catches what is left over.
struct Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> name;
  std::unique_ptr<Node> rest;
  struct Target {
    AnyHandler handler;
    std::vector<std::string> names;  // of the pattern's parameters, in order
  };
  std::map<Method, Target> targets;
};

struct Match {
  const Node* node = nullptr;
  std::vector<std::string_view> values;
};

// The most literal node with targets that matches `path` (what follows the last matched '/'), depth first.
bool find(const Node& node, std::string_view path, Match& match) {
  const auto slash = path.find('/');
  const auto segment = path.substr(0, slash);
  const auto descend = [&](const Node& child) {
    if (slash != std::string_view::npos) return find(child, path.substr(slash + 1), match);
    if (child.targets.empty()) return false;
    match.node = &child;
    return true;
  };
  if (const auto literal = node.literals.find(segment); literal != node.literals.end() && descend(*literal->second)) {
    return true;
  }
  if (node.name && !segment.empty()) {
    match.values.push_back(segment);
    if (descend(*node.name)) return true;
    match.values.pop_back();
  }
  if (node.rest) {
    match.values.push_back(path);
    match.node = node.rest.get();
    return true;
  }
  return false;
}

void add_missing(Headers& headers, const Headers& defaults) {
  for (const auto& [name, value] : defaults.all()) {
    if (!headers.find(name)) headers.add(name, value);
  }
}

// Stands between a deferred handler and the connection, to add the default headers.
class DefaultingSink final : public Responder::Sink {
 public:
  DefaultingSink(Responder responder, std::shared_ptr<const Headers> defaults)
      : responder_(std::move(responder)), defaults_(std::move(defaults)) {}
  void respond(Response response) override {
    add_missing(response.headers, *defaults_);
    std::move(responder_).send(std::move(response));
  }
  EventStream stream(Headers headers) override {
    add_missing(headers, *defaults_);
    return std::move(responder_).stream(std::move(headers));
  }

 private:
  Responder responder_;
  std::shared_ptr<const Headers> defaults_;  // shared with the router, which a late answer may outlive
};

Response not_found() {
  return Response::of(Error{Errc::NotFound, "no route", "there is nothing at this address"});
}

Response method_not_allowed(const Node& node) {
  std::string allow;
  for (const auto& [method, target] : node.targets) {
    if (!allow.empty()) allow += ", ";
    allow += to_string(method);
    if (method == Method::Get && !node.targets.contains(Method::Head)) allow += ", HEAD";
  }
  auto response = Response::of(Error{Errc::Unsupported, "method not allowed", "this address answers " + allow});
  response.status = 405;
  response.headers.add("Allow", std::move(allow));
  return response;
}

const Node::Target* target_for(const Node& node, Method method) {
  auto found = node.targets.find(method);
  if (found == node.targets.end() && method == Method::Head) found = node.targets.find(Method::Get);
  return found == node.targets.end() ? nullptr : &found->second;
}

Response run(const Handler& handler, const Request& request) {
  try {
    return handler(request);
  } catch (const std::exception& error) {
    log::error("net", "a handler failed: {}", error.what());
  }
  return Response::of(Error{Errc::Internal, "a handler failed", "the server made a mistake"});
}

}  // namespace

struct Router::Impl {
  Node root;
  std::vector<Route> routes;
  std::shared_ptr<Headers> defaults = std::make_shared<Headers>();  // shared with the answers still to come

  void add(Method method, std::string pattern, AnyHandler handler) {
    assert(pattern.starts_with('/'));
    Node::Target target{std::move(handler), {}};
    Node* node = &root;
    std::string_view rest = std::string_view(pattern).substr(1);
    for (bool last = false; !last;) {
      const auto slash = rest.find('/');
      last = slash == std::string_view::npos;
      const auto segment = rest.substr(0, slash);
      if (!last) rest.remove_prefix(slash + 1);
      const bool named = segment.starts_with('{') && segment.ends_with('}');
      const bool takes_rest = named && segment.ends_with("...}");
      assert(!takes_rest || last);
      if (named) target.names.emplace_back(segment.substr(1, segment.size() - (takes_rest ? 5 : 2)));
      auto& child = takes_rest ? node->rest : named ? node->name : node->literals[std::string(segment)];
      if (!child) child = std::make_unique<Node>();
      node = child.get();
    }
    [[maybe_unused]] const bool added = node->targets.emplace(method, std::move(target)).second;
    assert(added && "the same method and pattern twice");
    routes.push_back({method, std::move(pattern)});
  }
};

Router::Router() : impl_(std::make_unique<Impl>()) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

void Router::add(Method method, std::string pattern, Handler handler) {
  impl_->add(method, std::move(pattern), std::move(handler));
}

void Router::add_deferred(Method method, std::string pattern, DeferredHandler handler) {
  impl_->add(method, std::move(pattern), std::move(handler));
}

void Router::default_header(std::string name, std::string value) {
  impl_->defaults->set(name, std::move(value));
}

void Router::dispatch(Request request, Responder responder) const {
  const auto answer = [&](Response response) {
    add_missing(response.headers, *impl_->defaults);
    std::move(responder).send(std::move(response));
  };
  Match match;
  if (!request.path.starts_with('/') || !find(impl_->root, std::string_view(request.path).substr(1), match)) {
    return answer(not_found());
  }
  const auto* target = target_for(*match.node, request.method);
  if (target == nullptr) return answer(method_not_allowed(*match.node));
  for (std::size_t i = 0; i < match.values.size(); ++i) {
    request.params.insert_or_assign(target->names[i], std::string(match.values[i]));
  }
  if (const auto* handler = std::get_if<Handler>(&target->handler)) return answer(run(*handler, request));
  const auto& deferred = std::get<DeferredHandler>(target->handler);
  Responder with_defaults(std::make_shared<DefaultingSink>(std::move(responder), impl_->defaults));
  try {
    deferred(std::move(request), std::move(with_defaults));
  } catch (const std::exception& error) {
    // The responder it held has answered 500 by being dropped.
    log::error("net", "a handler failed: {}", error.what());
  }
}

std::vector<Router::Route> Router::routes() const {
  return impl_->routes;
}

}  // namespace chancery::net
