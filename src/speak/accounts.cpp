#include "speak/accounts.hpp"

#include <utility>

#include "activity/events.hpp"
#include "crypto/rsa.hpp"
#include "speak/account_rights_rows.hpp"
#include "speak/profile.hpp"
#include "speak/words.hpp"
#include "staff/audit.hpp"
#include "store/accounts.hpp"
#include "store/events.hpp"

namespace chancery::speak {
namespace {

Status check_new_account(const NewAccount& wanted) {
  if (auto name = activity::check_account_name(wanted.name); !name) return name;
  if (auto name = check_words("display_name", wanted.display_name, kMaxDisplayName); !name) return name;
  if (wanted.display_name.find('\n') != std::string::npos) {
    return fail(Errc::Invalid, "display_name: write it in one line");
  }
  if (!wanted.summary.empty()) {
    if (auto summary = check_words("summary", wanted.summary, kMaxSummary); !summary) return summary;
  }
  if (auto rule = check_rule(wanted.rule); !rule) return rule;
  return check_language(wanted.language);
}

}  // namespace

Result<activity::Account> create_account(store::Store& store, const crypto::KeyBox& box, const NewAccount& wanted,
                                         const std::string& by) {
  if (const auto sound = check_new_account(wanted); !sound) return fail(sound.error());
  auto keys = crypto::generate_rsa_key_pair();
  activity::Account account;
  account.id = store.ids().make<activity::AccountId>();
  account.type = wanted.type;
  account.name = wanted.name;
  account.display_name = wanted.display_name;
  account.summary = wanted.summary;
  account.language = wanted.language;
  account.public_key_pem = std::move(keys.public_pem);
  account.private_key_pem = box.seal(keys.private_pem, account.id.text());
  account.created_at = store.clock().now();
  return store.write_now([&](store::Transaction& tx) -> Result<activity::Account> {
    if (const auto inserted = store::insert_account(tx, account); !inserted) {
      return fail(Errc::Conflict, "account " + account.name + " exists",
                  "name: there is an account @" + account.name + " already; choose another name");
    }
    rows::put_rule(tx, account.id, wanted.rule);
    for (const auto right : kAccountRights) {
      if (wanted.owner) rows::add_grant(tx, {wanted.owner, account.id, right});
    }
    store::append_event(tx, activity::events::kAccountCreated, json::Object{{"account", account.id.value}});
    staff::append_audit(tx, account.created_at, by, "account.create", "account:" + account.id.text());
    return account;
  });
}

}  // namespace chancery::speak
