#include "cli/backup_commands.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "cli/answer_checks.hpp"
#include "cli/backup.hpp"
#include "cli/command.hpp"
#include "cli/folder_client.hpp"
#include "cli/verify.hpp"
#include "staff/audit.hpp"

namespace chancery::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::hours kBackupPatience{24};

std::string whole(const std::string& path) {
  return path.empty() ? path : fs::absolute(path).lexically_normal().string();
}

struct BackupCommand {
  ConfigFlags flags;
  std::string to;
  std::string secrets;
  bool with_listening = false;
  bool json = false;
};

int run_backup(const BackupCommand& command) {
  const json::Object wanted{
      {"to", whole(command.to)}, {"secrets", whole(command.secrets)}, {"with_listening", command.with_listening}};
  const auto made =
      ask(command.flags, net::Method::Post, "/control/backup", boost::json::serialize(wanted), kBackupPatience);
  if (!made) return tell(made.error());
  if (command.json) {
    fmt::print("{}\n", boost::json::serialize(*made));
  } else {
    fmt::print("{}: {} files, {} bytes\n", json::text_or_empty(*made, "to"), json::integer(*made, "files").value_or(0),
               json::integer(*made, "bytes").value_or(0));
  }
  if (command.secrets.empty()) {
    fmt::print(stderr,
               "the secrets are not included: without them nobody can sign in to a restored server. Keep them apart: "
               "chancery backup --secrets FILE\n");
  } else {
    fmt::print(stderr, "the secrets are in {}: keep it apart from the backup\n", whole(command.secrets));
  }
  if (!command.with_listening) fmt::print(stderr, "what was heard (listen.db) is not included: --with-listening\n");
  return 0;
}

struct RestoreCommand {
  ConfigFlags flags;
  RestoreOptions options;
  bool json = false;
};

int restore(const RestoreCommand& command) {
  const auto config = command.flags.load();
  if (!config) return tell(config.error());
  const auto restored = restore_backup(*config, command.options, staff::audit_actor_cli(::geteuid()));
  if (!restored) return tell(restored.error());
  const auto& manifest = restored->manifest;
  if (command.json) {
    fmt::print("{}\n", boost::json::serialize(json::Object{{"data", fs::absolute(config->data).string()},
                                                           {"at", to_rfc3339(manifest.at)},
                                                           {"base_url", manifest.base_url},
                                                           {"files", manifest.files.size()},
                                                           {"gaps", restored->gaps},
                                                           {"held", restored->held}}));
  } else {
    fmt::print("{}: as it was at {}, for {}\n", fs::absolute(config->data).string(), to_rfc3339(manifest.at),
               manifest.base_url);
  }
  if (restored->gaps > 0) {
    fmt::print(stderr, "the transparency log lost what {} published {} covered: a leaf says so\n", restored->gaps,
               restored->gaps == 1 ? "head" : "heads");
  }
  fmt::print(stderr,
             "every post is held until somebody lifts the hold ({} waited to leave). What happened after the backup is "
             "not in it: a post that left since would leave again, and one that was deleted since is public again. "
             "Compare with the accounts as other servers show them: docs/operate, \"After a restore\"\n",
             restored->held);
  return 0;
}

int verify(const ConfigFlags& flags, const std::string& backup, bool as_json) {
  const auto config = flags.load();
  if (!config) return tell(config.error());
  const auto checks = verify_folder(backup.empty() ? config->data : fs::path(backup));
  if (!checks) return tell(checks.error());
  return print_checks(*checks, as_json) ? 0 : errc_info(Errc::Malformed).exit_code;
}

int run_list_keys(const ConfigFlags& flags, bool as_json) {
  const auto answer = ask(flags, net::Method::Get, "/control/keys");
  if (!answer) return tell(answer.error());
  if (as_json) fmt::print("{}\n", boost::json::serialize(*answer));
  for (const auto* key : json::objects(*answer, "keys")) {
    if (as_json) break;
    fmt::print("{:<24} {:<8} {}\n{:<33} {}\n", json::text_or_empty(*key, "name"),
               json::boolean(*key, "rotates").value_or(false) ? "rotates" : "stays",
               json::text_or_empty(*key, "purpose"), "", json::text_or_empty(*key, "remark"));
  }
  return 0;
}

