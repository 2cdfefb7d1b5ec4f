#include "cli/admin_commands.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "activity/addresses.hpp"
#include "api/routes.hpp"
#include "base/json.hpp"
#include "cli/command.hpp"
#include "cli/control_client.hpp"
#include "cli/doctor.hpp"
#include "cli/foundation.hpp"
#include "net/http.hpp"
#include "net/router.hpp"
#include "staff/enrolment.hpp"

namespace chancery::cli {
namespace {

// A request answered on the spot, without a socket.
class Direct final : public net::Responder::Sink {
 public:
  void respond(net::Response response) override { response_ = std::move(response); }
  net::EventStream stream(net::Headers) override { return net::EventStream{nullptr}; }
  [[nodiscard]] const net::Response& response() const { return response_; }

 private:
  net::Response response_;
};

// The control routes themselves, in this process, on a folder no server holds.
Result<json::Object> ask_folder(const Config& config, net::Method method, const std::string& path,
                                const std::string& body) {
  if (!std::filesystem::exists(config.data / "chancery.db")) {
    return fail(Errc::NotFound, fmt::format("{} is no data folder", config.data.string()),
                fmt::format("{}: there is no data folder here; name it with --data, or start one with chancery serve",
                            config.data.string()));
  }
  auto own = config;
  if (config.origin.at("server.base_url") == "default")
    own.base_url = fixed_base_url(config.data).value_or(config.base_url);
  auto foundation = Foundation::lay(own);
  if (!foundation) return fail(foundation.error());
  auto& laid = **foundation;
  staff::Passwords passwords(laid.staff_keys());
  const staff::Sessions sessions(laid.chancery(), laid.staff_keys());
  staff::Enrolments enrolments(laid.chancery(), laid.staff_keys(), passwords, sessions);
  net::Router router;
  api::add_control_routes(
      router, {.store = laid.chancery(), .addresses = laid.addresses(), .enrolments = enrolments, .doctor = [&] {
                 return examine(laid);
               }});
  net::Request request;
  request.method = method;
  request.target = path;
  request.path = path;
  request.peer_uid = ::geteuid();
  request.body = body;
  if (!body.empty()) request.headers.add("Content-Type", "application/json");
  auto answer = std::make_shared<Direct>();  // shared with the responder
  router.dispatch(std::move(request), net::Responder{answer});
  const auto* text = std::get_if<std::string>(&answer->response().body);
  auto object = json::parse_object(text == nullptr ? "{}" : *text);
  if (answer->response().status >= 400) {
    const auto hint = object ? json::text(*object, "hint") : std::nullopt;
    return fail(Errc::Invalid, fmt::format("refused with {}", answer->response().status),
                hint ? std::string{*hint} : "refused");
  }
  return object;
}

// The running server's answer, or the folder's own when none runs.
Result<json::Object> ask(const ConfigFlags& flags, net::Method method, const std::string& path,
                         const std::string& body = {}) {
  const auto config = flags.load();
  if (!config) return fail(config.error());
  auto answer = ask_server(config->data, method, path, body);
  if (answer || answer.error().code != Errc::NotFound) return answer;
  return ask_folder(*config, method, path, body);
}

int print_link(const Result<json::Object>& answer) {
  if (!answer) return tell(answer.error());
  fmt::print("{}\n", json::text(*answer, "link").value_or(""));
  fmt::print(stderr, "works once, until {}\n", json::text(*answer, "expires").value_or(""));
  return 0;
}

int print_checks(const json::Object& answer, bool as_json) {
  bool failing = false;
  if (as_json) fmt::print("{}\n", boost::json::serialize(answer));
  if (const auto* checks = json::array(answer, "checks")) {
    for (const auto& each : *checks) {
      const auto* check = each.if_object();
      if (check == nullptr) continue;
      const auto state = json::text(*check, "state").value_or("FAIL");
      failing = failing || state == "FAIL";
      if (as_json) continue;
      fmt::print("{:<5} {:<22} {}\n", state, json::text(*check, "name").value_or(""),
                 json::text(*check, "message").value_or(""));
      if (const auto repair = json::text(*check, "repair"); repair && !repair->empty()) {
        fmt::print("{:<5} {:<22} -> {}\n", "", "", *repair);
      }
    }
  }
  return failing ? 70 : 0;
}

int print_users(const Result<json::Object>& answer) {
  if (!answer) return tell(answer.error());
  if (const auto* users = json::array(*answer, "users")) {
    for (const auto& each : *users) {
      if (const auto* user = each.if_object()) {
        fmt::print("{:<20} {:<8} {}\n", json::text(*user, "login").value_or(""), json::text(*user, "role").value_or(""),
                   json::text(*user, "name").value_or(""));
      }
    }
  }
  return 0;
}

int check_config(const ConfigFlags& flags) {
  const auto config = flags.load();
  if (!config) return tell(config.error());
  if (const auto addresses = activity::Addresses::of(config->base_url); !addresses) return tell(addresses.error());
  for (const auto& [key, origin] : config->origin) fmt::print("{:<32} from {}\n", key, origin);
  fmt::print("the configuration can be served\n");
  return 0;
}

}  // namespace

void add_doctor_command(CLI::App& app, int& exit_code) {
  auto flags = std::make_shared<ConfigFlags>();  // shared by options and callback, owned by `app`; so below
  auto as_json = std::make_shared<bool>(false);
  auto* command = app.add_subcommand("doctor", "check this installation; each finding names its repair");
  flags->add_to(*command, false);
  command->add_flag("--json", *as_json, "one JSON document");
  command->callback([flags, as_json, &exit_code] {
    const auto answer = ask(*flags, net::Method::Get, "/control/doctor");
    exit_code = answer ? print_checks(*answer, *as_json) : tell(answer.error());
  });
}

void add_setup_link_command(CLI::App& app, int& exit_code) {
  auto flags = std::make_shared<ConfigFlags>();
  auto* command = app.add_subcommand("setup-link", "a new set-up link, while the server is not set up");
  flags->add_to(*command, false);
  command->callback(
      [flags, &exit_code] { exit_code = print_link(ask(*flags, net::Method::Post, "/control/setup-link", "{}")); });
}

void add_user_command(CLI::App& app, int& exit_code) {
  auto flags = std::make_shared<ConfigFlags>();
  auto name = std::make_shared<std::string>();
  auto role = std::make_shared<std::string>("officer");
  auto* command = app.add_subcommand("user", "who may sign in");
  command->require_subcommand(1);
  auto* list = command->add_subcommand("list", "everyone who may sign in");
  flags->add_to(*list, false);
  list->callback([flags, &exit_code] { exit_code = print_users(ask(*flags, net::Method::Get, "/control/users")); });
  auto* invite = command->add_subcommand("invite", "a one-time link for a person");
  flags->add_to(*invite, false);
  invite->add_option("name", *name, "the person's name, as colleagues read it")->required();
  invite->add_option("--role", *role, "admin, officer, dpo, analyst or editor (default: officer)");
  invite->callback([flags, name, role, &exit_code] {
    const json::Object body{{"name", *name}, {"role", *role}};
    exit_code = print_link(ask(*flags, net::Method::Post, "/control/users", boost::json::serialize(body)));
  });
}

void add_config_command(CLI::App& app, int& exit_code) {
  auto flags = std::make_shared<ConfigFlags>();
  auto* command = app.add_subcommand("config", "the configuration");
  command->require_subcommand(1);
  auto* check = command->add_subcommand("check", "load it without serving, and say where each key came from");
  flags->add_to(*check, true);
  check->callback([flags, &exit_code] { exit_code = check_config(*flags); });
  command->add_subcommand("defaults", "chancery.toml with every key, its default and its meaning")
      ->callback([&exit_code] {
        fmt::print("{}", commented_defaults());
        exit_code = 0;
      });
}

}  // namespace chancery::cli
