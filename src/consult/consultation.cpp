#include "consult/consultation.hpp"

namespace chancery::consult {

std::uint64_t Consultation::bad_lines() const {
  std::uint64_t total = 0;
  for (const LineProblems& file : problems) total += file.total();
  return total;
}

std::string Consultation::text_of(std::size_t column) const {
  const Statement& statement = statements[column];
  return statement.text.empty() ? "Statement " + statement.id : statement.text;
}

}  // namespace chancery::consult
