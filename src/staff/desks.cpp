#include "staff/desks.hpp"

#include "activity/events.hpp"
#include "base/json.hpp"
#include "staff/audit.hpp"
#include "staff/desk_rows.hpp"
#include "staff/plain_text.hpp"
#include "store/events.hpp"

namespace chancery::staff {
namespace {

constexpr std::size_t kLongestDeskName = 80;

Status check_desk(const Desk& desk) {
  if (auto status = check_plain_text(desk.name, kLongestDeskName, "name"); !status) return status;
  if (auto status = check_plain_text(desk.alias, kLongestDeskName, "alias"); !status) return status;
  if (desk.front && desk.closed_at) {
    return fail(Errc::Conflict, "the front desk stays open",
                "This is the front desk, where what fits nowhere goes: make another one the front desk first.");
  }
  return {};
}

void tell(store::Transaction& tx, DeskId desk) {
  store::append_event(tx, activity::events::kDeskChanged, {{"desk", desk.value}});
}

}  // namespace

Status open_desk(store::Transaction& tx, const Desk& desk, std::string_view by, Timestamp now) {
  if (auto fits = check_desk(desk); !fits) return fits;
  const auto mission = mission_by_id(tx, desk.mission);
  if (!mission || mission->closed_at) return fail(Errc::NotFound, "there is no open mission of this id");
  if (desk.front) rows::no_front_desk(tx);
  if (auto stored = rows::insert_desk(tx, desk); !stored) return stored;
  append_audit(tx, now, by, "desk.open", "desk:" + desk.id.text() + " mission:" + desk.mission.text());
  tell(tx, desk.id);
  return {};
}

Status change_desk(store::Transaction& tx, const Desk& desk, std::string_view by, Timestamp now) {
  const auto before = desk_by_id(tx, desk.id);
  if (!before) return fail(Errc::NotFound, "there is no desk of this id");
  auto wanted = desk;
  wanted.mission = before->mission;
  wanted.front = desk.front || before->front;
  if (auto fits = check_desk(wanted); !fits) return fits;
  if (wanted.front && !before->front) rows::no_front_desk(tx);
  if (auto stored = rows::update_desk(tx, wanted); !stored) return stored;
  const bool closed = wanted.closed_at && !before->closed_at;
  append_audit(tx, now, by, closed ? "desk.close" : "desk.change", "desk:" + desk.id.text());
  tell(tx, desk.id);
  return {};
}

}  // namespace chancery::staff
