#include "speak/pictures.hpp"
#include "store/sql.hpp"

namespace chancery::speak {
namespace {

constexpr const char* kSelectPictures =
    "SELECT id, large, small, media_type, width, height, blurhash, uploaded_by, uploaded_at FROM picture WHERE id = ?";

Picture read_picture(const store::Query& query) {
  return {.id = query.id<MediaId>(0),
          .large = query.text(1),
          .small = query.text(2),
          .media_type = query.text(3),
          .width = static_cast<int>(query.integer(4)),
          .height = static_cast<int>(query.integer(5)),
          .blurhash = query.text(6),
          .uploaded_by = query.id<staff::UserId>(7),
          .uploaded_at = query.time(8)};
}

std::optional<Picture> find_picture(store::Connection& db, MediaId id) {
  auto query = db.query(kSelectPictures);
  if (!query.bind(id).step()) return std::nullopt;
  return read_picture(query);
}

}  // namespace

void insert_picture(store::Transaction& tx, const Picture& picture) {
  store::connection(tx)
      .query(
          "INSERT INTO picture (id, large, small, media_type, width, height, blurhash, uploaded_by, uploaded_at)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(picture.id, picture.large, picture.small, picture.media_type, picture.width, picture.height,
            picture.blurhash, picture.uploaded_by, picture.uploaded_at)
      .run();
}

std::optional<Picture> picture_by_id(store::Transaction& tx, MediaId id) {
  return find_picture(store::connection(tx), id);
}

std::optional<Picture> picture_by_id(store::Snapshot& snapshot, MediaId id) {
  return find_picture(store::connection(snapshot), id);
}

std::vector<Picture> take_unused_pictures(store::Transaction& tx, Timestamp before, std::size_t limit) {
  std::vector<Picture> unused;
  auto query = store::connection(tx).query(
      "DELETE FROM picture WHERE id IN (SELECT id FROM picture WHERE uploaded_at < ? AND NOT EXISTS"
      " (SELECT 1 FROM post_picture WHERE post_picture.picture = picture.id) AND NOT EXISTS"
      " (SELECT 1 FROM profile_picture WHERE profile_picture.picture = picture.id) AND NOT EXISTS"
      " (SELECT 1 FROM profile_change WHERE avatar = picture.id OR header = picture.id) ORDER BY id LIMIT ?)"
      " RETURNING id, large, small, media_type, width, height, blurhash, uploaded_by, uploaded_at");
  query.bind(before, static_cast<std::int64_t>(limit));
  while (query.step()) unused.push_back(read_picture(query));
  return unused;
}

bool file_in_use(store::Transaction& tx, std::string_view file) {
  auto query = store::connection(tx).query("SELECT 1 FROM picture WHERE large = ? OR small = ? LIMIT 1");
  return query.bind(file, file).step();
}

void add_unused_file(store::Transaction& tx, std::string_view file) {
  store::connection(tx)
      .query("INSERT INTO unused_file (name) VALUES (?) ON CONFLICT (name) DO NOTHING")
      .bind(file)
      .run();
}

void forget_unused_file(store::Transaction& tx, std::string_view file) {
  store::connection(tx).query("DELETE FROM unused_file WHERE name = ?").bind(file).run();
}

std::vector<std::string> unused_files(store::Transaction& tx, std::size_t limit) {
  std::vector<std::string> files;
  auto query = store::connection(tx).query("SELECT name FROM unused_file ORDER BY name LIMIT ?");
  query.bind(static_cast<std::int64_t>(limit));
  while (query.step()) files.push_back(query.text(0));
  return files;
}

}  // namespace chancery::speak
