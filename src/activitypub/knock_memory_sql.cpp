#include "activitypub/knock_memory.hpp"
#include "store/sql.hpp"

namespace chancery::activitypub {

std::vector<KnownKnock> known_knocks(store::Snapshot& snapshot, std::size_t limit) {
  std::vector<KnownKnock> known;
  auto query =
      store::connection(snapshot).query("SELECT host, learned_at FROM knock ORDER BY learned_at DESC, host LIMIT ?");
  query.bind(static_cast<std::int64_t>(limit));
  while (query.step()) known.push_back({query.text(0), query.time(1)});
  return known;
}

void save_knock(store::Transaction& tx, std::string_view host, Timestamp learned_at) {
  store::connection(tx)
      .query(
          "INSERT INTO knock (host, learned_at) VALUES (?, ?) "
          "ON CONFLICT (host) DO UPDATE SET learned_at = excluded.learned_at")
      .bind(host, learned_at)
      .run();
}

void remove_knock(store::Transaction& tx, std::string_view host) {
  store::connection(tx).query("DELETE FROM knock WHERE host = ?").bind(host).run();
}

}  // namespace chancery::activitypub
