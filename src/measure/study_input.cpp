#include "measure/study_input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <utility>

#include "crypto/encoding.hpp"
#include "crypto/file_hash.hpp"
#include "figure/number.hpp"
#include "figure/table_bytes.hpp"
#include "graph/roster.hpp"
#include "graph/tie_reader.hpp"
#include "measure/account_table.hpp"
#include "measure/side_tables.hpp"

namespace chancery::measure {
namespace {

// Ties that are dropped by rule, lines that hold nothing, and what is only to be known: counted, but nobody's mistake.
constexpr std::string_view kByRule[] = {"self_tie", "duplicate", "blank", "another_roster"};

std::string file_name(const std::string& path) {
  return path == "-" ? "standard input" : std::filesystem::path(path).filename().string();
}

// Bad lines by kind, with their numbers; what they say stays on the screen, as it may name private persons.
json::Object told_problems(const LineProblems& problems) {
  json::Object kinds;
  for (const auto& problem : problems.kinds()) {
    json::Array lines;
    for (const auto& bad : problem.first) lines.push_back(bad.line);
    kinds[problem.kind] = json::Object{{"count", problem.count}, {"first_lines", std::move(lines)}};
  }
  return kinds;
}

std::uint64_t bad_lines(const LineProblems& problems) {
  std::uint64_t bad = problems.total();
  for (const auto kind : kByRule) bad -= problems.count(kind);
  return bad;
}

// Puts what was read from people's tables together.
class Reading {
 public:
  Reading(const StudyFiles& files, std::vector<LineProblems>& problems, const ReadProgress& progress)
      : files_(files), problems_(problems), progress_(progress) {}

  Result<StudyInput> run(const StudyParameters& parameters) {
    input_.parameters = parameters;
    for (const auto read : {&Reading::read_accounts, &Reading::read_ties, &Reading::read_sides, &Reading::name_ego}) {
      if (auto status = (this->*read)(); !status) return fail(status.error());
    }
    // As it will be read back from the folder: counts are then signed.
    input_.record["files"] = boost::json::parse(boost::json::serialize(told_files_));
    for (const auto& each : problems_) input_.bad_lines += bad_lines(each);
    return std::move(input_);
  }

 private:
  Status read_accounts();
  Status read_ties();
  Status read_sides();
  Status name_ego();
  Status tell_file(const std::string& role, const std::string& path, const LineProblems& problems, json::Object more);

