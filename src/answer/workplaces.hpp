// What desks work by now: calendars, shifts and targets, kept in memory and replaced whole.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>

#include "desk/calendar.hpp"
#include "desk/clocks.hpp"
#include "desk/target.hpp"

namespace chancery::answer {

// One state of it. Thread safety: immutable.
struct WorkedBy {
  std::shared_ptr<const desk::Calendars> calendars;  // owners: every state that has the same calendars
  desk::Targets targets = desk::Targets::defaults();
  std::map<desk::DeskId, std::chrono::minutes> leases;  // how long a claim lasts, where a desk says so
  [[nodiscard]] desk::Workplace workplace() const { return {*calendars, targets}; }
};

// Thread safety: any thread may ask and replace.
class Workplaces {
 public:
  Workplaces();  // every desk always open, nobody on duty, targets as shipped

  // Kept by its caller for as long as it works with it: owners are this and whoever asked.
  [[nodiscard]] std::shared_ptr<const WorkedBy> now() const;
  void replace(std::shared_ptr<const WorkedBy> next);

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const WorkedBy> now_;  // guarded by mutex_
};

}  // namespace chancery::answer
