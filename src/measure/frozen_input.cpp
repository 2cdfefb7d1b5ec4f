// The frozen tables of a study's folder: written, and read back to the same input.
#include <fmt/format.h>

#include <unordered_map>

#include "figure/csv_reader.hpp"
#include "figure/csv_writer.hpp"
#include "measure/account_table.hpp"
#include "measure/side_tables.hpp"
#include "measure/study_input.hpp"

namespace chancery::measure {
namespace {

constexpr std::string_view kAccounts = "input/accounts.csv";
constexpr std::string_view kFollows = "input/follows.csv";
constexpr std::string_view kCountries = "input/countries.csv";
constexpr std::string_view kCodes = "input/codes.csv";
constexpr std::string_view kPrevious = "input/previous.csv";
constexpr std::string_view kRecord = "input/record.json";

const std::string* find(const FolderFiles& files, std::string_view path) {
  const auto found = files.find(std::string(path));
  return found == files.end() ? nullptr : &found->second;
}

std::string write_accounts(const StudyInput& input) {
  figure::CsvWriter out;
  write_account_header(out);
  for (const auto& account : input.accounts) write_account(out, account);
  return std::move(out).take();
}

std::string write_ties(const StudyInput& input) {
  figure::CsvWriter out;
  out.cell("source").cell("target").end_row();
  for (graph::Node node = 0; node < input.graph.nodes(); ++node) {
    for (const auto other : input.graph.out().of(node)) {
      if (input.parameters.undirected && other < node) continue;  // the line means both directions
      out.cell(input.accounts[node].id).cell(input.accounts[other].id).end_row();
    }
  }
  return std::move(out).take();
}

Status thaw_accounts(std::string_view text, StudyInput& input) {
  LineProblems problems{std::string(kAccounts)};
  auto row = figure::CsvReader::from_bytes(text, std::string(kAccounts), account_columns(), problems);
  if (!row) return fail(row.error());
  while (row->next()) input.accounts.push_back(read_account(*row, input));
  if (input.accounts.empty()) {
    return fail(Errc::Malformed, "no accounts", fmt::format("{}: no account in it", kAccounts));
  }
  return {};
}

Status thaw_ties(const std::string* text, StudyInput& input) {
  std::vector<graph::Tie> ties;
  if (text != nullptr) {
    LineProblems problems{std::string(kFollows)};
    auto row = figure::CsvReader::from_bytes(*text, std::string(kFollows), {{"source"}, {"target"}}, problems);
    if (!row) return fail(row.error());
    std::unordered_map<std::string_view, graph::Node> nodes;
    for (graph::Node node = 0; node < input.accounts.size(); ++node) nodes.emplace(input.accounts[node].id, node);
    while (row->next()) {
      const auto source = nodes.find((*row)[0]), target = nodes.find((*row)[1]);
      if (source == nodes.end() || target == nodes.end()) {
        return fail(Errc::Malformed, "unknown id",
                    fmt::format("{}, line {}: an account that is not in {}", kFollows, row->line(), kAccounts));
      }
      ties.push_back({source->second, target->second});
      if (input.parameters.undirected) ties.push_back({target->second, source->second});
    }
    input.ties_given = true;
  }
  auto graph = graph::Graph::of(static_cast<graph::Node>(input.accounts.size()), ties);
  if (!graph) return fail(graph.error());
  input.graph = *std::move(graph);
  return {};
}

Status thaw_record(const std::string* text, StudyInput& input) {
  if (text == nullptr) return fail(Errc::NotFound, "no record", fmt::format("{}: there is no such file", kRecord));
  auto record = json::parse_object(*text);
  if (!record) return fail(Errc::Malformed, "record", fmt::format("{}: {}", kRecord, record.error().hint));
  const auto* parameters = json::object(*record, "parameters");
  const auto seed = parameters == nullptr ? std::nullopt : json::integer(*parameters, "seed");
  if (!seed) return fail(Errc::Malformed, "parameters", fmt::format("{}: it names no parameters", kRecord));
  input.parameters = {.seed = static_cast<std::uint64_t>(*seed),
                      .undirected = json::boolean(*parameters, "undirected").value_or(false),
                      .ego = json::text_or_empty(*parameters, "ego")};
  input.bad_lines = static_cast<std::uint64_t>(json::integer(*record, "bad_lines").value_or(0));
  if (const auto* files = json::object(*record, "files")) input.record["files"] = *files;
  return {};
}

}  // namespace

FolderFiles frozen(const StudyInput& input) {
  FolderFiles files;
  files.emplace(kAccounts, write_accounts(input));
  if (input.ties_given) files.emplace(kFollows, write_ties(input));
  if (!input.countries.empty()) files.emplace(kCountries, write_countries(input.countries));
  if (!input.codes.empty()) files.emplace(kCodes, write_codes(input.codes));
  if (!input.earlier.empty()) files.emplace(kPrevious, write_earlier(input.earlier));
  json::Object record{{"parameters",
                       {{"seed", static_cast<std::int64_t>(input.parameters.seed)},
                        {"undirected", input.parameters.undirected},
                        {"ego", input.parameters.ego}}},
                      {"bad_lines", input.bad_lines}};
  if (const auto* told = json::object(input.record, "files")) record["files"] = *told;
  files.emplace(kRecord, boost::json::serialize(record) + "\n");
  return files;
}

Result<StudyInput> thaw(const FolderFiles& files) {
  StudyInput input;
  const auto* accounts = find(files, kAccounts);
  if (accounts == nullptr) {
    return fail(Errc::NotFound, "no accounts",
                fmt::format("{}: there is no such file; is this the folder of a study?", kAccounts));
  }
  if (auto status = thaw_record(find(files, kRecord), input); !status) return fail(status.error());
  if (auto status = thaw_accounts(*accounts, input); !status) return fail(status.error());
  if (auto status = thaw_ties(find(files, kFollows), input); !status) return fail(status.error());
  const auto take = [&](std::string_view path, auto parse, auto& into) -> Status {
    const auto* text = find(files, path);
    if (text == nullptr) return {};
    auto parsed = parse(*text);
    if (!parsed) return fail(parsed.error());
    into = *std::move(parsed);
    return {};
  };
  if (auto status = take(kCountries, parse_countries, input.countries); !status) return fail(status.error());
  if (auto status = take(kCodes, parse_codes, input.codes); !status) return fail(status.error());
  if (auto status = take(kPrevious, parse_earlier, input.earlier); !status) return fail(status.error());
  return input;
}

}  // namespace chancery::measure