  const StudyFiles& files_;
  std::vector<LineProblems>& problems_;
  const ReadProgress& progress_;
  StudyInput input_;
  graph::Roster roster_;
  std::vector<std::string> original_ids_;  // of the nodes
  json::Object told_files_;
};

Status Reading::tell_file(const std::string& role, const std::string& path, const LineProblems& problems,
                          json::Object more) {
  const auto hash = crypto::hash_file(path);
  if (!hash) return fail(hash.error());
  json::Object file{{"name", file_name(path)}, {"sha256", crypto::to_hex(hash->sha256)}};
  for (auto& [key, value] : more) file[key] = std::move(value);
  file["bad_lines"] = bad_lines(problems);
  file["problems"] = told_problems(problems);
  told_files_[role] = std::move(file);
  return {};
}

Status Reading::read_accounts() {
  LineProblems problems(files_.accounts);
  auto reader = figure::CsvReader::open(files_.accounts, account_columns(), problems);
  if (!reader) return fail(reader.error());
  std::vector<Account> rows;
  std::vector<std::uint64_t> lines;
  constexpr std::uint64_t kLook = 65'536;
  while (reader->next()) {
    auto account = read_account(*reader, input_);
    if (account.id.empty()) {
      reader->reject("empty_id", [] { return std::string("the id is empty; the line is left out"); });
      continue;
    }
    rows.push_back(std::move(account));
    lines.push_back(reader->line());
    if (progress_ && rows.size() % kLook == 0) progress_(files_.accounts, reader->bytes());
  }
  std::vector<std::string_view> ids;
  ids.reserve(rows.size());
  for (const auto& row : rows) ids.emplace_back(row.id);
  auto roster = graph::Roster::of(ids);
  if (!roster) return fail(roster.error());
  roster_ = *std::move(roster);
  for (const auto row : roster_.repeated()) {
    problems.add("duplicate_id", lines[row], [&] {
      return fmt::format("the id {} stands in an earlier line; this one is left out", rows[row].id);
    });
  }
  const auto nodes = roster_.size();
  if (nodes == 0) {
    return fail(Errc::Malformed, "no accounts", fmt::format("{}: no account in it can be used", files_.accounts));
  }
  std::size_t persons = 0;
  for (graph::Node node = 0; node < nodes; ++node) {
    auto account = std::move(rows[roster_.row(node)]);
    original_ids_.push_back(account.id);
    if (!account.named()) account.id = fmt::format("person-{}", ++persons);
    input_.accounts.push_back(std::move(account));
  }
  // A number given to a person must not be somebody's id.
  std::set<std::string_view> offices;
  for (const auto& account : input_.accounts) {
    if (account.named() && account.id.starts_with("person-")) offices.insert(account.id);
  }
  for (auto& account : input_.accounts) {
    while (!account.named() && offices.contains(account.id)) account.id += '_';
  }
  auto status = tell_file("accounts", files_.accounts, problems,
                          {{"encoding", figure::name_of(reader->encoding())},
                           {"lines", reader->records()},
                           {"accounts", nodes},
                           {"list_column", reader->has(7)}});
  problems_.push_back(std::move(problems));
  return status;
}

Status Reading::read_ties() {
  if (files_.follows.empty()) {
    auto none = graph::Graph::of(roster_.size(), std::span<const graph::Tie>{});
    if (!none) return fail(none.error());
    input_.graph = *std::move(none);
    return {};
  }
  auto bytes = figure::TableBytes::open(files_.follows);
  if (!bytes) return fail(bytes.error());
  std::optional<Error> broke;  // why reading ended before the file did
  const auto source = [&](std::span<char> room) -> Result<std::size_t> {
    auto got = bytes->read(room);
    if (got) return got;
    broke = got.error();
    return std::size_t{0};
  };
  graph::TieReading reading;
  reading.file = files_.follows;
  reading.undirected = input_.parameters.undirected;
  if (progress_) reading.progress = [this](std::uint64_t done) { progress_(files_.follows, done); };
  auto encoding = figure::Encoding::Ascii;
  reading.as_utf8 = [&encoding](std::string_view text) {
    if (figure::is_utf8(text)) return std::string(text);
    encoding = figure::Encoding::Windows1252;
    std::string decoded;
    (void)figure::append_windows_1252(decoded, text);
    return decoded;
  };
  auto ties = graph::read_ties(source, roster_, reading);
  if (!ties) return broke ? fail(broke->code, fmt::format("{}: {}", files_.follows, broke->hint)) : fail(ties.error());
  if (broke) {
    ties->problems.add(
        broke->code == Errc::Malformed ? figure::bad_line::kDamagedArchive : figure::bad_line::kUnreadable,
        ties->lines + 1, [&] { return broke->hint + "; what stands before it was read"; });
  }
  input_.graph = std::move(ties->graph);
  input_.ties_given = true;
  auto status =
      tell_file("follows", files_.follows, ties->problems,
                {{"encoding", figure::name_of(encoding == figure::Encoding::Ascii ? bytes->encoding() : encoding)},
                 {"lines", ties->lines},
                 {"used", ties->used},
                 {"dropped_self_ties", ties->problems.count("self_tie")},
                 {"dropped_duplicates", ties->problems.count("duplicate")},
                 {"damaged", broke.has_value()}});
  problems_.push_back(std::move(ties->problems));
  return status;
}

Status Reading::read_sides() {
  std::set<std::string, std::less<>> named;
  for (const auto& account : input_.accounts) {
    if (account.named()) named.insert(account.id);
  }
  const auto read = [&](const std::string& role, const std::string& path, auto&& reader) -> Status {
    if (path.empty()) return {};
    LineProblems problems(path);
    auto status = reader(path, problems);
    if (status) status = tell_file(role, path, problems, {});
    problems_.push_back(std::move(problems));
    return status;
  };
  if (auto status = read("countries", files_.countries,
                         [&](auto& path, auto& problems) { return read_countries(path, problems, input_.countries); });
      !status) {
    return status;
  }
  if (auto status = read("codes", files_.codes,
                         [&](auto& path, auto& problems) { return read_codes(path, problems, named, input_.codes); });
      !status) {
    return status;
  }
  if (files_.previous.empty()) return {};
  const auto study = (std::filesystem::path(files_.previous) / "study.json").string();
  return read("previous", study, [&](auto& path, auto& problems) {
    auto status = read_previous(path, input_.earlier);
    if (!status) return status;
    if (const auto kept = measure::kept(input_); !kept.continues()) {
      problems.add("another_roster", 0, [&] {
        return fmt::format("only {} of its {} in this roster: is it the study before this one?", kept.here,
                           figure::counted(kept.of, "account is", "accounts are"));
      });
    }
    return status;
  });
}

Status Reading::name_ego() {
  if (input_.parameters.ego.empty()) return {};
  const auto node = roster_.find(input_.parameters.ego);
  if (node == graph::kNoNode) {
    return fail(Errc::Invalid, "no such account",
                fmt::format("--ego {}: no account of {} has this id", input_.parameters.ego, files_.accounts));
  }
  if (!input_.accounts[node].named()) {
    return fail(Errc::Refused, "no office",
                fmt::format("--ego {}: the account has no office; private persons are counted, never shown",
                            input_.parameters.ego));
  }
  return {};
}

}  // namespace

std::string_view name_of(Kind kind) {
  return kind == Kind::Personal ? "personal" : kind == Kind::Institutional ? "institutional" : "unknown";
}

std::string_view name_of(graph::ListState state) {
  return state == graph::ListState::Present ? "present" : state == graph::ListState::Absent ? "absent" : "failed";
}

std::string_view StudyInput::word(std::string_view text) {
  if (text.empty()) return {};
  const auto known = words.find(text);
  return known != words.end() ? *known : *words.emplace(text).first;
}

Kept kept(const StudyInput& input) {
  std::set<std::string_view> named;
  for (const auto& account : input.accounts) {
    if (account.named()) named.insert(account.id);
  }
  const auto here = std::ranges::count_if(input.earlier, [&](const Earlier& each) { return named.contains(each.id); });
  return {static_cast<std::size_t>(here), input.earlier.size()};
}

Result<StudyInput> read_study_input(const StudyFiles& files, const StudyParameters& parameters,
                                    std::vector<LineProblems>& problems, const ReadProgress& progress) {
  return Reading(files, problems, progress).run(parameters);
}

}  // namespace chancery::measure
