#include "measure/report_words.hpp"

#include "figure/number.hpp"

namespace chancery::measure {

std::string ratio_or(const graph::Share& share, std::string_view none) {
  return share.defined() ? figure::percent(share.value(), share.value() < 0.01 ? 2 : 1) : std::string(none);
}

std::string mutual_ties(const Study& study, std::uint64_t count) {
  return study.input.parameters.undirected ? figure::counted(count, "tie", "ties")
                                           : figure::counted(count, "mutual tie", "mutual ties");
}

std::string_view either(const Study& study, std::string_view directed, std::string_view undirected) {
  return study.input.parameters.undirected ? undirected : directed;
}

}  // namespace chancery::measure
