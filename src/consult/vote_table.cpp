#include "consult/vote_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>

#include "figure/csv_reader.hpp"

namespace chancery::consult {
namespace {

using figure::CsvColumn;
using figure::CsvReader;
using Open = std::function<Result<CsvReader>(const std::vector<CsvColumn>&, LineProblems&)>;

enum LongColumn : std::size_t { kParticipant, kStatement, kVote, kVotedAt };

constexpr std::int64_t kYear10000 = 253'402'300'800'000;  // in milliseconds since 1970

// Where the columns of statements begin in participants-votes.csv: behind those it has for the participants.
constexpr std::string_view kOfParticipants[] = {"participant", "xid",     "group_id",  "n_comments",
                                                "n_votes",     "n_agree", "n_disagree"};

// "1.0" too, as programs write a column with gaps in it.
std::optional<opinion::Vote> vote_in(std::string_view field) {
  if (const auto point = field.find('.'); point != std::string_view::npos && point > 0) {
    if (field.find_first_not_of('0', point + 1) == std::string_view::npos) field = field.substr(0, point);
  }
  if (field == "1" || field == "+1") return opinion::Vote::Agree;
  if (field == "0" || field == "-0") return opinion::Vote::Pass;
  if (field == "-1") return opinion::Vote::Disagree;
  return std::nullopt;
}

std::string not_a_vote(std::string_view field) {
  return fmt::format("the vote is \"{}\": 1 (agree), 0 (pass) or -1 (disagree) was expected", field.substr(0, 40));
}

std::string no_such_statement(std::string_view id) {
  return fmt::format("the list of statements has no statement {}", id.substr(0, 40));
}

// Takes one vote, or says what is wrong with it.
class Taking {
 public:
  Taking(CsvReader& reader, const Ids* known) : reader_(reader), known_(known) {}

  void take(std::string_view participant, std::string_view statement, std::string_view field,
            std::optional<std::int64_t> at = std::nullopt) {
    const auto vote = vote_in(field);
    if (!vote) return reader_.reject("not_a_vote", [&] { return not_a_vote(field); });
    if (known_ != nullptr && known_->find(statement) == Ids::kUnknown) {
      return reader_.reject("unknown_statement", [&] { return no_such_statement(statement); });
    }
    table_.votes.push_back({.participant = table_.participants.number_of(participant),
                            .statement = table_.statements.number_of(statement),
                            .vote = *vote});
    if (at) table_.at.push_back(*at);
    table_.line.push_back(static_cast<std::uint32_t>(reader_.line()));
  }

  VoteTable& table() { return table_; }

 private:
  CsvReader& reader_;
  const Ids* known_;
  VoteTable table_;
};

VoteTable read_long(CsvReader& reader, const Ids* known) {
  Taking taking(reader, known);
  while (reader.next()) {
    if (reader[kParticipant].empty() || reader[kStatement].empty()) {
      reader.reject("missing_id", [] { return std::string("a vote without a participant or a statement"); });
      continue;
    }
    std::optional<std::int64_t> at;
    const auto time = reader[kVotedAt];
    if (reader.has(kVotedAt)) {
      std::int64_t value = 0;
      const auto [end, error] = std::from_chars(time.data(), time.data() + time.size(), value);
      if (time.empty() || error != std::errc{} || end != time.data() + time.size() || value < 0 ||
          value >= kYear10000) {
        reader.reject("not_a_time", [&] {
          return fmt::format("the timestamp is \"{}\": milliseconds were expected", time.substr(0, 40));
        });
        continue;
      }
      at = value;
    }
    taking.take(reader[kParticipant], reader[kStatement], reader[kVote], at);
  }
  return std::move(taking.table());
}

std::string plain_name(std::string_view name) {
  std::string plain(name);
  std::ranges::replace(plain, '-', '_');
  std::ranges::replace(plain, ' ', '_');
  return plain;
}

VoteTable read_wide(CsvReader& reader, const Ids* known) {
  const auto& header = reader.header();
  std::vector<std::size_t> places;
  for (std::size_t k = 0; k < header.size(); ++k) {
    const auto name = plain_name(header[k]);
    if (!name.empty() && std::ranges::find(kOfParticipants, name) == std::end(kOfParticipants)) places.push_back(k);
  }
  Taking taking(reader, known);
  if (std::ranges::any_of(places, [&](std::size_t k) { return is_number(header[k]); })) {
    std::erase_if(places, [&](std::size_t k) {
      if (is_number(header[k]) || (known != nullptr && known->find(header[k]) != Ids::kUnknown)) return false;
      taking.table().other_columns.push_back(header[k]);
      return true;
    });
  }
  while (reader.next()) {
    if (reader[kParticipant].empty()) {
      reader.reject("missing_id", [] { return std::string("a row without a participant"); });
      continue;
    }
    for (const std::size_t k : places) {
      const auto field = reader.fields()[k];
      if (!field.empty()) taking.take(reader[kParticipant], header[k], field);
    }
  }
  return std::move(taking.table());
}

Result<VoteTable> read_with(const Open& open, const Ids* known, LineProblems& problems) {
  auto votes = open({{.name = "participant", .aliases = {"voter_id", "voter", "pid", "participant_id"}},
                     {.name = "statement", .aliases = {"comment_id", "statement_id", "tid"}},
                     {.name = "vote", .aliases = {"value"}},
                     {.name = "timestamp", .needed = false}},
                    problems);
  if (votes) return read_long(*votes, known);
  if (votes.error().code != Errc::Malformed) return fail(votes.error());
  auto people = open({{.name = "participant"}, {.name = "n_votes"}}, problems);
  if (!people) return fail(votes.error());
  return read_wide(*people, known);
}

}  // namespace

Result<VoteTable> read_vote_table(const std::string& file, const Ids* known, LineProblems& problems) {
  return read_with([&](const auto& columns, LineProblems& to) { return CsvReader::open(file, columns, to); }, known,
                   problems);
}

Result<VoteTable> read_vote_table(std::string_view bytes, const std::string& name, const Ids* known,
                                  LineProblems& problems) {
  return read_with(
      [&](const auto& columns, LineProblems& to) { return CsvReader::from_bytes(bytes, name, columns, to); }, known,
      problems);
}

}  // namespace chancery::consult
