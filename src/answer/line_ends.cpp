#include "answer/line_ends.hpp"

#include <array>
#include <cstddef>

#include "answer/crisis_rows.hpp"
#include "answer/line_rows.hpp"

namespace chancery::answer {
namespace {

template <class View>
std::optional<EndedLine> end_of(View& view, const TextKey& key, Timestamp now) {
  const auto line = rows::line(view, key.line);
  const auto text = rows::text(view, key);
  const auto ended = [&](LineEnd why, std::optional<Timestamp> since) {
    return EndedLine{line ? line->name : std::string(), key, why, since};
  };
  if (!line || !text) return ended(LineEnd::Withdrawn, std::nullopt);
  if (line->retired_at) return ended(LineEnd::Retired, line->retired_at);
  if (text->status == LineStatus::Replaced) return ended(LineEnd::Replaced, text->ended_at);
  if (text->status != LineStatus::Approved) return ended(LineEnd::Withdrawn, text->ended_at);
  if (!text->stands(now)) return ended(LineEnd::Expired, text->expires_at);
  if (!line->crisis || rows::any_crisis_lasts(view)) return std::nullopt;
  return ended(LineEnd::CrisisOver, rows::last_crisis_closed(view));
}

}  // namespace

std::string_view to_string(LineEnd why) {
  constexpr std::array<std::string_view, 5> kNames{"expired", "withdrawn", "replaced", "retired", "crisis_over"};
  return kNames.at(static_cast<std::size_t>(why));
}

std::optional<EndedLine> ended_line(store::Snapshot& snapshot, const TextKey& key, Timestamp now) {
  return end_of(snapshot, key, now);
}

Status check_stands(store::Transaction& tx, const TextKey& key, Timestamp now) {
  const auto ended = end_of(tx, key, now);
  if (!ended) return {};
  if (ended->why == LineEnd::CrisisOver) {
    return fail(Errc::Conflict, "no crisis lasts",
                "the crisis for which its line was approved is over: it is to be written anew, with another line or in"
                " words of one's own");
  }
  return fail(Errc::Conflict, "the line does not stand",
              "the approved line it was made of does not stand any more: it is to be written anew, with another line"
              " or in words of one's own");
}

}  // namespace chancery::answer
