#include "cli/study_command.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <iostream>
#include <memory>
#include <ostream>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "cli/exit_codes.hpp"
#include "cli/strict_lines.hpp"
#include "cli/version.hpp"
#include "figure/number.hpp"
#include "measure/study_folder.hpp"
#include "measure/study_json.hpp"
#include "measure/tables.hpp"

namespace chancery::cli {
namespace {

using std::chrono::steady_clock;

// Tells on `err` what takes long, at most every two seconds.
class Progress {
 public:
  explicit Progress(std::ostream& err) : err_(err) {}

  measure::ReadProgress reading() {
    return [this](std::string_view file, std::uint64_t bytes) {
      constexpr double kMegabyte = 1e6;
      if (due()) err_ << fmt::format("chancery study: {}: {:.0f} MB\n", file, static_cast<double>(bytes) / kMegabyte);
    };
  }
  measure::StepProgress steps() {
    return [this](std::string_view step, std::size_t done, std::size_t all) {
      if (!due()) return;
      err_ << (all == 0 ? fmt::format("chancery study: {}\n", step)
                        : fmt::format("chancery study: {}: {} of {}\n", step, done, all));
    };
  }

 private:
  bool due() {
    constexpr std::chrono::seconds kEach{2};
    const auto now = steady_clock::now();
    if (now - told_ < kEach) return false;
    told_ = now;
    return true;
  }

