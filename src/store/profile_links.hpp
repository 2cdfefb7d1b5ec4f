// Which addresses of our accounts' profiles are verified: the page there links back to the account with rel="me".
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/actor.hpp"
#include "store/store.hpp"

namespace chancery::store {

struct ProfileLink {
  activity::AccountId account;
  std::string link;
};

struct VerifiedLink {
  std::string link;
  Timestamp since;
};

// What came of looking at the page.
enum class LinkFinding { LinksBack, DoesNot, Unreachable };

inline constexpr std::chrono::days kLinkRecheck{7};
inline constexpr std::chrono::days kUnreachableRecheck{1};
inline constexpr std::chrono::days kUnreachableKept{14};  // so long a page may be gone and still count

// The profile holds these links now. What is known of others goes with them; what is new, or not verified, is due at
// once.
void put_profile_links(Transaction& tx, activity::AccountId account, const std::vector<std::string>& links,
                       Timestamp now);
// The one that is due the longest.
[[nodiscard]] std::optional<ProfileLink> due_profile_link(Snapshot& snapshot, Timestamp now);
// Nothing happens when the profile no longer holds the link.
void settle_profile_link(Transaction& tx, const ProfileLink& link, LinkFinding finding, Timestamp now);

[[nodiscard]] std::vector<VerifiedLink> verified_links(Snapshot& snapshot, activity::AccountId account);
// Since when this one is verified; nothing: it is not.
[[nodiscard]] std::optional<Timestamp> verified_since(const std::vector<VerifiedLink>& links, std::string_view link);

}  // namespace chancery::store
