#include <chrono>
#include <span>
#include <vector>

#include "activitypub/received.hpp"
#include "crypto/hash.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {
namespace {

constexpr std::size_t kReceivedDigestBytes = 16;

std::vector<unsigned char> received_digest(std::string_view name) {
  const auto digest = crypto::blake2b(name, {}, kReceivedDigestBytes);
  return {digest.begin(), digest.end()};
}

}  // namespace

void forget_expired(store::Transaction& tx, Timestamp now) {
  store::connection(tx).query("DELETE FROM received_activity WHERE kept_until < ?").bind(now).run();
}

bool first_time(store::Transaction& tx, std::string_view name, Timestamp now, std::chrono::hours keep,
                const Deed& deed) {
  forget_expired(tx, now);
  const auto digest = received_digest(name);
  return store::connection(tx)
             .query(
                 "INSERT INTO received_activity (digest, kept_until, deed, about) VALUES (?, ?, ?, ?)"
                 " ON CONFLICT (digest) DO NOTHING")
             .bind(std::span<const unsigned char>(digest), now + keep, static_cast<int>(deed.kind), deed.about)
             .run() > 0;
}

std::optional<Deed> take_deed(store::Transaction& tx, std::string_view name) {
  auto& db = store::connection(tx);
  const auto digest = received_digest(name);
  const std::span<const unsigned char> bytes(digest);
  Deed deed;
  {
    auto query = db.query("SELECT deed, about FROM received_activity WHERE digest = ? AND deed <> 0");
    if (!query.bind(bytes).step()) return std::nullopt;
    deed = {static_cast<Deed::Kind>(query.integer(0)), query.integer(1)};
  }
  db.query("UPDATE received_activity SET deed = 0, about = 0 WHERE digest = ?").bind(bytes).run();
  return deed;
}

bool is_latest(store::Transaction& tx, std::string_view name, Timestamp signed_at, Timestamp now) {
  forget_expired(tx, now);
  const auto digest = received_digest(name);
  return store::connection(tx)
             .query(
                 "INSERT INTO received_activity (digest, kept_until, deed, about) VALUES (?, ?, ?, ?)"
                 " ON CONFLICT (digest) DO UPDATE SET kept_until = excluded.kept_until, about = excluded.about"
                 " WHERE about <= excluded.about")
             .bind(std::span<const unsigned char>(digest), now + kFollowTimeKept, static_cast<int>(Deed::Kind::Signed),
                   to_micros(signed_at))
             .run() > 0;
}

bool was_received(store::Transaction& tx, std::string_view name) {
  const auto digest = received_digest(name);
  auto query = store::connection(tx).query("SELECT 1 FROM received_activity WHERE digest = ?");
  return query.bind(std::span<const unsigned char>(digest)).step();
}

bool forget_received(store::Transaction& tx, std::string_view name) {
  const auto digest = received_digest(name);
  return store::connection(tx)
             .query("DELETE FROM received_activity WHERE digest = ?")
             .bind(std::span<const unsigned char>(digest))
             .run() > 0;
}

std::string name_under(std::string_view actor, std::string_view activity) {
  return std::string(actor) + ' ' + std::string(activity);
}

std::string withdrawal_of(std::string_view object) {
  return "withdrawn " + std::string(object);
}

std::string undoing_of(std::string_view actor, std::string_view follow) {
  return "undone " + std::string(actor) + ' ' + std::string(follow);
}

std::string follow_time_of(std::string_view actor, activity::AccountId account) {
  return "followed " + std::string(actor) + ' ' + account.text();
}

}  // namespace chancery::activitypub
