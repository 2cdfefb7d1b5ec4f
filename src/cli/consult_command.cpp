#include "cli/consult_command.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "base/result.hpp"
#include "cli/exit_codes.hpp"
#include "cli/strict_lines.hpp"
#include "consult/analysis.hpp"
#include "consult/out_folder.hpp"
#include "consult/read_consultation.hpp"
#include "consult/result_json.hpp"
#include "consult/summary.hpp"
#include "figure/number.hpp"

namespace chancery::cli {
namespace {

constexpr std::uint64_t kMostSeed = std::uint64_t{1} << 53U;  // exact in JSON
constexpr std::uint32_t kMostGroups = 50;
constexpr std::size_t kFewestRuns = 10;
constexpr std::size_t kMostRuns = 100;

int consult_failed(std::ostream& err, const Error& error) {
  err << "chancery consult: " << error.hint << '\n';
  return errc_info(error.code).exit_code;
}

std::optional<std::string> usage_error(const ConsultCommand& command) {
  if (!command.compat.empty() && command.compat != "polis") return "--compat knows polis alone";
  if (command.groups == 1 || command.groups > kMostGroups) {
    return fmt::format("--groups: 2 to {}; without it, 2 to 5 as the silhouette says", kMostGroups);
  }
  if (command.seed && *command.seed >= kMostSeed) return "--seed: below 9007199254740992 (2^53)";
  const auto runs = command.runs.value_or(0);
  if (runs != 0 && (runs < kFewestRuns || runs > kMostRuns)) {
    return fmt::format("--runs: {} to {}, or 0 for none", kFewestRuns, kMostRuns);
  }
  if (!command.out.empty()) {
    const std::array inputs{command.votes, command.statements, command.previous};
    if (const auto may = figure::may_write_folder(command.out, consult::kFolderMark, inputs); !may) {
      return may.error().hint;
    }
  }
  return std::nullopt;
}

// What a warm start takes; nothing where none is asked for, or where the file is another consultation's, which is then
// remarked.
Result<std::optional<opinion::EarlierMap>> read_previous(const std::string& file, consult::Consultation& consultation) {
  if (file.empty()) return std::nullopt;
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(Errc::NotFound, "no earlier result", fmt::format("--previous {}: cannot be read", file));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto earlier = consult::read_earlier(text, consultation);
  if (!earlier) return fail(earlier.error());
  if (earlier->continues()) return std::optional(std::move(earlier->map));
  LineProblems remarks(std::filesystem::path(file).filename().string());
  remarks.add("another_consultation", 0, [&] {
    return fmt::format(
        "only {} of its {} and {} of its {} are in these votes: it is taken for another consultation, and the map "
        "starts anew",
        figure::grouped(earlier->shared_participants),
        figure::counted(earlier->participants, "participant", "participants"),
        figure::grouped(earlier->shared_statements), figure::counted(earlier->statements, "statement", "statements"));
  });
  consultation.remarks.push_back(std::move(remarks));
  return std::nullopt;
}

void tell_problems(const consult::Consultation& consultation, std::ostream& err) {
  for (const auto* list : {&consultation.problems, &consultation.remarks}) {
    for (const LineProblems& file : *list) err << file.text();
  }
}

}  // namespace

int run_consult_command(const ConsultCommand& command, std::ostream& out, std::ostream& err) {
  if (const auto usage = usage_error(command)) {
    err << "chancery consult: " << *usage << '\n';
    return kUsage;
  }
  const bool as_polis = command.compat == "polis";
  auto consultation = consult::read_consultation({.votes = command.votes,
                                                  .statements = command.statements,
                                                  .first_seen = as_polis,
                                                  .agree_is_minus = command.agree_is_minus});
  if (!consultation) {
    err << "chancery consult: " << consultation.error().hint << '\n';
    const Errc code = consultation.error().code;
    return code == Errc::Malformed ? kUnusable : errc_info(code).exit_code;
  }
  const auto earlier = read_previous(command.previous, *consultation);
  tell_problems(*consultation, err);
  if (!earlier) return consult_failed(err, earlier.error());
  err << fmt::format("{} of {} on {}; drawing the map\n", figure::counted(consultation->votes.votes(), "vote", "votes"),
                     figure::counted(consultation->participants.size(), "person", "people"),
                     figure::counted(consultation->statements.size(), "statement", "statements"));
  const auto analysis = consult::analyse(*consultation,
                                         {.as_polis = as_polis,
                                          .groups = command.groups,
                                          .seed = command.seed.value_or(consult::usual_seed()),
                                          .runs = command.runs},
                                         *earlier ? &**earlier : nullptr);
  if (!command.out.empty()) {
    const auto written = consult::write_folder(command.out, *consultation, analysis);
    if (!written) return consult_failed(err, written.error());
    err << fmt::format(
        "{}: report.html and map.svg can be published; votes.csv, participants-votes.csv and consultation.json hold "
        "what single people voted\n",
        command.out);
  }
  if (command.json) {
    out << boost::json::serialize(consult::to_json(*consultation, analysis, true)) << '\n';
  } else {
    out << consult::to_text(*consultation, analysis);
  }
  out.flush();
  return code_by_lines("chancery consult", command.strict, consultation->bad_lines(), err);
}

void add_consult_command(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<ConsultCommand>();  // owned by the option bindings and the callback
  auto* consult = app.add_subcommand("consult", "The opinion map of a consultation: what unites, what divides");
  consult
      ->add_option("VOTES", command->votes,
                   "A Polis export folder, or CSV participant,statement,vote (agree 1, pass 0, disagree -1)")
      ->required();
  consult->add_option("--statements", command->statements, "CSV statement,text[,moderated,meta] (the folder's)");
  consult->add_option("--compat", command->compat, "polis: every convention of Polis, order as first seen");
  consult->add_option("--groups", command->groups,
                      "Exactly so many groups, 2 to 50 (2 to 5, as many as stand clearest apart)");
  consult->add_option("--previous", command->previous, "An earlier result: the map goes on from there");
  consult->add_option("--out", command->out,
                      "A new folder for the report, the map and Polis' tables, or one written before");
  consult->add_option("--seed", command->seed, "Start of the random numbers (always the same)");
  consult->add_option("--runs", command->runs,
                      "Samples for the stability of groups, 10 to 100 (by the number of votes); 0: none");
  consult->add_flag("--agree-is-minus", command->agree_is_minus, "Votes carry agree = -1, as the Polis database does");
  consult->add_flag("--json", command->json, "One JSON document instead of a text");
  consult->add_flag("--strict", command->strict, "Fail when any line is bad");
  consult->callback([command, &exit_code] { exit_code = run_consult_command(*command, std::cout, std::cerr); });
}

}  // namespace chancery::cli
