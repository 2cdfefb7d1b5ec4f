#include "activitypub/followers_digest.hpp"

#include <algorithm>
#include <utility>

#include "activitypub/followers.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::size_t kMaxField = 8 * 1024;
constexpr std::size_t kMaxParts = 16;

auto unreadable() {
  return fail(Errc::Malformed, std::string(kSynchronizationField) + ": not a list of NAME=\"VALUE\"");
}

// Takes `NAME="VALUE"` from the front of `rest`.
Result<std::pair<std::string_view, std::string_view>> take_part(std::string_view& rest) {
  const auto equals = rest.find("=\"");
  if (equals == std::string_view::npos) return unreadable();
  const auto end = rest.find('"', equals + 2);
  if (end == std::string_view::npos) return unreadable();
  const std::pair part{rest.substr(0, equals), rest.substr(equals + 2, end - equals - 2)};
  rest.remove_prefix(end + 1);
  return part;
}

void skip(std::string_view& rest, std::string_view any) {
  rest.remove_prefix(std::min(rest.find_first_not_of(any), rest.size()));
}

}  // namespace

std::string followers_digest(std::span<const std::string> ids) {
  std::string all(32, '\0');
  for (const auto& id : ids) {
    const auto one = crypto::sha256(id);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<char>(all[i] ^ one[i]);
  }
  return crypto::to_hex(all);
}

std::string write_followers_claim(const FollowersClaim& claim) {
  return "collectionId=\"" + claim.collection + "\", url=\"" + claim.url + "\", digest=\"" + claim.digest + '"';
}

Result<FollowersClaim> read_followers_claim(std::string_view value) {
  if (value.size() > kMaxField) return fail(Errc::TooLarge, std::string(kSynchronizationField) + ": over 8 KiB");
  FollowersClaim claim;
  auto rest = value;
  skip(rest, " \t");
  for (std::size_t parts = 0; !rest.empty(); ++parts) {
    const auto part = take_part(rest);
    if (!part || parts == kMaxParts) return unreadable();
    const auto& [name, text] = *part;
    for (auto [key, place] : {std::pair{"collectionId", &claim.collection}, std::pair{"url", &claim.url},
                              std::pair{"digest", &claim.digest}}) {
      if (name != key) continue;
      if (!place->empty()) return unreadable();
      *place = text;
    }
    skip(rest, " \t");
    if (!rest.empty() && rest.front() != ',') return unreadable();
    skip(rest, ", \t");
  }
  if (claim.collection.empty() || claim.url.empty() || claim.digest.empty()) return unreadable();
  return claim;
}

std::string followers_part_url(const activity::Addresses& addresses, activity::AccountId account) {
  return addresses.actor(account) + "/followers_synchronization";
}

std::string followers_claim_for(store::Snapshot& snapshot, const activity::Addresses& addresses,
                                activity::AccountId account, std::string_view origin) {
  const auto ids = followers_from(snapshot, account, origin, kMostSynchronised + 1);
  if (ids.empty() || ids.size() > kMostSynchronised) return {};
  return write_followers_claim(
      {addresses.followers(account), followers_part_url(addresses, account), followers_digest(ids)});
}

}  // namespace chancery::activitypub
