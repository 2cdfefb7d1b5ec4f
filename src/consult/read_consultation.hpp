// Reads a consultation: the export folder of a Polis conversation, or one table of votes.
#pragma once

#include <string>

#include "base/result.hpp"
#include "consult/consultation.hpp"

namespace chancery::consult {

struct ReadOptions {
  std::string votes;            // a folder with votes.csv or participants-votes.csv, a file of either kind, or "-"
  std::string statements;       // a table of statements (comments.csv); "": the folder's, or none
  bool first_seen = false;      // rows and columns in the order of first appearance; else by id
  bool agree_is_minus = false;  // the votes carry agree = -1, as the database of Polis does
};

// A line that cannot be used is counted in `problems` and left out; the last vote of a pair, by time, wins. Where a
// list of statements carries tallies and the votes match them turned round, they are turned.
// Fails with Errc::NotFound or Unavailable where there is nothing to open, Malformed where nothing in it can be used.
[[nodiscard]] Result<Consultation> read_consultation(const ReadOptions& options);

}  // namespace chancery::consult
