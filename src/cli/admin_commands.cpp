#include "cli/admin_commands.hpp"

#include <fmt/format.h>
#include <memory>
#include <string>

#include "activity/addresses.hpp"
#include "base/json.hpp"
#include "cli/answer_checks.hpp"
#include "cli/command.hpp"
#include "cli/folder_client.hpp"
#include "net/forwarded.hpp"
#include "net/http.hpp"
#include "net/tls.hpp"
#include "staff/users.hpp"

namespace chancery::cli {
namespace {

int print_link(const Result<json::Object>& answer) {
  if (!answer) return tell(answer.error());
  fmt::print("{}\n", json::text(*answer, "link").value_or(""));
  fmt::print(stderr, "works once, until {}\n", json::text(*answer, "expires").value_or(""));
  return 0;
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

// A login is what check_login lets be one: nothing in it needs escaping in a path.
int run_end_user(const ConfigFlags& flags, const std::string& login) {
  if (auto fits = staff::check_login(login); !fits) return tell(fits.error());
  const auto ended = ask(flags, net::Method::Post, "/control/users/" + login + "/end", "{}");
  if (!ended) return tell(ended.error());
  fmt::print("{} has no account any more\n", login);
  const auto* released = ended->if_contains("released");
  fmt::print(stderr, "{} conversations went back to their desks\n",
             released != nullptr ? released->to_number<std::int64_t>() : 0);
  return 0;
}

int check_config(const ConfigFlags& flags) {
  const auto config = flags.load();
  if (!config) return tell(config.error());
  if (const auto addresses = activity::Addresses::of(config->base_url); !addresses) return tell(addresses.error());
  if (const auto proxies = net::TrustedProxies::parse(config->trusted_proxies); !proxies) return tell(proxies.error());
  if (const net::TlsFiles tls{config->tls_certificate, config->tls_key}; !tls.empty()) {
    if (const auto certificate = net::TlsCertificate::load(tls); !certificate) return tell(certificate.error());
  }
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
    if (!answer) {
      exit_code = tell(answer.error());
    } else {
      exit_code = print_checks(*answer, *as_json) ? 0 : 70;
    }
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
  invite->add_option("--role", *role, "admin, officer, dpo, analyst, editor or auditor (default: officer)");
  invite->callback([flags, name, role, &exit_code] {
    const json::Object body{{"name", *name}, {"role", *role}};
    exit_code = print_link(ask(*flags, net::Method::Post, "/control/users", boost::json::serialize(body)));
  });
  auto login = std::make_shared<std::string>();
  auto* end = command->add_subcommand("end", "end a person's account now: sessions, claims and rights are gone");
  flags->add_to(*end, false);
  end->add_option("login", *login, "her login")->required();
  end->callback([flags, login, &exit_code] { exit_code = run_end_user(*flags, *login); });
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
