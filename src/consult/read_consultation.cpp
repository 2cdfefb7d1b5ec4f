#include "consult/read_consultation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <optional>
#include <system_error>
#include <utility>

#include "consult/statement_table.hpp"
#include "consult/vote_table.hpp"
#include "crypto/encoding.hpp"
#include "crypto/file_hash.hpp"
#include "figure/csv_reader.hpp"

namespace chancery::consult {
namespace {

namespace fs = std::filesystem;

struct Files {
  std::string name;
  std::string votes;
  std::string statements;  // "": none
  std::string summary;     // "": none
};

// The file of a folder whose name ends like this, packed or not; the shortest name where several do.
std::string file_named(const fs::path& folder, std::string_view ending) {
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const auto name = entry.path().filename().string();
    if (name.ends_with(ending) || name.ends_with(std::string(ending) + ".gz")) found.push_back(name);
  }
  std::ranges::sort(found, {}, [](const std::string& name) { return std::pair(name.size(), name); });
  return found.empty() ? "" : (folder / found.front()).string();
}

Result<Files> find_files(const ReadOptions& options) {
  const fs::path path(options.votes);
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    return Files{.name = path.filename().string(), .votes = options.votes, .statements = options.statements};
  }
  const auto folder = path.has_filename() ? path : path.parent_path();
  Files files{.name = folder.filename().string(), .statements = options.statements};
  for (const std::string_view ending : {"participants-votes.csv", "participant-votes.csv", "votes.csv"}) {
    const auto file = file_named(path, ending);
    // "participants-votes.csv" ends in "votes.csv" too: a log of single votes is told by being another file.
    if (file.empty() || (ending == "votes.csv" && file == files.votes)) continue;
    files.votes = file;
  }
  if (fs::directory_iterator(path, error); error) {
    return fail(Errc::Unavailable, "cannot open",
                fmt::format("{}: the folder cannot be opened: {}", options.votes, error.message()));
  }
  if (files.votes.empty()) {
    return fail(Errc::Malformed, "no votes",
                fmt::format("{}: neither votes.csv nor participants-votes.csv is in this folder", options.votes));
  }
  for (const std::string_view ending : {"comments.csv", "statements.csv"}) {
    if (files.statements.empty()) files.statements = file_named(path, ending);
  }
  files.summary = file_named(path, "summary.csv");
  return files;
}

// Under its name.
Status keep_hash(const std::string& file, Consultation& result) {
  const auto hash = crypto::hash_file(file);
  if (!hash) return fail(hash.error());
  result.input_sha256[fs::path(file).filename().string()] = crypto::to_hex(hash->sha256);
  return {};
}

std::string topic_in(const std::string& summary) {
  LineProblems ignored(summary);
  auto reader = figure::CsvReader::open(summary, {{.name = "topic"}}, ignored);  // its first line is "topic,…"
  return reader && reader->header().size() > 1 ? reader->header()[1] : "";
}

// Whether the votes fit what the list of statements says of them better when turned round.
bool look_turned(const VoteTable& votes, const StatementTable& statements) {
  std::vector<std::array<std::int64_t, 2>> counted(statements.rows.size());
  for (const opinion::Cast& cast : votes.votes) {
    const auto row = statements.ids.find(votes.statements[cast.statement]);
    if (row == Ids::kUnknown || cast.vote == opinion::Vote::Pass) continue;
    ++counted[row][cast.vote == opinion::Vote::Agree ? 0 : 1];
  }
  std::int64_t straight = 0;
  std::int64_t turned = 0;
  for (std::size_t row = 0; row < counted.size(); ++row) {
    const auto& [agrees, disagrees] = std::pair(statements.rows[row].agrees, statements.rows[row].disagrees);
    if (!agrees || !disagrees) continue;
    const std::int64_t a = *agrees;
    const std::int64_t d = *disagrees;
    straight += std::abs(counted[row][0] - a) + std::abs(counted[row][1] - d);
    turned += std::abs(counted[row][0] - d) + std::abs(counted[row][1] - a);
  }
  return turned * 2 < straight;
}

void turn(VoteTable& table) {
  for (opinion::Cast& cast : table.votes) cast.vote = static_cast<opinion::Vote>(-static_cast<int>(cast.vote));
}

// Puts the votes and their lines into the order of time; lines of the same time keep theirs.
void sort_by_time(VoteTable& table) {
  if (std::ranges::is_sorted(table.at)) return;
  std::vector<std::uint32_t> order(table.at.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, {}, [&](std::uint32_t n) { return table.at[n]; });
  const auto reorder = [&](auto& column) {
    const auto before = column;
    for (std::size_t n = 0; n < order.size(); ++n) column[n] = before[order[n]];
  };
  reorder(table.votes);
  reorder(table.at);
  reorder(table.line);
}

// Votes that took the place of an earlier one of the same pair; those that say the same again apart.
void remark_revotes(const Consultation& votes, const std::vector<std::uint32_t>& line, LineProblems& remarks) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> pairs;
  pairs.reserve(votes.log.size());
  for (std::uint32_t n = 0; n < votes.log.size(); ++n) {
    const auto& cast = votes.log[n];
    pairs.emplace_back((std::uint64_t{cast.participant} << 32U) | cast.statement, n);
  }
  std::ranges::sort(pairs);
  std::vector<std::uint32_t> again;
  std::vector<std::uint32_t> changed;
  for (std::size_t k = 1; k < pairs.size(); ++k) {
    if (pairs[k].first != pairs[k - 1].first) continue;
    const bool same = votes.log[pairs[k].second].vote == votes.log[pairs[k - 1].second].vote;
    (same ? again : changed).push_back(pairs[k].second);
  }
  const auto tell = [&](std::string_view kind, std::vector<std::uint32_t>& which, std::string_view what) {
    std::ranges::sort(which, {}, [&](std::uint32_t n) { return line[n]; });
    for (const std::uint32_t n : which) {
      remarks.add(kind, line[n], [&] {
        const auto& cast = votes.log[n];
        return fmt::format("participant {}, statement {}: {}", votes.participants[cast.participant],
                           votes.statements[cast.statement].id, what);
      });
    }
  };
  tell("repeated_vote", again, "the same vote once more");
  tell("changed_vote", changed, "another vote: the last one counts");
}

