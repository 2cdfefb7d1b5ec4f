#include "staff/shown_names.hpp"

#include <algorithm>
#include <utility>

#include "staff/audit_actor.hpp"
#include "staff/desk_rights.hpp"
#include "staff/desk_rows.hpp"
#include "staff/institution.hpp"

namespace chancery::staff {
namespace {

constexpr std::string_view kLoginCharacters = "abcdefghijklmnopqrstuvwxyz0123456789._-";

bool has_any(const DeskRights& rights, DeskId desk) {
  return std::ranges::any_of(kDeskActions, [&](DeskAction action) { return rights.may(action, desk); });
}

}  // namespace

ShownNames::ShownNames(store::Snapshot& snapshot, const User& reader) {
  read(snapshot, &reader);
}

ShownNames::ShownNames(store::Snapshot& snapshot) {
  read(snapshot, nullptr);
}

void ShownNames::read(store::Snapshot& snapshot, const User* reader) {
  const bool sees_all = reader != nullptr && can(reader->role, Action::ManageUsers);
  for (auto& user : users(snapshot)) {
    const bool hidden = user.local && !sees_all && (reader == nullptr || reader->id != user.id);
    hides_ = hides_ || hidden;
    logins_.emplace(user.login, user.id);
    shown_.emplace(user.id, ShownName{user.id, std::move(user.login), std::move(user.name), user.local, hidden});
  }
  if (!hides_) return;
  const auto rights = reader != nullptr ? desk_rights(snapshot, *reader) : DeskRights();
  std::map<UserId, std::string> aliases;  // of the desk that is most her own
  for (const auto& [user, desk, alias] : rows::local_desks(snapshot)) {
    aliases.emplace(user, alias);
    if (has_any(rights, desk)) shown_.at(user).hidden = false;
  }
  const auto house = institution(snapshot);
  hides_ = false;
  for (auto& [id, one] : shown_) {
    if (!one.hidden) continue;
    hides_ = true;
    one.login = '#' + id.text();
    const auto alias = aliases.find(id);
    one.name = alias != aliases.end() ? alias->second : house ? house->name : std::string();
  }
}

const ShownName* ShownNames::find(UserId id) const {
  const auto found = shown_.find(id);
  return found == shown_.end() ? nullptr : &found->second;
}

const ShownName* ShownNames::find_login(std::string_view login) const {
  const auto found = logins_.find(login);
  return found == logins_.end() ? nullptr : find(found->second);
}

std::string ShownNames::name_of_actor(std::string_view actor) const {
  const auto login = login_of_actor(actor);
  const auto* one = login ? find_login(*login) : nullptr;
  if (one == nullptr) return {};
  return one->name.empty() ? one->login : one->name;
}

std::string ShownNames::text(std::string_view said) const {
  return hide(said, kUserActor);
}

std::string ShownNames::mentions(std::string_view said) const {
  return hide(said, "@");
}

std::string ShownNames::hide(std::string_view said, std::string_view mark) const {
  if (!hides_) return std::string(said);
  std::string shown;
  for (auto at = said.find(mark); at != std::string_view::npos; at = said.find(mark)) {
    const auto begin = at + mark.size();
    auto login = said.substr(begin, std::min(said.find_first_not_of(kLoginCharacters, begin), said.size()) - begin);
    // A full stop or a dash may be the sentence's.
    const auto* one = find_login(login);
    while (one == nullptr && !login.empty() && (login.back() == '.' || login.back() == '-')) {
      login.remove_suffix(1);
      one = find_login(login);
    }
    shown.append(said.substr(0, begin)).append(one != nullptr ? std::string_view(one->login) : login);
    said.remove_prefix(begin + login.size());
  }
  return shown.append(said);
}

std::string name_at_desk(store::Transaction& tx, UserId id, DeskId desk) {
  const auto user = user_by_id(tx, id);
  const bool hidden = !user || (user->local && !has_any(desk_rights(tx, *user), desk));
  return hidden ? "Somebody else" : user->name;
}

}  // namespace chancery::staff
