#include "cli/desk_command.hpp"

#include <fmt/format.h>

#include <memory>

#include "base/json.hpp"
#include "cli/command.hpp"
#include "cli/folder_client.hpp"

namespace chancery::cli {
namespace {

int print_check(const Result<json::Object>& answer) {
  if (!answer) return tell(answer.error());
  const auto broken = json::objects(*answer, "broken");
  for (const auto* each : broken) {
    fmt::print("{}  {}\n", json::text_or_empty(*each, "rule"), json::text_or_empty(*each, "what"));
  }
  fmt::print(stderr, "{} conversations looked at, {} findings\n", json::integer(*answer, "conversations").value_or(0),
             broken.size());
  return broken.empty() ? 0 : 70;
}

int print_retry(const Result<json::Object>& answer) {
  if (!answer) return tell(answer.error());
  fmt::print("{} parked events are tried again, within seconds of a running server; chancery doctor tells what stays\n",
             json::integer(*answer, "parked").value_or(0));
  return 0;
}

}  // namespace

void add_desk_command(CLI::App& app, int& exit_code) {
  auto flags = std::make_shared<ConfigFlags>();  // shared by options and callback, owned by `app`
  auto* command = app.add_subcommand("desk", "the inbox");
  command->require_subcommand(1);
  auto* check = command->add_subcommand("check", "whether every conversation stands as its events say");
  flags->add_to(*check, false);
  check->callback(
      [flags, &exit_code] { exit_code = print_check(ask(*flags, net::Method::Get, "/control/desk/check")); });
  auto* again = command->add_subcommand("retry", "tries now what the inbox could not take in");
  flags->add_to(*again, false);
  again->callback(
      [flags, &exit_code] { exit_code = print_retry(ask(*flags, net::Method::Post, "/control/desk/retry", "{}")); });
}

}  // namespace chancery::cli
