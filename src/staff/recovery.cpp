#include "staff/recovery.hpp"

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"
#include "staff/audit.hpp"
#include "staff/second_factor_rows.hpp"

namespace chancery::staff {
namespace {

constexpr std::size_t kCodeBytes = 10;
constexpr std::size_t kGroup = 4;

std::string in_groups(std::string_view letters) {
  std::string shown;
  for (std::size_t at = 0; at < letters.size(); at += kGroup) {
    if (at > 0) shown += '-';
    shown.append(letters.substr(at, kGroup));
  }
  return shown;
}

}  // namespace

std::string recovery_hash(const Keys& keys, UserId user, std::string_view typed) {
  std::string letters;
  for (const char c : typed.substr(0, 64)) {
    if (c == '-' || c == ' ') continue;
    letters += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return crypto::hmac_sha256(keys.recovery, user.text() + ':' + letters);
}

std::vector<std::string> renew_recovery_codes(store::Transaction& tx, const Keys& keys, const User& user, Timestamp now,
                                              std::size_t count) {
  remove_recovery_codes(tx, user.id);
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < count; ++i) {
    codes.push_back(in_groups(crypto::to_base32(crypto::random_bytes(kCodeBytes))));
    rows::insert_recovery_code(tx, user.id, recovery_hash(keys, user.id, codes.back()));
  }
  append_audit(tx, now, audit_actor(user), "recovery_codes.renew", audit_actor(user));
  return codes;
}

}  // namespace chancery::staff
