// A changed profile that waits for a second person.
//
// What an account says about itself is said to everybody, as a post is. Where its rule wants approval and it has
// spoken, a new name, text, picture, link or former address waits until somebody other than who asked for it approves:
// whoever may approve for the account, or administers it. One change waits at a time, the last that was asked for;
// whoever may approve can stop it (stop_changes() in account_changes.hpp). Who asks for the same as another has
// approved it.
#pragma once

#include <optional>
#include <string>

#include "speak/profile.hpp"

namespace chancery::speak {

struct ProfileChange {
  activity::AccountId account;
  staff::UserId by;
  Timestamp asked_at;
  NewProfile wanted;
  std::string digest;  // SHA-256 of what is wanted, in hex
};

[[nodiscard]] std::optional<ProfileChange> waiting_profile(store::Snapshot& snapshot, activity::AccountId account);
[[nodiscard]] std::vector<ProfileChange> waiting_profiles(store::Snapshot& snapshot);
// Makes it take effect. `digest` is of what she read. Needs Approve or Administer, and not to have asked for it. Fails
// with Errc::Forbidden; Conflict when another change waits, or none, or who asked for it may no longer; as
// set_profile() does.
[[nodiscard]] Status approve_profile(store::Transaction& tx, const activity::Addresses& addresses,
                                     activity::AccountId account, const Acting& acting, std::string_view digest);

// As it is stored and hashed.
[[nodiscard]] std::string write_profile(const NewProfile& wanted);
// Fails with Errc::Malformed.
[[nodiscard]] Result<NewProfile> read_profile(std::string_view stored);

namespace rows {

[[nodiscard]] std::optional<ProfileChange> profile_change(store::Transaction& tx, activity::AccountId account);
void put_profile_change(store::Transaction& tx, const ProfileChange& change);
bool forget_profile_change(store::Transaction& tx, activity::AccountId account);  // whether there was one

}  // namespace rows
}  // namespace chancery::speak
