#include <algorithm>
#include <utility>

#include "store/engine.hpp"
#include "store/profile_links.hpp"

namespace chancery::store {

using activity::AccountId;

void put_profile_links(Transaction& tx, AccountId account, const std::vector<std::string>& links, Timestamp now) {
  auto& db = tx.connection();
  std::vector<std::string> gone;
  auto query = db.query("SELECT link FROM profile_link WHERE account = ?");
  query.bind(account);
  while (query.step()) {
    auto link = std::string(query.text(0));
    if (std::ranges::find(links, link) == links.end()) gone.push_back(std::move(link));
  }
  for (const auto& link : gone) {
    db.query("DELETE FROM profile_link WHERE account = ? AND link = ?").bind(account, link).run();
  }
  for (const auto& link : links) {
    db.query(
          "INSERT INTO profile_link (account, link, due) VALUES (?, ?, ?)"
          " ON CONFLICT (account, link) DO UPDATE SET due = excluded.due WHERE verified IS NULL")
        .bind(account, link, now)
        .run();
  }
}

std::optional<ProfileLink> due_profile_link(Snapshot& snapshot, Timestamp now) {
  auto query =
      snapshot.connection().query("SELECT account, link FROM profile_link WHERE due <= ? ORDER BY due LIMIT 1");
  if (!query.bind(now).step()) return std::nullopt;
  return ProfileLink{query.id<AccountId>(0), std::string(query.text(1))};
}

void settle_profile_link(Transaction& tx, const ProfileLink& link, LinkFinding finding, Timestamp now) {
  auto& db = tx.connection();
  switch (finding) {
    case LinkFinding::LinksBack:
      db.query(
            "UPDATE profile_link SET due = ?1, verified = COALESCE(verified, ?2), seen = ?2"
            " WHERE account = ?3 AND link = ?4")
          .bind(now + kLinkRecheck, now, link.account, link.link)
          .run();
      return;
    case LinkFinding::DoesNot:
      db.query("UPDATE profile_link SET due = ?, verified = NULL, seen = NULL WHERE account = ? AND link = ?")
          .bind(now + kLinkRecheck, link.account, link.link)
          .run();
      return;
    case LinkFinding::Unreachable:
      db.query(
            "UPDATE profile_link SET due = ?, verified = CASE WHEN seen > ? THEN verified END"
            " WHERE account = ? AND link = ?")
          .bind(now + kUnreachableRecheck, now - kUnreachableKept, link.account, link.link)
          .run();
      return;
  }
}

std::vector<VerifiedLink> verified_links(Snapshot& snapshot, AccountId account) {
  std::vector<VerifiedLink> links;
  auto query = snapshot.connection().query(
      "SELECT link, verified FROM profile_link WHERE account = ? AND verified IS NOT NULL ORDER BY link");
  query.bind(account);
  while (query.step()) links.push_back({std::string(query.text(0)), query.time(1)});
  return links;
}

std::optional<Timestamp> verified_since(const std::vector<VerifiedLink>& links, std::string_view link) {
  const auto found = std::ranges::find(links, link, &VerifiedLink::link);
  return found == links.end() ? std::nullopt : std::optional(found->since);
}

}  // namespace chancery::store
