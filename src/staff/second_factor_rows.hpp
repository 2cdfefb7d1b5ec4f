// The rows behind passkeys and recovery codes. For staff/ alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/webauthn.hpp"
#include "staff/passkeys.hpp"
#include "staff/recovery.hpp"

namespace chancery::staff::rows {

void insert_recovery_code(store::Transaction& tx, UserId user, std::string_view hash);

struct PasskeyRow {
  Passkey passkey;
  UserId user;
  std::string credential;
  std::string handle;
  crypto::KnownCredential known;
};
// Fails with Errc::Conflict when the credential is known.
[[nodiscard]] Status insert_passkey(store::Transaction& tx, const PasskeyRow& row);
[[nodiscard]] std::optional<PasskeyRow> passkey_by_credential(store::Snapshot& snapshot, std::string_view credential);
[[nodiscard]] std::vector<PasskeyRow> passkeys_of(store::Snapshot& snapshot, UserId user);
// False when its count is no longer what it was when it was looked at.
[[nodiscard]] bool use_passkey(store::Transaction& tx, const PasskeyRow& row, const crypto::Asserted& asserted,
                               Timestamp now);
[[nodiscard]] bool rename_passkey(store::Transaction& tx, UserId user, PasskeyId id, std::string_view name);
[[nodiscard]] bool remove_passkey(store::Transaction& tx, UserId user, PasskeyId id);

}  // namespace chancery::staff::rows