// The number each id has in the consultation, by the number it had in the file.
std::vector<std::uint32_t> ranks(const Ids& ids, const std::vector<std::uint32_t>& first_seen, bool by_id) {
  std::vector<std::uint32_t> order = first_seen;
  if (by_id) std::ranges::sort(order, id_less, [&](std::uint32_t n) -> std::string_view { return ids[n]; });
  std::vector<std::uint32_t> rank(ids.size());
  for (std::uint32_t k = 0; k < order.size(); ++k) rank[order[k]] = k;
  return rank;
}

std::vector<std::uint32_t> in_order_of_votes(const VoteTable& table, std::size_t count, bool statements) {
  std::vector<std::uint32_t> order;
  std::vector<bool> met(count);
  for (const opinion::Cast& cast : table.votes) {
    const std::uint32_t id = statements ? cast.statement : cast.participant;
    if (!met[id]) order.push_back(id);
    met[id] = true;
  }
  return order;
}

void number(VoteTable& table, bool first_seen, Consultation& into) {
  const auto rows = ranks(table.participants, in_order_of_votes(table, table.participants.size(), false), !first_seen);
  const auto columns = ranks(table.statements, in_order_of_votes(table, table.statements.size(), true), !first_seen);
  into.participants.resize(rows.size());
  for (std::size_t n = 0; n < rows.size(); ++n) into.participants[rows[n]] = table.participants[n];
  into.statements.resize(columns.size());
  for (std::size_t n = 0; n < columns.size(); ++n) into.statements[columns[n]].id = table.statements[n];
  for (opinion::Cast& cast : table.votes) {
    cast.participant = rows[cast.participant];
    cast.statement = columns[cast.statement];
  }
  into.log = std::move(table.votes);
  into.at = std::move(table.at);
  into.votes = {into.participants.size(), into.statements.size(), into.log};
}

void describe(const StatementTable& table, Consultation& into) {
  std::vector<bool> voted(table.rows.size());
  for (Statement& statement : into.statements) {
    const auto row = table.ids.find(statement.id);
    if (row == Ids::kUnknown) continue;
    statement = table.rows[row].statement;
    voted[row] = true;
  }
  for (std::size_t row = 0; row < voted.size(); ++row) {
    if (!voted[row]) into.statements_without_votes.push_back(table.rows[row].statement);
  }
}

// Whether nothing but unknown statements stood in the way.
bool every_statement_is_unknown(const LineProblems& problems) {
  return problems.total() > 0 && problems.count("unknown_statement") == problems.total();
}

}  // namespace

Result<Consultation> read_consultation(const ReadOptions& options) {
  const auto files = find_files(options);
  if (!files) return fail(files.error());
  Consultation result;
  result.name = files->name;
  const auto name_of = [](const std::string& file) { return fs::path(file).filename().string(); };

  StatementTable statements;
  if (!files->statements.empty()) {
    LineProblems problems(name_of(files->statements));
    auto table = read_statement_table(files->statements, problems);
    if (!table) return fail(table.error());
    statements = std::move(*table);
    result.problems.push_back(std::move(problems));
    if (auto kept = keep_hash(files->statements, result); !kept) return fail(kept.error());
  }
  LineProblems problems(name_of(files->votes));
  auto votes = read_vote_table(files->votes, files->statements.empty() ? nullptr : &statements.ids, problems);
  if (!votes) return fail(votes.error());
  if (files->votes != "-") {
    if (auto kept = keep_hash(files->votes, result); !kept) return fail(kept.error());
  }
  result.problems.push_back(std::move(problems));
  if (votes->votes.empty() && every_statement_is_unknown(result.problems.back())) {
    return fail(
        Errc::Malformed, "no votes",
        fmt::format("{}: the list of statements, {}, names none of the statements voted on; are both of the same "
                    "consultation?\n{}",
                    files->votes, files->statements, result.problems.back().text()));
  }
  if (votes->votes.empty()) {
    return fail(Errc::Malformed, "no votes",
                fmt::format("{}: no vote in it can be used\n{}", files->votes, result.problems.back().text()));
  }
  LineProblems remarks(name_of(files->votes));
  for (const auto& column : votes->other_columns) {
    remarks.add("other_column", 1, [&] {
      return fmt::format("the column \"{}\" is no statement: what stands in it is no vote", column.substr(0, 40));
    });
  }
  const bool turned = !options.agree_is_minus && look_turned(*votes, statements);
  if (turned) {
    remarks.add("turned_signs", 0, [] {
      return std::string("agreeing is -1 in these votes, as the tallies of the statements show: all votes are turned");
    });
  }
  if (turned || options.agree_is_minus) turn(*votes);
  sort_by_time(*votes);
  number(*votes, options.first_seen, result);
  if (result.votes.votes() < result.log.size()) remark_revotes(result, votes->line, remarks);
  result.remarks.push_back(std::move(remarks));
  describe(statements, result);
  for (const Statement& statement : result.statements) {
    result.flags.moderated_out.push_back(static_cast<std::uint8_t>(statement.moderated == -1));
    result.flags.meta.push_back(static_cast<std::uint8_t>(statement.meta));
  }
  if (!files->summary.empty()) result.topic = topic_in(files->summary);
  return result;
}

}  // namespace chancery::consult
