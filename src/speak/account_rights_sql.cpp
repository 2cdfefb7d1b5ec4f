#include <algorithm>

#include "speak/account_rights.hpp"
#include "speak/account_rights_rows.hpp"
#include "store/sql.hpp"

namespace chancery::speak {
namespace {

Grant read_grant(const store::Query& query) {
  const auto right = parse_account_right(query.text(2));
  if (!right) throw store::StorageError("a grant's right cannot be read");
  return {query.id<staff::UserId>(0), query.id<activity::AccountId>(1), *right};
}

std::vector<Grant> read_grants(store::Query& query) {
  std::vector<Grant> grants;
  while (query.step()) grants.push_back(read_grant(query));
  return grants;
}

AccountRule rule_in(store::Connection& db, activity::AccountId account) {
  auto query = db.query("SELECT approvals, grace FROM account_rule WHERE account = ?");
  if (!query.bind(account).step()) return {};
  return {static_cast<int>(query.integer(0)), std::chrono::seconds{query.integer(1)}};
}

bool granted(store::Connection& db, staff::UserId user, activity::AccountId account, AccountRight right) {
  auto query = db.query("SELECT 1 FROM account_grant WHERE account = ? AND user = ? AND account_right = ?");
  return query.bind(account, user, to_string(right)).step();
}

}  // namespace

std::vector<Grant> grants_on(store::Snapshot& snapshot, activity::AccountId account) {
  auto query = store::connection(snapshot).query(
      "SELECT user, account, account_right FROM account_grant WHERE account = ? ORDER BY user, account_right");
  query.bind(account);
  return read_grants(query);
}

AccountRule rule_of(store::Transaction& tx, activity::AccountId account) {
  return rule_in(store::connection(tx), account);
}

AccountRule rule_of(store::Snapshot& snapshot, activity::AccountId account) {
  return rule_in(store::connection(snapshot), account);
}

namespace rows {

bool granted(store::Transaction& tx, staff::UserId user, activity::AccountId account, AccountRight right) {
  return speak::granted(store::connection(tx), user, account, right);
}

bool granted(store::Snapshot& snapshot, staff::UserId user, activity::AccountId account, AccountRight right) {
  return speak::granted(store::connection(snapshot), user, account, right);
}

bool granted_anywhere(store::Transaction& tx, staff::UserId user, AccountRight right) {
  auto query = store::connection(tx).query("SELECT 1 FROM account_grant WHERE user = ? AND account_right = ? LIMIT 1");
  return query.bind(user, to_string(right)).step();
}

bool add_grant(store::Transaction& tx, const Grant& grant) {
  return store::connection(tx)
             .query("INSERT INTO account_grant (user, account, account_right) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
             .bind(grant.user, grant.account, to_string(grant.right))
             .run() > 0;
}

bool remove_grant(store::Transaction& tx, const Grant& grant) {
  return store::connection(tx)
             .query("DELETE FROM account_grant WHERE user = ? AND account = ? AND account_right = ?")
             .bind(grant.user, grant.account, to_string(grant.right))
             .run() > 0;
}

void put_rule(store::Transaction& tx, activity::AccountId account, const AccountRule& rule) {
  store::connection(tx)
      .query(
          "INSERT INTO account_rule (account, approvals, grace) VALUES (?, ?, ?)"
          " ON CONFLICT (account) DO UPDATE SET approvals = excluded.approvals, grace = excluded.grace")
      .bind(account, rule.approvals, rule.grace.count())
      .run();
}

std::int64_t remove_grants_of(store::Transaction& tx, staff::UserId user) {
  auto& db = store::connection(tx);
  db.query("DELETE FROM account_change WHERE asked_by = ?").bind(user).run();
  return db.query("DELETE FROM account_grant WHERE user = ?").bind(user).run();
}

}  // namespace rows
}  // namespace chancery::speak
