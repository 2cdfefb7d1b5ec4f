#include "cli/serve_command.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <pthread.h>

#include <csignal>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "cli/command.hpp"
#include "cli/demo.hpp"
#include "cli/foundation.hpp"
#include "cli/program.hpp"
#include "cli/version.hpp"
#include "staff/audit.hpp"
#include "staff/institution.hpp"

namespace chancery::cli {
namespace {

struct ServeCommand {
  ConfigFlags flags;
  ProgramOptions program;
};

log::Level level_of(const std::string& name) {
  if (name == "debug") return log::Level::Debug;
  if (name == "warn") return log::Level::Warn;
  return name == "error" ? log::Level::Error : log::Level::Info;
}

// SIGTERM, SIGINT and SIGHUP are waited for by the main thread; every thread started after this inherits the mask.
sigset_t hold_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return set;
}

bool is_set_up(const Foundation& foundation) {
  return foundation.chancery().read([](store::Snapshot& snapshot) { return staff::institution(snapshot).has_value(); });
}

// The first thing an operator sees. On stdout, complete lines, so that a script can wait for them.
Status greet(Program& program, const ServeCommand& command) {
  const auto& foundation = program.foundation();
  fmt::print("Chancery {}\n", kVersion);
  fmt::print("  data folder   {}\n", std::filesystem::absolute(foundation.folder().path()).lexically_normal().string());
  fmt::print("  address       {}/\n", foundation.addresses().base());
  fmt::print("  staff         {}/staff/\n", foundation.addresses().base());
  if (!is_set_up(foundation)) {
    const auto link = program.enrolments().new_setup_link(staff::kSetupActor);
    if (!link) return fail(link.error());
    fmt::print("  set up        {}\n",
               api::link_address(foundation.addresses(), staff::EnrolmentKind::Setup, link->token));
    fmt::print("                once, until {}; a new link: chancery setup-link\n", to_rfc3339(link->expires));
  }
  if (command.program.demo) {
    fmt::print("  demo          {}\n", program.demo_address());
    fmt::print(
        "                you are its administrator; with .dpo, .analyst, .editor or .officer behind it, another\n");
  }
  std::fflush(stdout);
  return {};
}

Status serve(ServeCommand& command) {
  auto config = command.flags.load();
  if (!config) return fail(config.error());
  log::set_level(level_of(config->log_level));
  const auto signals = hold_signals();
  auto foundation = Foundation::lay(*config);
  if (!foundation) return fail(foundation.error());
  Program program(std::move(*foundation), command.program);
  if (command.program.demo) {
    if (auto filled = fill_demo(program); !filled) return filled;
  }
  if (auto started = program.start(); !started) return started;
  if (command.program.demo && command.program.replay.empty()) {
    if (auto playing = program.source().start(activity::SourceKind::Sample); !playing) return playing;
  }
  if (auto greeted = greet(program, command); !greeted) return greeted;
  int signal = 0;
  while (sigwait(&signals, &signal) == 0 && signal == SIGHUP) program.reload_certificate();
  log::info("cli", "stopping: finishing what was begun");
  program.stop();
  return {};
}

}  // namespace

void add_serve_command(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<ServeCommand>();  // shared by the options and the callback, all owned by `app`
  auto* serve_app = app.add_subcommand("serve", "run the server");
  command->flags.add_to(*serve_app, true);
  serve_app->add_flag("--demo", command->program.demo,
                      "a fictional ministry and four weeks of invented talk, in a fresh data folder");
  serve_app->add_option("--replay", command->program.replay, "play a recording (.gz and .zst too) as if it were live")
      ->check(CLI::ExistingFile);
  serve_app->add_option("--replay-speed", command->program.replay_speed, "how much faster than recorded (default: 1)")
      ->check(CLI::PositiveNumber);
  serve_app->callback([command, &exit_code] {
    const auto served = serve(*command);
    exit_code = served ? 0 : tell(served.error());
  });
}

}  // namespace chancery::cli
