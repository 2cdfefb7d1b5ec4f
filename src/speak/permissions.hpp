// What private persons allowed us: to share or quote one post of theirs, under the names of some of our accounts.
//
// Kept as long as it is needed and no longer than she wants: a permission ends on her word or when its time is over,
// and what stood on it is taken back. Erasing takes her post's address, her own and her answer out of everything that
// can forget; that there was a permission, who asked and when it ended stays.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "speak/posts.hpp"
#include "speak/publisher.hpp"
#include "store/store.hpp"

namespace chancery::speak {

using PermissionId = Id<struct PermissionTag>;

inline constexpr std::size_t kMaxAnswer = 1'000;  // characters
inline constexpr std::size_t kMaxPermitted = 50;  // accounts

struct NewPermission {
  std::string uri;  // of her post, which must have been looked at
  std::vector<activity::AccountId> accounts;
  std::string answer;  // her words, or the address where they stand
  Timestamp agreed_at;
  std::optional<Timestamp> until;  // none: until she takes it back
};

struct Permission {
  PermissionId id;
  NewPermission says;
  std::string author;  // URI
  staff::UserId asked_by;
  Timestamp recorded_at;
  std::optional<Timestamp> ended_at;
  std::string ended_by;  // as the audit log writes it
};

// Write on each of the accounts. Fails with Errc::Invalid and the field's name, with Forbidden, and with Conflict when
// nothing is known of the post.
[[nodiscard]] Result<Permission> record_permission(store::Transaction& tx, PermissionId id, const Acting& acting,
                                                   const NewPermission& permission);

// Write or Publish on one of the accounts. Takes back every share that stood on it, and gives back to its writers what
// waits; quotes that were sent are for people to take back, and named in the answer. Doing it twice is once, but may
// erase what was not erased. Fails with Errc::NotFound or Forbidden.
struct Ended {
  Permission permission;
  std::size_t shares = 0;                // taken back
  std::vector<activity::NoteId> quotes;  // of ours that still quote it
};
[[nodiscard]] Result<Ended> end_permission(store::Transaction& tx, const Publisher& publisher, PermissionId id,
                                           const Acting& acting, bool erase);
// The same, by the program, of those whose time is over, each in a transaction of its own. Fails with the first that
// could not be ended; the others are.
[[nodiscard]] Status end_lapsed(store::Store& store, const Publisher& publisher);

// One that stands now, for that post and account.
[[nodiscard]] std::optional<Permission> permission_for(store::Transaction& tx, std::string_view uri,
                                                       activity::AccountId account, Timestamp now);
// Of an account, the newest first, at most `limit`; of one post alone when `uri` is given.
[[nodiscard]] std::vector<Permission> permissions_of(store::Snapshot& snapshot, activity::AccountId account,
                                                     std::string_view uri = {}, std::size_t limit = 200);

}  // namespace chancery::speak