int run_rotate(const ConfigFlags& flags, const std::string& name) {
  const auto answer =
      ask(flags, net::Method::Post, "/control/keys/rotate", boost::json::serialize(json::Object{{"name", name}}));
  if (!answer) return tell(answer.error());
  fmt::print("{}: a new key, {}\n", name, json::text_or_empty(*answer, "effect"));
  if (json::boolean(*answer, "restart").value_or(false)) fmt::print(stderr, "restart the server now\n");
  return 0;
}

int renew_lost(const ConfigFlags& flags) {
  const auto config = flags.load();
  if (!config) return tell(config.error());
  const auto laid = Foundation::lay(*config, staff::audit_actor_cli(::geteuid()));
  if (!laid) return tell(laid.error());
  fmt::print("every account's private key opens with secrets/account-keys\n");
  return 0;
}

}  // namespace

void add_backup_command(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<BackupCommand>();  // shared by options and callback, owned by `app`; so below
  auto* backup = app.add_subcommand("backup", "copy what cannot be had again, while the server runs");
  command->flags.add_to(*backup, false);
  backup->add_option("--to", command->to, "a folder that is not there yet, or is empty")->required();
  backup->add_option("--secrets", command->secrets, "write the secrets to this new file, to be kept apart");
  backup->add_flag("--with-listening", command->with_listening, "what was heard, too (listen.db)");
  backup->add_flag("--json", command->json, "one JSON document");
  backup->callback([command, &exit_code] { exit_code = run_backup(*command); });
}

void add_restore_command(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<RestoreCommand>();
  auto* restoring = app.add_subcommand("restore", "fill an empty data folder from a backup");
  command->flags.add_to(*restoring, false);
  restoring->add_option("FROM", command->options.from, "the folder of the backup")->required();
  restoring->add_option("--secrets", command->options.secrets,
                        "the file that backup --secrets wrote, or a copy of the folder secrets/");
  restoring->add_flag("--without-secrets", command->options.without_secrets,
                      "they are lost: make new ones; nobody can sign in with them");
  restoring->add_option("--published-head", command->options.published_heads,
                        "a head of the transparency log that others have: when the backup is older, a leaf says so");
  restoring->add_flag("--json", command->json, "one JSON document");
  restoring->callback([command, &exit_code] { exit_code = restore(*command); });
}

void add_verify_command(CLI::App& app, int& exit_code) {
  auto flags = std::make_shared<ConfigFlags>();
  auto backup = std::make_shared<std::string>();
  auto as_json = std::make_shared<bool>(false);
  auto* verifying = app.add_subcommand("verify", "is a data folder, or a backup, all there and as it was written?");
  flags->add_to(*verifying, false);
  verifying->add_option("BACKUP", *backup, "the folder of a backup (default: the data folder)");
  verifying->add_flag("--json", *as_json, "one JSON document");
  verifying->callback([flags, backup, as_json, &exit_code] { exit_code = verify(*flags, *backup, *as_json); });
}

void add_keys_command(CLI::App& app, int& exit_code) {
  auto flags = std::make_shared<ConfigFlags>();
  auto as_json = std::make_shared<bool>(false);
  auto name = std::make_shared<std::string>();
  auto* keys = app.add_subcommand("keys", "which keys there are, and replacing them");
  keys->require_subcommand(1);
  auto* list = keys->add_subcommand("list", "every key, and whether it may be replaced");
  flags->add_to(*list, false);
  list->add_flag("--json", *as_json, "one JSON document");
  list->callback([flags, as_json, &exit_code] { exit_code = run_list_keys(*flags, *as_json); });
  auto* rotating = keys->add_subcommand("rotate", "replace one key");
  flags->add_to(*rotating, false);
  rotating->add_option("NAME", *name, "as keys list gives it, such as account:press")->required();
  rotating->callback([flags, name, &exit_code] { exit_code = run_rotate(*flags, *name); });
  auto* renewing = keys->add_subcommand(
      "renew-lost", "secrets/account-keys is lost: a new key pair for every account it sealed (stop the server first)");
  flags->add_to(*renewing, false);
  renewing->callback([flags, &exit_code] { exit_code = renew_lost(*flags); });
}

}  // namespace chancery::cli
