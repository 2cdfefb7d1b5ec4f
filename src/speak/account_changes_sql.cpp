#include "speak/account_changes.hpp"
#include "speak/account_rights_rows.hpp"
#include "store/sql.hpp"

namespace chancery::speak {
namespace {

constexpr std::string_view kSelectAccountChanges =
    "SELECT id, account, asked_by, asked_at, account_right, approvals, grace FROM account_change ";

std::vector<AccountChange> read_changes(store::Query& query) {
  std::vector<AccountChange> changes;
  while (query.step()) {
    AccountChange change{
        .id = query.integer(0),
        .account = query.id<activity::AccountId>(1),
        .by = query.id<staff::UserId>(2),
        .asked_at = query.time(3),
        .right = std::nullopt,
        .rule = {.approvals = static_cast<int>(query.integer(5)), .grace = std::chrono::seconds{query.integer(6)}}};
    if (const auto right = query.text(4); !right.empty()) {
      const auto known = parse_account_right(right);
      if (!known) throw store::StorageError("a waiting change's right cannot be read");
      change.right = *known;
    }
    changes.push_back(change);
  }
  return changes;
}

}  // namespace

std::vector<AccountChange> waiting_changes(store::Snapshot& snapshot, std::optional<activity::AccountId> account) {
  auto query = store::connection(snapshot).query(
      std::string(kSelectAccountChanges).append("WHERE ? = 0 OR account = ? ORDER BY asked_at, id LIMIT 1000"));
  const auto one = account.value_or(activity::AccountId{});
  query.bind(one, one);
  return read_changes(query);
}

namespace rows {

bool has_spoken(store::Transaction& tx, activity::AccountId account) {
  auto query = store::connection(tx).query("SELECT 1 FROM note WHERE account = ? LIMIT 1");
  return query.bind(account).step();
}

void put_change(store::Transaction& tx, const AccountChange& change) {
  const auto right = change.right ? to_string(*change.right) : std::string_view{};
  auto& db = store::connection(tx);
  db.query("DELETE FROM account_change WHERE account = ? AND asked_by = ? AND account_right = ?")
      .bind(change.account, change.by, right)
      .run();
  db.query(
        "INSERT INTO account_change (account, asked_by, asked_at, account_right, approvals, grace)"
        " VALUES (?, ?, ?, ?, ?, ?)")
      .bind(change.account, change.by, change.asked_at, right, change.rule.approvals, change.rule.grace.count())
      .run();
}

bool another_asks_for(store::Transaction& tx, activity::AccountId account, const AccountRule& rule,
                      staff::UserId than) {
  auto query = store::connection(tx).query(
      "SELECT 1 FROM account_change WHERE account = ? AND account_right = '' AND approvals = ? AND grace = ?"
      " AND asked_by != ?");
  return query.bind(account, rule.approvals, rule.grace.count(), than).step();
}

void forget_rule_changes(store::Transaction& tx, activity::AccountId account) {
  store::connection(tx)
      .query("DELETE FROM account_change WHERE account = ? AND account_right = ''")
      .bind(account)
      .run();
}

void forget_right_change(store::Transaction& tx, const Grant& grant) {
  store::connection(tx)
      .query("DELETE FROM account_change WHERE account = ? AND asked_by = ? AND account_right = ?")
      .bind(grant.account, grant.user, to_string(grant.right))
      .run();
}

bool forget_changes(store::Transaction& tx, activity::AccountId account) {
  return store::connection(tx).query("DELETE FROM account_change WHERE account = ?").bind(account).run() > 0;
}

void forget_change(store::Transaction& tx, std::int64_t id) {
  store::connection(tx).query("DELETE FROM account_change WHERE id = ?").bind(id).run();
}

std::vector<AccountChange> changes_asked_before(store::Transaction& tx, Timestamp time) {
  auto query = store::connection(tx).query(
      std::string(kSelectAccountChanges).append("WHERE asked_at <= ? ORDER BY asked_at, id LIMIT 1000"));
  query.bind(time);
  return read_changes(query);
}

}  // namespace rows
}  // namespace chancery::speak
