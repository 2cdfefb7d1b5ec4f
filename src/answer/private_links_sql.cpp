#include "answer/private_links.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"
#include "store/sql.hpp"

namespace chancery::answer {
namespace {

// A time, as coarse as it is kept.
Timestamp day_of(Timestamp at) {
  return std::chrono::floor<std::chrono::days>(at);
}

std::vector<unsigned char> hash_of(std::string_view token) {
  const auto hash = crypto::sha256(token);
  return {hash.begin(), hash.end()};
}

LinkState state_of(store::Connection& db, std::string_view token, Timestamp now) {
  auto query = db.query("SELECT expires_at, used_at FROM one_use_link WHERE hash = ?");
  query.bind(std::span<const unsigned char>(hash_of(token)));
  if (!query.step() || query.time(0) <= now) return LinkState::Unknown;
  return query.is_null(1) ? LinkState::Open : LinkState::Used;
}

}  // namespace

std::string make_link(store::Transaction& tx, Timestamp now) {
  sweep_links(tx, now);
  auto token = crypto::random_token();
  const auto hash = hash_of(token);
  store::connection(tx)
      .query("INSERT INTO one_use_link (hash, day, expires_at) VALUES (?, ?, ?)")
      .bind(std::span<const unsigned char>(hash), day_of(now), day_of(now) + kLinkLasts + std::chrono::days{1})
      .run();
  return token;
}

LinkState look_at_link(store::Snapshot& snapshot, std::string_view token, Timestamp now) {
  return state_of(store::connection(snapshot), token, now);
}

LinkState spend_link(store::Transaction& tx, std::string_view token, Timestamp now) {
  auto& db = store::connection(tx);
  const auto before = state_of(db, token, now);
  if (before != LinkState::Open) return before;
  const auto hash = hash_of(token);
  db.query("UPDATE one_use_link SET used_at = ? WHERE hash = ?")
      .bind(day_of(now), std::span<const unsigned char>(hash))
      .run();
  return before;
}

std::int64_t sweep_links(store::Transaction& tx, Timestamp now) {
  return store::connection(tx).query("DELETE FROM one_use_link WHERE expires_at <= ?").bind(now).run();
}

}  // namespace chancery::answer
