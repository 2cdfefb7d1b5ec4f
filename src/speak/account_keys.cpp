#include "speak/account_keys.hpp"

#include <algorithm>

#include "activity/events.hpp"
#include "base/json.hpp"
#include "crypto/rsa.hpp"
#include "staff/audit.hpp"
#include "store/accounts.hpp"
#include "store/events.hpp"

namespace chancery::speak {
namespace {

bool in_clear(const activity::Account& account) {
  return crypto::is_in_clear(account.private_key_pem);
}

}  // namespace

Status rotate_account_key(store::Store& store, const crypto::KeyBox& box, activity::AccountId account,
                          const std::string& by) {
  const auto keys = crypto::generate_rsa_key_pair();
  const auto sealed = box.seal(keys.private_pem, account.text());
  return store.write_now([&](store::Transaction& tx) -> Status {
    if (auto replaced = store::replace_account_keys(tx, account, keys.public_pem, sealed); !replaced) {
      return replaced;
    }
    store::append_event(tx, activity::events::kAccountChanged, json::Object{{"account", account.value}});
    staff::append_audit(tx, store.clock().now(), by, "key.rotate", "account:" + account.text());
    return {};
  });
}

Status seal_account_keys(store::Store& store, const crypto::KeyBox& box) {
  const auto accounts = store.read([](store::Snapshot& snapshot) { return store::accounts(snapshot); });
  if (std::ranges::none_of(accounts, in_clear)) return {};
  return store.write_now([&](store::Transaction& tx) -> Status {
    for (const auto& account : accounts) {
      if (!in_clear(account)) continue;
      const auto sealed = box.seal(account.private_key_pem, account.id.text());
      if (auto done = store::replace_account_keys(tx, account.id, account.public_key_pem, sealed); !done) return done;
      staff::append_audit(tx, store.clock().now(), "system", "key.seal", "account:" + account.id.text());
    }
    return {};
  });
}

AccountKeyState account_key_state(store::Snapshot& snapshot, const crypto::KeyBox& box) {
  AccountKeyState state;
  for (auto& account : store::accounts(snapshot)) {
    ++(in_clear(account) ? state.in_clear : state.sealed);
    if (in_clear(account) || box.open(account.private_key_pem, account.id.text())) continue;
    state.lost.push_back(std::move(account));
  }
  return state;
}

}  // namespace chancery::speak
