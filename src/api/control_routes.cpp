// The control socket: what the command line asks of a running server.
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "answer/intake.hpp"
#include "api/guard.hpp"
#include "api/representations.hpp"
#include "api/routes.hpp"
#include "api/security_headers.hpp"
#include "api/session_answer.hpp"
#include "api/users_routes.hpp"
#include "staff/audit.hpp"
#include "store/events.hpp"
#include "store/jobs.hpp"
#include "store/parked.hpp"

namespace chancery::api {
namespace {

using ControlHandler = std::function<Result<net::Response>(const net::Request&, const std::string& by)>;

void add(net::Router& router, net::Method method, std::string pattern, ControlHandler handler) {
  router.add(method, std::move(pattern), [handler = std::move(handler)](const net::Request& request) {
    if (request.peer_uid < 0 || (request.peer_uid != static_cast<std::int64_t>(geteuid()) && request.peer_uid != 0)) {
      return answer({Errc::Forbidden, "control socket: a peer of another user",
                     "only the server's own system user, or root, may ask this"});
    }
    auto response = handler(request, staff::audit_actor_cli(request.peer_uid));
    if (!response) return answer(response.error());
    harden_api_answer(response->headers);
    return std::move(*response);
  });
}

json::Object check_json(const Check& check) {
  json::Object object{{"name", check.name}, {"state", to_string(check.state)}, {"message", check.message}};
  if (!check.repair.empty()) object["repair"] = check.repair;
  return object;
}

// What the inbox could not take in: its own thread does it within seconds, or at its next start.
Result<net::Response> retry_parked(store::Store& store, const std::string& by) {
  const auto parked = store.read([](store::Snapshot& snapshot) { return store::parked_events(snapshot); });
  const auto of_inbox = std::ranges::count(parked, answer::Intake::kConsumer, &store::ParkedEvent::consumer);
  const auto asked = store.write_now([&](store::Transaction& tx) -> Status {
    store::schedule(tx, store::kRetryParked, answer::Intake::kConsumer, store.clock().now());
    staff::append_audit(tx, store.clock().now(), by, "desk.retry", "events");
    return {};
  });
  if (!asked) return fail(asked.error());
  return json_answer(200, {{"parked", of_inbox}});
}

}  // namespace

std::string_view to_string(Check::State state) {
  switch (state) {
    case Check::State::Ok:
      return "OK";
    case Check::State::Warn:
      return "WARN";
    case Check::State::Fail:
      break;
  }
  return "FAIL";
}

void add_control_routes(net::Router& router, const ControlServices& services) {
  add(router, net::Method::Post, "/control/setup-link",
      [services](const net::Request&, const std::string& by) -> Result<net::Response> {
        const auto link = services.enrolments.new_setup_link(by);
        if (!link) return fail(link.error());
        return link_answer(200, services.addresses, staff::EnrolmentKind::Setup, *link);
      });
  add(router, net::Method::Get, "/control/users",
      [services](const net::Request&, const std::string&) { return list_users(services.store); });
  add(router, net::Method::Post, "/control/users", [services](const net::Request& request, const std::string& by) {
    return invite(services.enrolments, services.addresses, request, by);
  });
  const auto act = [](ControlServices::Action action) -> ControlHandler {
    return [action = std::move(action)](const net::Request& request, const std::string& by) -> Result<net::Response> {
      const auto wanted = json::parse_object(request.body);
      if (!wanted) return fail(wanted.error());
      auto done = action(*wanted, by);
      if (!done) return fail(done.error());
      return json_answer(200, *done);
    };
  };
  add(router, net::Method::Post, "/control/users/{login}/end",
      [services](const net::Request& request, const std::string& by) -> Result<net::Response> {
        auto done = services.end_user(json::Object{{"login", request.param("login")}}, by);
        if (!done) return fail(done.error());
        return json_answer(200, *done);
      });
  add(router, net::Method::Post, "/control/backup", act(services.back_up));
  add(router, net::Method::Post, "/control/keys/rotate", act(services.rotate_key));
  add(router, net::Method::Post, "/control/erase", act(services.erase));
  add(router, net::Method::Get, "/control/keys",
      [services](const net::Request&, const std::string&) -> Result<net::Response> {
        auto keys = services.keys();
        if (!keys) return fail(keys.error());
        return json_answer(200, *keys);
      });
  add(router, net::Method::Get, "/control/desk/check",
      [services](const net::Request&, const std::string&) { return json_answer(200, services.check_desk()); });
  add(router, net::Method::Post, "/control/desk/retry",
      [services](const net::Request&, const std::string& by) { return retry_parked(services.store, by); });
  add(router, net::Method::Get, "/control/doctor", [services](const net::Request&, const std::string&) {
    json::Array checks;
    for (const auto& check : services.doctor()) checks.push_back(check_json(check));
    return json_answer(200, {{"checks", std::move(checks)}});
  });
}

}  // namespace chancery::api
