#include "cli/erase_command.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>

#include "base/json.hpp"
#include "cli/command.hpp"
#include "cli/folder_client.hpp"

namespace chancery::cli {
namespace {

int run_erase(const ConfigFlags& flags, const std::string& note, const std::string& reason) {
  const json::Object wanted{{"note", note}, {"reason", reason}};
  const auto done = ask(flags, net::Method::Post, "/control/erase", boost::json::serialize(wanted));
  if (!done) return tell(done.error());
  fmt::print("{}: its words are gone from staff's versions and from the transparency log\n",
             json::text_or_empty(*done, "note"));
  fmt::print(stderr, "backups made before now still hold them: destroy those that may not\n");
  return 0;
}

}  // namespace

void add_erase_command(CLI::App& app, int& exit_code) {
  auto flags = std::make_shared<ConfigFlags>();  // shared by options and callback, owned by `app`; so below
  auto note = std::make_shared<std::string>();
  auto reason = std::make_shared<std::string>();
  auto* command = app.add_subcommand("erase", "forget the words of a deleted post, in all versions, for good");
  flags->add_to(*command, false);
  command->add_option("NOTE", *note, "the address of its page, or its number")->required();
  command->add_option("--reason", *reason, "why; it stays in the audit log")->required();
  command->callback([flags, note, reason, &exit_code] { exit_code = run_erase(*flags, *note, *reason); });
}

}  // namespace chancery::cli
