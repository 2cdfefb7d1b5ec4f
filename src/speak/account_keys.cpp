#include "speak/account_keys.hpp"

#include "activity/events.hpp"
#include "base/json.hpp"
#include "crypto/rsa.hpp"
#include "staff/audit.hpp"
#include "store/accounts.hpp"
#include "store/events.hpp"

namespace chancery::speak {

Status rotate_account_key(store::Store& store, activity::AccountId account, const std::string& by) {
  const auto keys = crypto::generate_rsa_key_pair();
  return store.write_now([&](store::Transaction& tx) -> Status {
    if (auto replaced = store::replace_account_keys(tx, account, keys.public_pem, keys.private_pem); !replaced) {
      return replaced;
    }
    store::append_event(tx, activity::events::kAccountChanged, json::Object{{"account", account.value}});
    staff::append_audit(tx, store.clock().now(), by, "key.rotate", "account:" + account.text());
    return {};
  });
}

}  // namespace chancery::speak
