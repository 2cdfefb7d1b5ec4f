#include <string>

#include "staff/holders.hpp"
#include "staff/rows.hpp"
#include "staff/users.hpp"
#include "store/sql.hpp"

namespace chancery::staff {
namespace {

User read_user(const store::Query& query) {
  User user;
  user.id = query.id<UserId>(0);
  user.login = query.text(1);
  user.name = query.text(2);
  // A role this version does not know gives the least right.
  user.role = parse_role(query.text(3)).value_or(Role::Auditor);
  user.created_at = query.time(4);
  if (!query.is_null(5)) user.ended_at = query.time(5);
  user.local = query.integer(6) != 0;
  return user;
}

}  // namespace

std::vector<User> users(store::Snapshot& snapshot) {
  std::vector<User> all;
  auto query = connection(snapshot).query(
      "SELECT id, login, name, role, created_at, ended_at, local FROM staff_user ORDER BY id");
  while (query.step()) all.push_back(read_user(query));
  return all;
}

std::vector<UserId> holders_of(store::Transaction& tx, Action action) {
  std::vector<UserId> holders;
  auto query = connection(tx).query(
      "SELECT id, login, name, role, created_at, ended_at, local FROM staff_user WHERE ended_at IS NULL ORDER BY id");
  while (query.step()) {
    if (const auto user = read_user(query); can(user.role, action)) holders.push_back(user.id);
  }
  return holders;
}

std::optional<User> user_by_id(store::Snapshot& snapshot, UserId id) {
  auto query = connection(snapshot).query(
      "SELECT id, login, name, role, created_at, ended_at, local FROM staff_user WHERE id = ?");
  if (!query.bind(id).step()) return std::nullopt;
  return read_user(query);
}

std::optional<User> user_by_id(store::Transaction& tx, UserId id) {
  auto query =
      connection(tx).query("SELECT id, login, name, role, created_at, ended_at, local FROM staff_user WHERE id = ?");
  if (!query.bind(id).step()) return std::nullopt;
  return read_user(query);
}

std::optional<User> user_by_login(store::Snapshot& snapshot, std::string_view login) {
  auto query = connection(snapshot).query(
      "SELECT id, login, name, role, created_at, ended_at, local FROM staff_user WHERE login = ?");
  if (!query.bind(login).step()) return std::nullopt;
  return read_user(query);
}

namespace rows {

Status insert_user(store::Transaction& tx, const User& user, const UserSecrets& secrets) {
  const auto inserted = connection(tx)
                            .query(
                                "INSERT INTO staff_user (id, login, name, role, password_hash, totp_box, totp_step,"
                                " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (login) DO NOTHING")
                            .bind(user.id, user.login, user.name, to_string(user.role), secrets.password_hash,
                                  secrets.totp_box, secrets.totp_step, user.created_at)
                            .run();
  if (inserted == 1) return {};
  return fail(Errc::Conflict, "the login is taken", "Somebody has this login already: choose another.");
}

std::optional<FullUser> full_user(store::Snapshot& snapshot, std::string_view login) {
  auto query = connection(snapshot).query(
      "SELECT id, login, name, role, created_at, ended_at, local, password_hash, totp_box, totp_step FROM staff_user"
      " WHERE login = ? AND ended_at IS NULL");
  if (!query.bind(login).step()) return std::nullopt;
  return FullUser{read_user(query), {query.text(7), query.text(8), query.integer(9)}};
}

bool use_totp_step(store::Transaction& tx, UserId id, std::int64_t step) {
  return connection(tx)
             .query("UPDATE staff_user SET totp_step = ? WHERE id = ? AND totp_step < ?")
             .bind(step, id, step)
             .run() == 1;
}

bool end_user(store::Transaction& tx, UserId id, Timestamp now) {
  return connection(tx)
             .query("UPDATE staff_user SET ended_at = ? WHERE id = ? AND ended_at IS NULL")
             .bind(now, id)
             .run() == 1;
}

void update_user(store::Transaction& tx, UserId id, std::string_view name, Role role, bool local) {
  connection(tx)
      .query("UPDATE staff_user SET name = ?, role = ?, local = ? WHERE id = ?")
      .bind(name, to_string(role), local, id)
      .run();
}

bool another_admin_stands(store::Transaction& tx, UserId but) {
  auto query = connection(tx).query("SELECT 1 FROM staff_user WHERE role = 'admin' AND ended_at IS NULL AND id <> ?");
  return query.bind(but).step();
}

void set_totp(store::Transaction& tx, UserId id, std::string_view box) {
  connection(tx).query("UPDATE staff_user SET totp_box = ? WHERE id = ?").bind(box, id).run();
}

void set_password_hash(store::Transaction& tx, UserId id, std::string_view hash) {
  connection(tx).query("UPDATE staff_user SET password_hash = ? WHERE id = ?").bind(hash, id).run();
}

}  // namespace rows
}  // namespace chancery::staff
