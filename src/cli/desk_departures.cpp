#include "cli/desk_departures.hpp"

#include "answer/replies.hpp"

namespace chancery::cli {
namespace {

answer::Leaving leaving(const speak::DepartureRules::Departure& departure) {
  return {.post = departure.post.value,
          .version = departure.version,
          .digest = departure.digest,
          .account = departure.account,
          .parent = departure.parent,
          .note = departure.note,
          .edit = departure.edit};
}

}  // namespace

Status DeskDepartures::may_leave(store::Transaction& tx, const Departure& departure) {
  return answer::may_leave(tx, workplaces_.now()->workplace(), leaving(departure), clock_.now());
}

void DeskDepartures::has_left(store::Transaction& tx, const Departure& departure, const activity::Note& note,
                              Timestamp now) {
  answer::has_left(tx, workplaces_.now()->workplace(), leaving(departure), note, now);
}

void DeskDepartures::went_back(store::Transaction& tx, speak::PostId post, std::string_view reason, Timestamp now) {
  answer::went_back(tx, workplaces_.now()->workplace(), post.value, reason, now);
}

}  // namespace chancery::cli
