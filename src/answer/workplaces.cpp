#include "answer/workplaces.hpp"

#include <span>
#include <utility>

namespace chancery::answer {
namespace {

class AlwaysOpen final : public desk::Calendars {
 public:
  [[nodiscard]] const desk::Calendar& calendar(desk::DeskId) const override { return desk::Calendar::always(); }
  [[nodiscard]] std::span<const desk::Shift> shifts(desk::DeskId) const override { return {}; }
};

}  // namespace

Workplaces::Workplaces()
    : now_(
          std::make_shared<const WorkedBy>(WorkedBy{.calendars = std::make_shared<const AlwaysOpen>(), .leases = {}})) {
}

std::shared_ptr<const WorkedBy> Workplaces::now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

void Workplaces::replace(std::shared_ptr<const WorkedBy> next) {
  const std::lock_guard lock(mutex_);
  now_ = std::move(next);
}

}  // namespace chancery::answer
