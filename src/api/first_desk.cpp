#include "api/first_desk.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "speak/account_rights.hpp"
#include "staff/audit.hpp"
#include "staff/desk_rights.hpp"
#include "staff/institution.hpp"
#include "store/accounts.hpp"

namespace chancery::api {
namespace {

using staff::DeskAction;
using DeskActions = std::set<DeskAction>;

// What there was before there were desks.
struct Before {
  bool needed = false;
  std::string country;
  std::vector<activity::AccountId> accounts;
  std::map<staff::UserId, DeskActions> people;
};

// What a right on an account became.
void add(DeskActions& actions, speak::AccountRight right) {
  using enum DeskAction;
  if (right == speak::AccountRight::Write) actions.insert({Read, Work, Lead, Lines});
  if (right == speak::AccountRight::Approve) actions.insert({Read, ReadPrivate, Clear, ApproveLines});
}

Before look_at_desks(store::Snapshot& snapshot) {
  Before before;
  const auto named = staff::institution(snapshot);
  before.needed = named && !staff::front_desk(snapshot);
  if (!before.needed) return before;
  before.country = named->country;
  for (const auto& account : store::accounts(snapshot)) {
    before.accounts.push_back(account.id);
    for (const auto& grant : speak::grants_on(snapshot, account.id)) add(before.people[grant.user], grant.right);
  }
  for (const auto& user : staff::users(snapshot)) {
    if (user.role == staff::Role::Admin) before.people[user.id].insert(DeskAction::Manage);
  }
  return before;
}

// Of a person whose role or account does not allow it any more: nothing.
Status give(store::Transaction& tx, staff::UserId user, const staff::Desk& desk, const DeskActions& actions,
            Timestamp now) {
  const auto person = staff::user_by_id(tx, user);
  if (!person || person->ended_at) return {};
  std::vector<DeskAction> allowed;
  for (const auto action : actions) {
    if (staff::can(person->role, staff::role_action(action))) allowed.push_back(action);
  }
  if (allowed.empty()) return {};
  return staff::set_desk_grants(tx, user, {desk.mission, desk.id}, allowed, staff::kSetupActor, now);
}

}  // namespace

Status lay_first_desk(store::Store& store) {
  const auto before = store.read(look_at_desks);
  if (!before.needed) return {};
  const auto now = store.clock().now();
  const staff::Mission capital{.id = store.ids().make<staff::MissionId>(),
                               .name = "Capital",
                               .kind = staff::MissionKind::Capital,
                               .country = before.country,
                               .parent = {},
                               .zone = "UTC",
                               .contact = {},
                               .closed_at = {}};
  const staff::Desk front{.id = store.ids().make<staff::DeskId>(),
                          .mission = capital.id,
                          .name = "Front desk",
                          .alias = "Front desk",
                          .front = true,
                          .closed_at = {}};
  return store.write_now([&](store::Transaction& tx) -> Status {
    if (staff::front_desk(tx)) return {};
    if (auto done = staff::open_mission(tx, capital, staff::kSetupActor, now); !done) return done;
    if (auto done = staff::open_desk(tx, front, staff::kSetupActor, now); !done) return done;
    for (const auto account : before.accounts) {
      if (auto done = staff::set_mission_of(tx, account, capital.id, staff::kSetupActor, now); !done) return done;
    }
    for (const auto& [user, actions] : before.people) {
      if (auto done = give(tx, user, front, actions, now); !done) return done;
    }
    return {};
  });
}

Status join_front_desk(store::Store& store, activity::AccountId account, const staff::User& owner) {
  const auto now = store.clock().now();
  const auto held = store.read([&](store::Snapshot& snapshot) { return staff::desk_grants_of(snapshot, owner.id); });
  return store.write_now([&](store::Transaction& tx) -> Status {
    const auto front = staff::front_desk(tx);
    if (!front) return {};
    if (auto done = staff::set_mission_of(tx, account, front->mission, staff::kSetupActor, now); !done) return done;
    DeskActions actions;
    for (const auto right : speak::kAccountRights) add(actions, right);
    for (const auto& grant : held) {
      if (grant.scope.desk == front->id) actions.insert(grant.action);
    }
    return give(tx, owner.id, *front, actions, now);
  });
}

}  // namespace chancery::api
