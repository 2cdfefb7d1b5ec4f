#include "staff/audit_heads.hpp"

#include <algorithm>

#include "activity/events.hpp"
#include "base/json.hpp"
#include "staff/audit_head_rows.hpp"
#include "staff/rows.hpp"
#include "store/events.hpp"

namespace chancery::staff {

std::string statement(const AuditHead& head, Timestamp at) {
  return "chancery audit head\n" + std::to_string(head.sequence) + '\n' + head.hash + '\n' + to_rfc3339(at) + '\n';
}

Result<bool> sign_audit_head(store::Store& store, const crypto::Ed25519Key& key, bool at_once) {
  const auto now = store.clock().now();
  const auto [head, last] =
      store.read([](store::Snapshot& snapshot) { return std::pair{audit_head(snapshot), signed_head(snapshot)}; });
  if (head.sequence == 0 || (last && last->head.sequence >= head.sequence)) return false;
  // A clock that stepped back is no reason to wait.
  if (last && !at_once && now >= last->at && now - last->at < kHeadEvery) return false;
  const SignedHead made{head, now, key.public_key(), key.sign(statement(head, now))};
  return store.write_now([&](store::Transaction& tx) -> Result<bool> {
    if (!rows::insert_head(tx, made)) return false;
    store::append_event(tx, activity::events::kAuditHeadSigned, {{"sequence", made.head.sequence}});
    return true;
  });
}

std::vector<AuditEntry> entries_of(store::Snapshot& snapshot, std::span<const std::string_view> actions,
                                   std::size_t limit) {
  std::vector<AuditEntry> all;
  for (const auto action : actions) {
    auto some = rows::entries_of(snapshot, action, limit);
    all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  }
  std::ranges::sort(all, std::ranges::greater{}, &AuditEntry::sequence);
  if (all.size() > limit) all.resize(limit);
  return all;
}

std::vector<AuditEntry> entries_after(store::Snapshot& snapshot, std::int64_t after, std::size_t limit) {
  return rows::audit_after(snapshot, after, limit);
}

}  // namespace chancery::staff
