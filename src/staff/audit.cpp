#include "staff/audit.hpp"

#include <cassert>

#include "crypto/encoding.hpp"
#include "crypto/hash_chain.hpp"
#include "staff/audit_actor.hpp"
#include "staff/audit_chain.hpp"
#include "staff/rows.hpp"

namespace chancery::staff {
namespace {

std::string big_endian(std::uint64_t value) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>((value >> shift) & 0xff);
  return bytes;
}

// Each field after its length: no two entries have one body.
std::string body_of(const AuditEntry& entry) {
  std::string body = big_endian(static_cast<std::uint64_t>(to_micros(entry.at)));
  for (const auto* field : {&entry.actor, &entry.action, &entry.subject}) {
    body += big_endian(field->size());
    body += *field;
  }
  return body;
}

bool follows(const AuditHead& head, const AuditEntry& entry) {
  return entry.sequence == head.sequence + 1 && entry.hash == chained_hash(head, entry);
}

// Whether the log still holds that entry, with that hash.
bool stands(const store::Store& store, const AuditHead& head) {
  if (head.sequence == 0) return head.hash == empty_head().hash;
  const auto entries =
      store.read([&](store::Snapshot& snapshot) { return rows::audit_after(snapshot, head.sequence - 1, 1); });
  return !entries.empty() && entries.front().sequence == head.sequence && entries.front().hash == head.hash;
}

}  // namespace

AuditHead empty_head() {
  return {0, crypto::to_hex(crypto::chain_start())};
}

std::string chained_hash(const AuditHead& head, const AuditEntry& entry) {
  const auto previous = crypto::from_hex(head.hash);
  if (!previous || previous->size() != crypto::chain_start().size()) return {};
  return crypto::to_hex(crypto::chain_entry(*previous, static_cast<std::uint64_t>(entry.sequence), body_of(entry)));
}

std::string audit_actor(const User& user) {
  return std::string(kUserActor) + user.login;
}

std::string audit_actor_cli(std::int64_t uid) {
  return "cli:" + std::to_string(uid);
}

AuditCheck verify_audit(const store::Store& store, const std::optional<AuditHead>& from, std::size_t slice) {
  assert(slice > 0);
  AuditCheck check;
  check.head = from.value_or(empty_head());
  if (from && !stands(store, *from)) {
    check.intact = false;
    check.broken_at = from->sequence;
    check.head = empty_head();
    return check;
  }
  while (true) {
    const auto entries =
        store.read([&](store::Snapshot& snapshot) { return rows::audit_after(snapshot, check.head.sequence, slice); });
    for (const auto& entry : entries) {
      ++check.checked;
      if (!follows(check.head, entry)) {
        check.intact = false;
        check.broken_at = check.head.sequence + 1;
        return check;
      }
      check.head = {entry.sequence, entry.hash};
    }
    if (entries.size() < slice) return check;
  }
}

}  // namespace chancery::staff
