// What the desk says before a post leaves, and hears when it did: joins speak and answer, which do not see each other.
#pragma once

#include "answer/workplaces.hpp"
#include "speak/departure_rules.hpp"
#include "store/store.hpp"

namespace chancery::cli {

// Thread safety: called on the writer's thread alone.
class DeskDepartures final : public speak::DepartureRules {
 public:
  // Borrows both for its lifetime.
  DeskDepartures(const answer::Workplaces& workplaces, const Clock& clock) : workplaces_(workplaces), clock_(clock) {}

  [[nodiscard]] Status may_leave(store::Transaction& tx, const Departure& departure) override;
  void has_left(store::Transaction& tx, const Departure& departure, const activity::Note& note, Timestamp now) override;
  void went_back(store::Transaction& tx, speak::PostId post, std::string_view reason, Timestamp now) override;

 private:
  const answer::Workplaces& workplaces_;
  const Clock& clock_;
};

}  // namespace chancery::cli
