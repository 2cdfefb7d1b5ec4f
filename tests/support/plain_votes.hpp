// Votes of a made or a stored consultation as a matrix, with ids in first-seen order.
#pragma once

#include <charconv>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "opinion/opinion_map.hpp"
#include "opinion/votes.hpp"

namespace chancery::test {

struct PlainVotes {
  std::vector<int> participants;  // ids by row
  std::vector<int> statements;    // ids by column
  std::vector<opinion::Cast> casts;
  opinion::StatementFlags flags;

  void add(int participant, int statement, int vote) {
    casts.push_back({.participant = index_of(participant, participants, row_),
                     .statement = index_of(statement, statements, column_),
                     .vote = static_cast<opinion::Vote>(vote)});
    flags.moderated_out.resize(statements.size());
    flags.meta.resize(statements.size());
  }
  [[nodiscard]] std::size_t column(int statement) const { return column_.at(statement); }
  [[nodiscard]] std::size_t row(int participant) const { return row_.at(participant); }
  [[nodiscard]] bool has_statement(int statement) const { return column_.contains(statement); }
  [[nodiscard]] opinion::VoteMatrix matrix() const { return {participants.size(), statements.size(), casts}; }

  // "participant,statement,vote" lines below a header, and "statement,moderated_out,meta".
  static PlainVotes read(const std::string& folder) {
    PlainVotes votes;
    for_each_row(folder + "/votes.csv",
                 [&](int participant, int statement, int vote) { votes.add(participant, statement, vote); });
    for_each_row(folder + "/statements.csv", [&](int statement, int out, int meta) {
      if (!votes.has_statement(statement)) return;
      votes.flags.moderated_out[votes.column(statement)] = static_cast<std::uint8_t>(out);
      votes.flags.meta[votes.column(statement)] = static_cast<std::uint8_t>(meta);
    });
    return votes;
  }

 private:
  static std::uint32_t index_of(int id, std::vector<int>& ids, std::map<int, std::uint32_t>& index) {
    const auto [at, fresh] = index.try_emplace(id, static_cast<std::uint32_t>(ids.size()));
    if (fresh) ids.push_back(id);
    return at->second;
  }
  template <class Take>
  static void for_each_row(const std::string& file, Take take) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
      int field[3] = {};
      const char* at = line.data();
      for (int& value : field) {
        at = std::from_chars(at, line.data() + line.size(), value).ptr + 1;
      }
      take(field[0], field[1], field[2]);
    }
  }

  std::map<int, std::uint32_t> row_;
  std::map<int, std::uint32_t> column_;
};

}  // namespace chancery::test
