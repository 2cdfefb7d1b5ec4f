// What one reader may see of the names of who works here: the one place that decides.
//
// Locally engaged staff live in the country they work on, and may be at risk there. Outside their desks they are shown
// by the desk (docs/adr/0062): to whom holds no right at any desk of theirs, a login becomes "#" and her id, a name
// becomes the alias of her desk. She sees herself; who manages users keeps the accounts and sees all.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "staff/desks.hpp"
#include "staff/users.hpp"
#include "store/store.hpp"

namespace chancery::staff {

struct ShownName {
  UserId id;
  std::string login;  // "#7" where it is hidden: no login begins so
  std::string name;   // where it is hidden: the alias of her desk, or the institution's name where she has none
  bool local = false;
  bool hidden = false;
};

// As it stood at the snapshot; read once for a list. Thread safety: a value.
class ShownNames {
 public:
  ShownNames(store::Snapshot& snapshot, const User& reader);
  // For what is kept in files or leaves the house: local staff are named to nobody.
  explicit ShownNames(store::Snapshot& snapshot);

  // Null when there is no such person.
  [[nodiscard]] const ShownName* find(UserId id) const;
  // By the login she has, shown or not.
  [[nodiscard]] const ShownName* find_login(std::string_view login) const;
  // Of who did something, as the audit log has it ("user:anna"): her name; empty when it was no user, or none of them.
  [[nodiscard]] std::string name_of_actor(std::string_view actor) const;
  // A text in the audit log's manner, with each "user:anna" that is hidden as "user:#7".
  [[nodiscard]] std::string text(std::string_view said) const;
  // A text in which colleagues are named as people do: "@anna" as "@#7".
  [[nodiscard]] std::string mentions(std::string_view said) const;

 private:
  [[nodiscard]] std::string hide(std::string_view said, std::string_view mark) const;
  void read(store::Snapshot& snapshot, const User* reader);

  std::map<UserId, ShownName> shown_;
  std::map<std::string, UserId, std::less<>> logins_;
  bool hides_ = false;
};

// For words a refusal gives back to somebody at `desk`: "Somebody else" for local staff with no right there.
[[nodiscard]] std::string name_at_desk(store::Transaction& tx, UserId id, DeskId desk);

}  // namespace chancery::staff
