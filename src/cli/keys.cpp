#include "cli/keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "activitypub/picture_links.hpp"
#include "proof/log.hpp"
#include "speak/account_keys.hpp"
#include "staff/audit.hpp"
#include "store/accounts.hpp"

namespace chancery::cli {
namespace {

constexpr std::string_view kAccount = "account:";

struct SecretKey {
  std::string_view name;
  std::string_view file;  // in DIR/secrets
  std::string_view purpose;
  std::string (*make)();  // nothing: it stays
  std::string_view remark;
};

constexpr std::string_view kNextStart = "used from the next start on";

const std::array<SecretKey, 9>& secret_keys() {
  static const std::array<SecretKey, 9> table{{
      {"instance-actor", "instance-actor.pem", "signs what the server fetches", activitypub::InstanceActor::make_key,
       "other servers fetch the new key when a signature does not fit the old one"},
      {"proof-signing", "proof-signing", "signs the heads of the transparency log", proof::make_secret,
       "a leaf names the new key before it signs; heads of the old key stay valid. Publish the new verifier key"},
      {"audit-signing", "audit-signing", "signs the heads of the audit log", proof::make_secret,
       "heads of the old key stay valid. Hand the new key to whoever keeps them"},
      {"proof-index", "proof-index", "keys the index by which texts are found in the transparency log", nullptr,
       "it stays: no text said so far could be found again"},
      {"listening", "listen", "makes the pseudonyms of heard authors", nullptr,
       "it changes by itself, by the schedule of the retention period"},
      {"opt-outs", "opt-outs", "recognises who objected to being heard", nullptr,
       "it stays: every objection would be forgotten"},
      {"account-keys", "account-keys", "seals the accounts' private keys in the database", nullptr,
       "it stays: no account could sign. When it was stolen, and a backup too: rotate every account's key"},
      {"remote-media", "remote-media", "makes the addresses under which strangers' pictures are shown",
       activitypub::make_picture_key, "pages that are open lose their pictures until they are read again"},
      {"staff", "staff", "is mixed into passwords, seals authenticators", nullptr,
       "it stays: no password would work again. When it was stolen: restart with a new data folder's secret, and "
       "invite everybody anew"},
  }};
  return table;
}

Result<Rotated> rotate_account(const Foundation& foundation, const std::string& handle, const std::string& by) {
  const auto account =
      foundation.chancery().read([&](store::Snapshot& snapshot) { return store::account_by_name(snapshot, handle); });
  if (!account) return fail(Errc::NotFound, fmt::format("there is no account @{}", handle));
  if (auto done = speak::rotate_account_key(foundation.chancery(), foundation.account_keys(), account->id, by); !done) {
    return fail(done.error());
  }
  return Rotated{"published and used from now on; the servers that follow are told"};
}

}  // namespace

std::vector<KeyInfo> keys_of(const Foundation& foundation) {
  std::vector<KeyInfo> keys;
  const auto accounts = foundation.chancery().read([](store::Snapshot& snapshot) { return store::accounts(snapshot); });
  for (const auto& account : accounts) {
    keys.push_back({std::string(kAccount) + account.name, "signs what the account sends", true,
                    "the servers that follow are told; the others fetch it when a signature does not fit"});
  }
  for (const auto& key : secret_keys()) {
    keys.push_back({std::string(key.name), std::string(key.purpose), key.make != nullptr, std::string(key.remark)});
  }
  return keys;
}

Result<Rotated> rotate_key(const Foundation& foundation, const std::string& name, const std::string& by) {
  if (name.starts_with(kAccount)) return rotate_account(foundation, name.substr(kAccount.size()), by);
  const auto key = std::ranges::find(secret_keys(), name, &SecretKey::name);
  if (key == secret_keys().end()) {
    return fail(Errc::NotFound, fmt::format("there is no key \"{}\": chancery keys list", name));
  }
  if (key->make == nullptr) return fail(Errc::Refused, fmt::format("{}: {}", name, key->remark));
  // The entry before the key: a key nobody knows of is worse than an entry of a change that failed.
  const auto told = foundation.chancery().write_now([&](store::Transaction& tx) -> Status {
    staff::append_audit(tx, foundation.clock().now(), by, "key.rotate", "secret:" + name);
    return {};
  });
  if (!told) return fail(told.error());
  if (auto kept = foundation.folder().replace_secret(std::string(key->file), key->make()); !kept) {
    return fail(kept.error());
  }
  return Rotated{fmt::format("{}; {}", kNextStart, key->remark), true};
}

}  // namespace chancery::cli
