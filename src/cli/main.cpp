// chancery: the one program. Each subcommand stands in its own file.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "cli/admin_commands.hpp"
#include "cli/backup_commands.hpp"
#include "cli/consult_command.hpp"
#include "cli/desk_command.hpp"
#include "cli/erase_command.hpp"
#include "cli/language_command.hpp"
#include "cli/listen_command.hpp"
#include "cli/sentiment_command.hpp"
#include "cli/serve_command.hpp"
#include "cli/study_command.hpp"
#include "cli/train_command.hpp"
#include "cli/version.hpp"

int main(int argc, char** argv) try {
  constexpr int kUsage = 2;
  CLI::App app{"Chancery: a foreign ministry's dialogue with publics abroad", "chancery"};
  app.set_version_flag("--version", std::string{chancery::cli::kVersion});
  app.require_subcommand(1);
  int exit_code = 0;
  chancery::cli::add_serve_command(app, exit_code);
  chancery::cli::add_listen_command(app, exit_code);
  chancery::cli::add_consult_command(app, exit_code);
  chancery::cli::add_language_command(app, exit_code);
  chancery::cli::add_sentiment_command(app, exit_code);
  chancery::cli::add_train_command(app, exit_code);
  chancery::cli::add_study_command(app, exit_code);
  chancery::cli::add_doctor_command(app, exit_code);
  chancery::cli::add_setup_link_command(app, exit_code);
  chancery::cli::add_desk_command(app, exit_code);
  chancery::cli::add_user_command(app, exit_code);
  chancery::cli::add_config_command(app, exit_code);
  chancery::cli::add_backup_command(app, exit_code);
  chancery::cli::add_restore_command(app, exit_code);
  chancery::cli::add_verify_command(app, exit_code);
  chancery::cli::add_keys_command(app, exit_code);
  chancery::cli::add_erase_command(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  return exit_code;
} catch (const std::exception& error) {
  std::cerr << "chancery: " << error.what() << '\n';
  return 70;
}
