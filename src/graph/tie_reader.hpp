// Ties read from a table "source,target" at the speed of memory: source follows target.
//
// The first line names the columns, in any order and among others; the separator is the comma, semicolon or tab that
// stands there. Fields may be quoted (RFC 4180, but no line ends within quotes), lines end in \n, \r\n or \r, spaces
// around a field and a byte order mark are passed over. Every line becomes a tie or is counted under one of these
// kinds, the first of each with line and reason:
//   malformed         a field is missing, empty, or its quotes do not match
//   mixed_delimiters  both fields are there, parted otherwise than those of the header
//   too_many_fields   more fields than the header has columns: an id with a separator in it, as a rule
//   truncated         a last line that has no end is malformed: the file was cut
//   unknown_id        an account that is not in the roster
//   self_tie          source is target
//   duplicate         the tie stands in an earlier line (undirected: in either direction)
//   blank             nothing but spaces and separators
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "base/line_problems.hpp"
#include "base/result.hpp"
#include "graph/graph.hpp"
#include "graph/roster.hpp"

namespace chancery::graph {

// Fills some of the room, which is never empty, with the next bytes of a file, one byte a letter or more; 0 at its end.
using ByteSource = std::function<Result<std::size_t>(std::span<char> room)>;

struct TieReading {
  std::string file = "ties";      // as problems name it
  std::size_t examples = 5;       // lines kept of each kind
  bool undirected = false;        // a line means a tie in both directions
  std::string source = "source";  // names of the columns
  std::string target = "target";
  // Gives an id beyond ASCII that no account has as UTF-8, to be looked up once more and shown; empty: it is UTF-8.
  std::function<std::string(std::string_view)> as_utf8;
  // Called now and then with the bytes read so far.
  std::function<void(std::uint64_t)> progress;
};

struct TiesRead {
  Graph graph;  // of all accounts of the roster, those without ties too
  LineProblems problems{"ties"};
  std::uint64_t lines = 0;  // without the header
  std::uint64_t used = 0;   // lines that became ties; lines = used + problems.total()
};

// Fails with Errc::Malformed where the header does not name both columns or names one twice (the hint shows it),
// Errc::TooLarge beyond kMostTies, or as the source fails. Needs 16 bytes a tie at its peak, the graph included.
[[nodiscard]] Result<TiesRead> read_ties(const ByteSource& source, const Roster& roster,
                                         const TieReading& reading = {});

}  // namespace chancery::graph
