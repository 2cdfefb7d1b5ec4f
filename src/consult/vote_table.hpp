// Tables of votes: one vote a line, or one participant a line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/line_problems.hpp"
#include "base/result.hpp"
#include "consult/consultation.hpp"
#include "consult/ids.hpp"

namespace chancery::consult {

// Votes as they stood in a file, participants and statements numbered in the order met there.
struct VoteTable {
  Ids participants;
  Ids statements;
  std::vector<opinion::Cast> votes;
  std::vector<std::int64_t> at;     // of each vote; empty where the file has no times
  std::vector<std::uint32_t> line;  // of each vote
  // Columns of a table with one participant a line that are no statements: their names are no numbers, where those of
  // others are, and the list of statements has none of that id.
  std::vector<std::string> other_columns;
};

// "participant,statement,vote" (agree = 1, pass = 0, disagree = -1), with or without a timestamp in milliseconds; also
// votes.csv of a Polis export, and participants-votes.csv, told apart by their headers. Where `known` is given, votes
// on statements it does not name are refused. Fails as figure::CsvReader::open does.
[[nodiscard]] Result<VoteTable> read_vote_table(const std::string& file, const Ids* known, LineProblems& problems);
// The same of bytes that outlive the call.
[[nodiscard]] Result<VoteTable> read_vote_table(std::string_view bytes, const std::string& name, const Ids* known,
                                                LineProblems& problems);

}  // namespace chancery::consult
