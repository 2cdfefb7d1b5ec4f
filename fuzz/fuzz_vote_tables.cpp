// Tables of votes and of statements, whatever their bytes: no crash, every id numbered, every vote on a numbered pair.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "consult/statement_table.hpp"
#include "consult/vote_table.hpp"

namespace {

// Ends the process, which the fuzzer reports.
void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chancery::consult;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  chancery::LineProblems problems("table.csv");
  if (const auto statements = read_statement_table(bytes, "table.csv", problems)) {
    require(statements->ids.size() == statements->rows.size());
  }
  const auto votes = read_vote_table(bytes, "table.csv", nullptr, problems);
  if (!votes) return 0;
  require(votes->line.size() == votes->votes.size());
  require(votes->at.empty() || votes->at.size() == votes->votes.size());
  for (const auto& cast : votes->votes) {
    require(cast.participant < votes->participants.size() && cast.statement < votes->statements.size());
    require(votes->participants.find(votes->participants[cast.participant]) == cast.participant);
  }
  return 0;
}
