#include "measure/report_words.hpp"

#include <fmt/format.h>

#include "figure/number.hpp"

namespace chancery::measure {

std::string plural(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", figure::grouped(count), count == 1 ? one : many);
}

std::string ratio_or(const graph::Share& share, std::string_view none) {
  return share.defined() ? figure::percent(share.value(), share.value() < 0.01 ? 2 : 1) : std::string(none);
}

std::string mutual_ties(const Study& study, std::uint64_t count) {
  return study.input.parameters.undirected ? plural(count, "tie", "ties") : plural(count, "mutual tie", "mutual ties");
}

}  // namespace chancery::measure
