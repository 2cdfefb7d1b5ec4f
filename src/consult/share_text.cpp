#include "consult/share_text.hpp"

#include <fmt/format.h>

#include "figure/number.hpp"
#include "statistics/intervals.hpp"

namespace chancery::consult {

std::string short_text(const std::optional<Share>& share) {
  return share ? figure::percent(share->value(), 0) : "–";
}

std::string long_text(const Share& share) {
  const auto interval = statistics::wilson(share.votes, share.seen);
  if (!interval) return "–";
  return fmt::format("{} ({}–{})", figure::percent(share.value(), 0), figure::fixed(100 * interval->lower, 0),
                     figure::fixed(100 * interval->upper, 0));
}

}  // namespace chancery::consult
