#include <string>
#include <utility>

#include "answer/view_rows.hpp"
#include "store/sql.hpp"

namespace chancery::answer::rows {
namespace {

constexpr std::string_view kView = "SELECT id, owner, desk, name, query, position FROM saved_view WHERE ";

template <class IdType>
std::vector<SavedView> views_where(store::Connection& db, std::string_view condition, IdType id) {
  std::vector<SavedView> found;
  auto query = db.query(std::string(kView).append(condition));
  query.bind(id);
  while (query.step()) {
    found.push_back({.id = query.id<ViewId>(0),
                     .owner = query.id<staff::UserId>(1),
                     .desk = query.id<DeskId>(2),
                     .name = query.text(3),
                     .query = query.text(4),
                     .position = static_cast<int>(query.integer(5))});
  }
  return found;
}

std::optional<SavedView> one_view(store::Connection& db, ViewId id) {
  auto found = views_where(db, "id = ?", id);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::optional<DeskId> desk_or_null(DeskId desk) {
  return desk ? std::optional{desk} : std::nullopt;
}

constexpr std::string_view kOfOwner = "owner = ? AND desk IS NULL ORDER BY position, id";
constexpr std::string_view kViewsOfDesk = "desk = ? ORDER BY position, id";

}  // namespace

std::vector<SavedView> views_of_owner(store::Snapshot& snapshot, staff::UserId owner) {
  return views_where(store::connection(snapshot), kOfOwner, owner);
}
std::vector<SavedView> views_of_owner(store::Transaction& tx, staff::UserId owner) {
  return views_where(store::connection(tx), kOfOwner, owner);
}
std::vector<SavedView> views_of_desk(store::Snapshot& snapshot, DeskId desk) {
  return views_where(store::connection(snapshot), kViewsOfDesk, desk);
}
std::vector<SavedView> views_of_desk(store::Transaction& tx, DeskId desk) {
  return views_where(store::connection(tx), kViewsOfDesk, desk);
}
std::optional<SavedView> view(store::Snapshot& snapshot, ViewId id) {
  return one_view(store::connection(snapshot), id);
}
std::optional<SavedView> view(store::Transaction& tx, ViewId id) {
  return one_view(store::connection(tx), id);
}

void put_view(store::Transaction& tx, const SavedView& view) {
  store::connection(tx)
      .query(
          "INSERT INTO saved_view (id, owner, desk, name, query, position) VALUES (?, ?, ?, ?, ?, ?)"
          " ON CONFLICT (id) DO UPDATE SET desk = excluded.desk, name = excluded.name, query = excluded.query,"
          " position = excluded.position")
      .bind(view.id, view.owner, desk_or_null(view.desk), view.name, view.query, view.position)
      .run();
}

void put_position(store::Transaction& tx, ViewId id, int position) {
  store::connection(tx).query("UPDATE saved_view SET position = ? WHERE id = ?").bind(position, id).run();
}

void remove_view(store::Transaction& tx, ViewId id) {
  store::connection(tx).query("DELETE FROM saved_view WHERE id = ?").bind(id).run();
}

}  // namespace chancery::answer::rows
