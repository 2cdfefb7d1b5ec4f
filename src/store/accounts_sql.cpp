#include <string>

#include "store/accounts.hpp"
#include "store/engine.hpp"

namespace chancery::store {
namespace {

using activity::Account;
using activity::AccountId;

constexpr const char* kSelectAccount =
    "SELECT id, type, name, display_name, summary, language, public_key_pem, private_key_pem, created_at FROM account ";

Account read_account(const Query& query) {
  Account account;
  account.id = query.id<AccountId>(0);
  account.type = activity::parse_actor_type(query.text(1)).value_or(activity::ActorType::Organization);
  account.name = query.text(2);
  account.display_name = query.text(3);
  account.summary = query.text(4);
  account.language = query.text(5);
  account.public_key_pem = query.text(6);
  account.private_key_pem = query.text(7);
  account.created_at = query.time(8);
  return account;
}

template <class Value>
std::optional<Account> find_account(Connection& db, std::string_view condition, const Value& value) {
  auto query = db.query(std::string(kSelectAccount).append(condition));
  query.bind(value);
  if (!query.step()) return std::nullopt;
  return read_account(query);
}

constexpr std::string_view kAccountById = "WHERE id = ?";

}  // namespace

Status insert_account(Transaction& tx, const Account& account) {
  const auto inserted =
      tx.connection()
          .query(
              "INSERT INTO account (id, type, name, display_name, summary, language, public_key_pem, private_key_pem,"
              " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING")
          .bind(account.id, activity::to_string(account.type), account.name, account.display_name, account.summary,
                account.language, account.public_key_pem, account.private_key_pem, account.created_at)
          .run();
  if (inserted == 0) {
    return fail(Errc::Conflict, "the account name is taken",
                "an account named @" + account.name + " exists already; choose another name");
  }
  return {};
}

std::optional<Account> account_by_id(Snapshot& snapshot, AccountId id) {
  return find_account(snapshot.connection(), kAccountById, id);
}

std::optional<Account> account_by_id(Transaction& tx, AccountId id) {
  return find_account(tx.connection(), kAccountById, id);
}

std::optional<Account> account_by_name(Snapshot& snapshot, std::string_view name) {
  return find_account(snapshot.connection(), "WHERE name = ?", name);
}

std::vector<Account> accounts(Snapshot& snapshot) {
  std::vector<Account> all;
  auto query = snapshot.connection().query(std::string(kSelectAccount).append("ORDER BY created_at, id"));
  while (query.step()) all.push_back(read_account(query));
  return all;
}

Status replace_account_keys(Transaction& tx, AccountId id, std::string_view public_key_pem,
                            std::string_view private_key_pem) {
  const auto replaced = tx.connection()
                            .query("UPDATE account SET public_key_pem = ?, private_key_pem = ? WHERE id = ?")
                            .bind(public_key_pem, private_key_pem, id)
                            .run();
  if (replaced == 0) return fail(Errc::NotFound, "there is no such account");
  return {};
}

}  // namespace chancery::store
