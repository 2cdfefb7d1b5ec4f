// The desk's part of the running server: what sorts, what is claimed, and the threads that keep it.
#pragma once

#include <functional>
#include <stop_token>
#include <string_view>

#include "answer/backfill.hpp"
#include "answer/claims.hpp"
#include "answer/clock_keeper.hpp"
#include "answer/exports.hpp"
#include "answer/fire_watch.hpp"
#include "answer/intake.hpp"
#include "answer/presence.hpp"
#include "answer/qa.hpp"
#include "answer/retention.hpp"
#include "answer/routing_rules.hpp"
#include "answer/urgency.hpp"
#include "answer/workplaces.hpp"
#include "api/change_feed.hpp"
#include "api/routes.hpp"
#include "cli/desk_departures.hpp"
#include "cli/foundation.hpp"
#include "cli/workers.hpp"
#include "listen/public_actor_index.hpp"
#include "speak/sending.hpp"
#include "text/annotator.hpp"
#include "text/country_languages.hpp"
#include "text/language.hpp"

namespace chancery::cli {

// Thread safety: built and started by one thread; what it hands out is for any thread.
class DeskProgram {
 public:
  // Borrows all for its lifetime. Nothing runs yet.
  DeskProgram(Foundation& foundation, const text::LanguageIdentifier& languages, const text::Annotator& agenda);

  // Threads "desk intake", "desk keeper", "desk clocks", "desk fire", "desk backfill" and "desk records".
  void start(Workers& workers, api::ChangeFeed& feed);

  [[nodiscard]] speak::DepartureRules& departures() { return departures_; }
  [[nodiscard]] const activity::PublicActors& public_actors() const { return public_actors_; }
  // Whether a text has a word of a quarrel between states. For one thread.
  [[nodiscard]] std::function<bool(std::string_view)> crisis_words() const;
  [[nodiscard]] answer::Workplaces& workplaces() { return workplaces_; }
  [[nodiscard]] answer::Backfill& backfill() { return backfill_; }
  [[nodiscard]] api::DeskServices services() {
    return {claims_, presence_, workplaces_, [this] { refresh(); }};
  }
  // Reads anew what desks work by: hours, duty, targets, work, rules.
  void refresh();

 private:
  // What has run out ends: claims, and who is seen; the register is read anew where it changed.
  void keep(api::ChangeFeed& feed);
  void follow_log();
  // What the intake could not take in, at the start and every hour: the cause may be mended since.
  void retry_parked();
  // Archives somebody ordered, soon; once an hour, what was kept long enough says no more who somebody was.
  void keep_records(const std::stop_token& stop);

  store::Store& store_;
  answer::Workplaces workplaces_;
  listen::PublicActorIndex public_actors_;
  answer::Urgency urgency_;
  answer::Router sorter_;
  const answer::Incoming incoming_;
  answer::Intake intake_;
  answer::Backfill backfill_;
  answer::Claims claims_;
  answer::Presence presence_;
  DeskDepartures departures_;
  const text::CountryLanguages country_languages_;
  answer::FireWatch fire_;
  speak::LeapGuard leaps_;  // of the thread "desk clocks"
  answer::QaKeeper sessions_;
  answer::ClockKeeper clocks_;
  speak::LeapGuard record_leaps_;  // of the thread "desk records"
  answer::Retention retention_;
  answer::Exporter exporter_;
  std::int64_t seen_ = 0;  // position of the log up to which the register and the desks are known; the keeper's own
};

}  // namespace chancery::cli
