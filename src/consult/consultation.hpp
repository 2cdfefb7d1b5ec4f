// A consultation as read from files: who voted on what, and what the statements say.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/line_problems.hpp"
#include "opinion/opinion_map.hpp"
#include "opinion/votes.hpp"

namespace chancery::consult {

struct Statement {
  std::string id;
  std::string text;       // "": no list of statements names it
  std::string author;     // id; "": not known
  std::string timestamp;  // as it stood; "": not known
  int moderated = 0;      // -1 out, 0 not looked at, 1 in
  bool meta = false;      // about the participants, not the matter
  bool seed = false;      // from the hosts
};

struct Consultation {
  std::string name;                       // of the folder or file
  std::string topic;                      // "": not known
  std::vector<std::string> participants;  // ids by row
  std::vector<Statement> statements;      // by column
  std::vector<Statement> statements_without_votes;
  opinion::VoteMatrix votes;
  opinion::StatementFlags flags;
  std::vector<opinion::Cast> log;  // as they came, oldest first, repeated ones too
  std::vector<std::int64_t> at;    // of each, milliseconds since 1970; empty where the file has no times

  // Lines left out, by file.
  std::vector<LineProblems> problems;
  // What was read, yet ought to be known: votes taken back, turned signs.
  std::vector<LineProblems> remarks;
  std::map<std::string, std::string> input_sha256;  // lower-case hex by file name

  [[nodiscard]] std::uint64_t bad_lines() const;
  // What a reader sees of a statement: its text, or "Statement 14".
  [[nodiscard]] std::string text_of(std::size_t column) const;
};

}  // namespace chancery::consult
