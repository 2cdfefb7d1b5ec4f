// FEP-8fcf: what two servers compare to know whether they agree on who follows whom between them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "activity/actor.hpp"
#include "activity/addresses.hpp"
#include "base/result.hpp"
#include "store/store.hpp"

namespace chancery::activitypub {

inline constexpr std::string_view kSynchronizationField = "Collection-Synchronization";
// Of one server: where more follow an account, nothing is compared. Half a list would make them drop the others.
inline constexpr std::size_t kMostSynchronised = 20'000;

// The SHA-256 digests of the ids, each XOR the next, in hexadecimal; zeros when there are none.
[[nodiscard]] std::string followers_digest(std::span<const std::string> ids);

struct FollowersClaim {
  std::string collection;  // id of the sender's followers collection
  std::string url;         // of the part of it that is the receiver's
  std::string digest;      // of that part
  bool operator==(const FollowersClaim&) const = default;
};
// Writes and reads the field: a list of NAME="VALUE". Reading fails with Errc::Malformed or TooLarge.
[[nodiscard]] std::string write_followers_claim(const FollowersClaim& claim);
[[nodiscard]] Result<FollowersClaim> read_followers_claim(std::string_view value);

// BASE/actors/ID/followers_synchronization
[[nodiscard]] std::string followers_part_url(const activity::Addresses& addresses, activity::AccountId account);
// The field for what goes to an inbox of the server at `origin`; empty where nobody there follows, or too many.
[[nodiscard]] std::string followers_claim_for(store::Snapshot& snapshot, const activity::Addresses& addresses,
                                              activity::AccountId account, std::string_view origin);

}  // namespace chancery::activitypub