  std::ostream& err_;
  steady_clock::time_point told_ = steady_clock::now();
};

int study_failed(const Error& error, std::ostream& err) {
  err << "chancery study: " << error.hint << '\n';
  return errc_info(error.code).exit_code;
}

std::string table(const measure::Study& study) {
  std::string text;
  for (const auto& figure : study.census.figures) {
    if (!measure::applies(figure)) continue;
    const auto told = figure.denominator && *figure.denominator == 0 ? "no data" : measure::told(figure);
    text += fmt::format("{:<44} {:>18}{}{}\n", figure.name, measure::made_of(figure), told.empty() ? "" : "  ", told);
  }
  const auto& m = study.measures;
  const bool undirected = study.input.parameters.undirected;
  const auto row = [&](std::string_view name, std::uint64_t count, const std::string& more = {}) {
    text += fmt::format("{:<44} {:>18}{}{}\n", name, figure::grouped(count), more.empty() ? "" : "  ", more);
  };
  text += '\n';
  row("Ties", study.ties());
  if (!undirected) row("Mutual pairs", m.mutual_pairs);
  row("Components", m.weak.count());
  auto modularity = "modularity " + figure::fixed(m.communities.modularity, 4);
  if (m.chance) modularity += m.chance->exceeded() ? ", more than chance gives" : ", no more than chance gives";
  row("Communities of three accounts or more", study.communities(), modularity);
  const auto best = study.top(m.mutual, 10);
  if (!best.empty()) text += undirected ? "\nBest connected (ties)\n" : "\nBest connected (mutual ties)\n";
  for (const auto node : best) {
    text += fmt::format("{:>8}  {}\n", figure::grouped(m.mutual[node]), study.account(node).label());
  }
  return text;
}

}  // namespace

int run_study_command(const StudyCommand& command, std::ostream& out, std::ostream& err) {
  if (!command.out.empty()) {
    const std::array inputs{command.accounts, command.follows, command.countries, command.previous, command.codes};
    if (const auto may = figure::may_write_folder(command.out, measure::kStudyMark, inputs); !may) {
      err << "chancery study: " << may.error().hint << '\n';
      return kUsage;
    }
  }
  Progress progress(err);
  std::vector<LineProblems> problems;
  auto input = measure::read_study_input(
      {command.accounts, command.follows, command.countries, command.previous, command.codes},
      {.seed = command.seed, .undirected = command.undirected, .ego = command.ego}, problems, progress.reading());
  for (const auto& each : problems) err << each.text();
  if (!input) return study_failed(input.error(), err);
  const auto bad_lines = input->bad_lines;
  const bool folder = !command.out.empty();
  const auto study = measure::make_study(*std::move(input), std::string(kVersion), folder, progress.steps());
  if (folder) {
    const auto files = measure::folder_of(study);
    if (auto status = measure::write_folder(command.out, files); !status) return study_failed(status.error(), err);
    err << fmt::format("chancery study: {} files in {}; read report.html first\n", files.size(), command.out);
    if (command.json) out << files.at("study.json");
  } else if (command.json) {
    out << boost::json::serialize(measure::to_json(study)) << '\n';
  }
  if (!command.json) out << table(study);
  out.flush();
  return code_by_lines("chancery study", command.strict, bad_lines, err);
}

int run_study_verify(const std::string& folder, bool json, std::ostream& out, std::ostream& err) {
  Progress progress(err);
  const auto verified = measure::verify_folder(folder, std::string(kVersion), progress.steps());
  if (!verified) return study_failed(verified.error(), err);
  if (json) {
    const auto list = [](const std::vector<std::string>& paths) { return json::Array(paths.begin(), paths.end()); };
    out << boost::json::serialize(json::Object{{"reproduced", verified->reproduced()},
                                               {"same", verified->same},
                                               {"differ", list(verified->differ)},
                                               {"missing", list(verified->missing)},
                                               {"changed_input", list(verified->changed_input)},
                                               {"added", list(verified->added)},
                                               {"written_by", verified->written_by},
                                               {"version", kVersion}})
        << '\n';
  } else {
    out << (verified->reproduced() ? fmt::format("reproduced: all {} files, byte by byte\n", verified->same)
                                   : std::string("not reproduced\n"));
    for (const auto& path : verified->changed_input) out << "  changed input   " << path << '\n';
    for (const auto& path : verified->differ) out << "  differs         " << path << '\n';
    for (const auto& path : verified->missing) out << "  missing         " << path << '\n';
    for (const auto& path : verified->added) out << "  not the study's " << path << '\n';
  }
  if (!verified->reproduced() && verified->written_by != kVersion) {
    err << fmt::format("chancery study: the folder was written by version {}, this is {}\n", verified->written_by,
                       kVersion);
  }
  out.flush();
  return verified->reproduced() ? 0 : kUnusable;
}

void add_study_command(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<StudyCommand>();  // owned by the option bindings and the callback
  auto* study = app.add_subcommand("study", "A census and network study of a roster of accounts, from tables");
  study->add_option("--accounts", command->accounts,
                    "The roster: id,handle,name,kind,office,country,network and more (CSV, .gz too)");
  study->add_option("--follows", command->follows, "Who follows whom: source,target");
  study->add_option("--countries", command->countries, "country,gdp and perhaps population, region, name");
  study->add_option("--previous", command->previous, "The folder of the wave before: who moved");
  study->add_option("--codes", command->codes, "Codes of human coders: unit,coder,variable,value");
  study->add_option("--ego", command->ego, "Id of the account to draw (the best connected)");
  study->add_option("--seed", command->seed, "Of communities, layout and intervals (42)");
  study->add_option("--out", command->out,
                    "A new folder for tables, network files, pictures and report, or one written before");
  study->add_flag("--undirected", command->undirected, "A line of --follows is a tie in both directions");
  study->add_flag("--json", command->json, "One JSON document instead of a table");
  study->add_flag("--strict", command->strict, "Fail when any line is bad");
  study->require_subcommand(0, 1);

  auto folder = std::make_shared<std::string>();
  auto as_json = std::make_shared<bool>(false);
  auto* verify = study->add_subcommand("verify", "Make the study in DIR again and say whether it is reproduced");
  verify->add_option("DIR", *folder, "A folder made with --out")->required();
  verify->add_flag("--json", *as_json, "One JSON document");
  verify->callback(
      [folder, as_json, &exit_code] { exit_code = run_study_verify(*folder, *as_json, std::cout, std::cerr); });
  study->callback([command, study, verify, &exit_code] {
    if (verify->parsed()) return;
    if (command->accounts.empty()) {
      std::cerr << "chancery study: --accounts is required\n";
      exit_code = kUsage;
      return;
    }
    exit_code = run_study_command(*command, std::cout, std::cerr);
  });
}

}  // namespace chancery::cli
